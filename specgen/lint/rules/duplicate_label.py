"""VS102."""

from collections.abc import Iterator

from specgen.diagnostics import Label, Severity
from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole
from specgen.model import LabelDef


class DuplicateLabel(WholeRule):
    r"""A label that is defined twice, also where the two differ in white space or case only.

    A reference leads to the last of them, which is seldom the one that was meant.

    Bad::

        \label{sec:Lamp / Queues} ... \label{sec:Lamp / queues}

    Good::

        \label{sec:Lamp / Queues} ... \label{sec:Lamp / Queues / Order}
    """

    code = "VS102"
    name = "duplicate-label"
    severity = Severity.ERROR

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Every later definition of a label."""
        first: dict[str, LabelDef] = {}
        for label in whole.specification.labels:
            known = first.setdefault("".join(label.name.split()).casefold(), label)
            if known is label or known.span == label.span:
                continue
            same = "is defined twice" if known.name == label.name else f"is nearly {known.name!r}"
            yield self.finding(
                label.span,
                f"the label {label.name!r} {same}",
                subject=label.name,
                labels=(Label(known.span, "the first one stands here"),),
            )
