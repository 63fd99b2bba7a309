"""VS104."""

from collections.abc import Iterator

from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole


class MissingLabel(WholeRule):
    r"""A section without a label.

    Nothing can refer to it, and a tool that follows the text by its labels loses it.

    Bad::

        \subsection{Feature bits}

    Good::

        \subsection{Feature bits}\label{sec:Device Types / Lamp / Feature bits}
    """

    code = "VS104"
    name = "missing-label"
    default = False

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Headings with no label of their own, where the text labels headings at all."""
        headings = whole.specification.headings
        if not any(heading.labels for heading in headings):
            return
        for heading in headings:
            if not heading.labels and heading.kind != "normative" and heading.title:
                yield self.finding(
                    heading.span,
                    f"the section {heading.title!r} has no label",
                    subject=" / ".join(heading.path),
                    help=f"add \\label{{sec:{' / '.join(heading.path)}}}",
                )
