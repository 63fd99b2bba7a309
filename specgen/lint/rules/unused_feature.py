"""VS204."""

from collections import Counter
from collections.abc import Iterator

from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole


class UnusedFeature(WholeRule):
    r"""A feature bit that nothing but its definition names.

    What changes when it is negotiated is then said in one line, or nowhere.

    Bad::

        \item[VIRTIO_LAMP_F_DIM (0)] It dims.  % and no other word of it

    Good::

        \item[VIRTIO_LAMP_F_DIM (0)] It dims. ... If VIRTIO_LAMP_F_DIM is negotiated, \field{level} counts.
    """

    code = "VS204"
    name = "unused-feature"
    default = False

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Feature bits whose name stands once in the prose of the text."""
        seen = Counter(mention.name for _, mention in whole.names())
        for device in whole.specification.device_types:
            for feature in device.features:
                if seen[feature.name] <= 1:
                    message = f"nothing but its definition names {feature.name}"
                    yield self.finding(feature.span, message, subject=feature.name)
