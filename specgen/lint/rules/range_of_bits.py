"""VS209."""

from collections.abc import Iterator

from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole

_PURPOSES = {"device": "bits of device types", "reserved": "bits reserved for the future"}


class RangeOfBits(WholeRule):
    r"""A range of feature bits that leaves out, or includes, what was allocated since.

    The ranges say who may take which bit; a stale one invites a second owner.

    Bad::

        \item[24 to 37] Reserved for extensions to queues  % and VIRTIO_F_LAMP(38)

    Good::

        \item[24 to 38] Reserved for extensions to queues
    """

    code = "VS209"
    name = "range-of-bits"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Ranges whose purpose contradicts a common feature's bit."""
        common = whole.specification.common
        ranges = common.feature_ranges
        features = [feature for feature in common.features if not feature.legacy]
        stray = [
            (one, feature)
            for one in ranges
            for feature in features
            if one.purpose in _PURPOSES and one.first <= feature.bit and (one.last is None or feature.bit <= one.last)
        ]
        for one in dict.fromkeys(one for one, _ in stray):
            inside = [f"{feature.name} ({feature.bit})" for other, feature in stray if other is one]
            message = f"the range is for {_PURPOSES[one.purpose]}, but holds {', '.join(inside)}"
            yield self.finding(one.span, message, subject=f"{one.purpose} {inside}")
        last = [one for one in ranges if one.purpose == "transport"][-1:]
        beyond = [feature for one, feature in stray if one.purpose == "reserved"]
        if last and beyond:
            message = f"the range of allocated bits ends before {beyond[-1].name} ({beyond[-1].bit})"
            yield self.finding(last[0].span, message, subject=f"end {beyond[-1].name}")
