"""VS208."""

from collections import defaultdict
from collections.abc import Iterator

from specgen.diagnostics import Label, Severity
from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole
from specgen.source import Span


class ContradictedBit(WholeRule):
    r"""A bit number behind the name of a feature that is not the one its definition gives.

    Two sides that read different places negotiate different bits.

    Bad::

        \item[VIRTIO_LAMP_F_DIM (0)] It dims. ... VIRTIO_LAMP_F_DIM (1) needs power.

    Good::

        \item[VIRTIO_LAMP_F_DIM (0)] It dims. ... VIRTIO_LAMP_F_DIM (0) needs power.
    """

    code = "VS208"
    name = "contradicted-bit"
    severity = Severity.ERROR

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Numbers in parentheses behind a feature's name that no definition of it gives."""
        bits: defaultdict[str, dict[int, Span]] = defaultdict(dict)
        for owner in whole.owners:
            for feature in owner.features:
                bits[feature.name][feature.bit] = feature.span
        for path, mention in whole.names():
            stated = bits.get(mention.name)
            if mention.number is None or not stated or mention.number in stated:
                continue
            bit, span = next(iter(stated.items()))
            yield self.finding(
                whole.place(path, mention),
                f"{mention.name} is called bit {mention.number} here, and bit {bit} where it is defined",
                subject=mention.name,
                labels=(Label(span, f"bit {bit}"),),
            )
