"""VS202."""

from collections.abc import Iterator

from specgen.diagnostics import Label, Severity
from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole


class ReservedBit(WholeRule):
    r"""A feature of a device type whose bit is not one for device types.

    The chapter on feature bits divides them: a bit of another range has, or may get, a meaning for every device.

    Bad::

        \item[VIRTIO_LAMP_F_DIM (28)]  % 24 to 49 are for queues and negotiation

    Good::

        \item[VIRTIO_LAMP_F_DIM (0)]
    """

    code = "VS202"
    name = "reserved-bit"
    severity = Severity.ERROR

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Bits of device types inside a range that the text gives to something else."""
        ranges = [one for one in whole.specification.common.feature_ranges if one.purpose != "device"]
        for device in whole.specification.device_types:
            for feature in device.features:
                for one in ranges:
                    if feature.legacy or not one.first <= feature.bit <= (
                        feature.bit if one.last is None else one.last
                    ):
                        continue
                    yield self.finding(
                        feature.span,
                        f"bit {feature.bit} of {feature.name} lies in a range that is not for device types",
                        subject=feature.name,
                        labels=(Label(one.span, f"bits {one.first} to {one.last or 'the end'}: {one.purpose}"),),
                    )
