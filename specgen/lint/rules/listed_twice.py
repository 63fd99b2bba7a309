"""VS502."""

from collections.abc import Iterator

from specgen.diagnostics import Label
from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole
from specgen.model import Reference


class ListedTwice(WholeRule):
    r"""A normative section that one conformance clause lists twice.

    One of the two was meant to be another section.

    Bad::

        \item \ref{drivernormative:Lamp / Queues} \item \ref{drivernormative:Lamp / Queues}

    Good::

        \item \ref{drivernormative:Lamp / Queues} \item \ref{drivernormative:Lamp / Status}
    """

    code = "VS502"
    name = "listed-twice"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Later entries of a clause with the label of an earlier one."""
        for clause in whole.specification.conformance:
            first: dict[str, Reference] = {}
            for target in clause.targets:
                known = first.setdefault(target.label, target)
                if known is not target and target.label.partition(":")[0].endswith("normative"):
                    yield self.finding(
                        target.span,
                        f"{clause.title!r} lists {target.label!r} twice",
                        subject=target.label,
                        labels=(Label(known.span, "the first entry"),),
                    )
