"""VS201."""

from collections.abc import Iterator

from specgen.diagnostics import Label, Severity
from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole
from specgen.model import FeatureBit


class RepeatedBit(WholeRule):
    r"""A feature bit whose number another feature of the device type has already.

    A driver cannot tell which of the two was offered.

    Bad::

        \item[VIRTIO_LAMP_F_DIM (0)] ... \item[VIRTIO_LAMP_F_BLINK (0)]

    Good::

        \item[VIRTIO_LAMP_F_DIM (0)] ... \item[VIRTIO_LAMP_F_BLINK (1)]
    """

    code = "VS201"
    name = "repeated-bit"
    severity = Severity.ERROR

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Bits and names that an earlier item of the same list has; a legacy-only bit may be used again."""
        common = whole.specification.common.features
        for features in (common, *(device.features for device in whole.specification.device_types)):
            bits: dict[int, FeatureBit] = {}
            for feature in features:
                known = bits.setdefault(feature.bit, feature)
                if known.name == feature.name or known.legacy != feature.legacy:
                    continue
                yield self.finding(
                    feature.span,
                    f"bit {feature.bit} of {feature.name} is the bit of {known.name}",
                    subject=feature.name,
                    labels=(Label(known.span, f"{known.name} stands here"),),
                )
