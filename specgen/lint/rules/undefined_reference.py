"""VS101."""

from collections.abc import Iterator
from difflib import get_close_matches

from specgen.diagnostics import Severity
from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole

_MOST_SEARCHES = 100
"""Of near labels: each takes some milliseconds, and a text with more broken references has another trouble."""


class UndefinedReference(WholeRule):
    r"""A reference to a label that nothing defines.

    LaTeX prints two question marks in its place, and the reader does not learn where to look.

    Bad::

        \label{sec:Lamp / Queues} ... see \ref{sec:Lamp / Queue}.

    Good::

        \label{sec:Lamp / Queues} ... see \ref{sec:Lamp / Queues}.
    """

    code = "VS101"
    name = "undefined-reference"
    severity = Severity.ERROR

    def check(self, whole: Whole) -> Iterator[Finding]:
        """References that no label answers."""
        defined = {label.name for label in whole.specification.labels}
        choices, searches = sorted(defined), _MOST_SEARCHES
        for reference in whole.specification.references:
            if reference.label not in defined:
                near = get_close_matches(reference.label, choices if searches > 0 else (), n=1, cutoff=0.8)
                searches -= 1
                yield self.finding(
                    reference.span,
                    f"\\{reference.macro} names the label {reference.label!r}, which nothing defines",
                    subject=reference.label,
                    help=f"did you mean {near[0]!r}?" if near else None,
                )
