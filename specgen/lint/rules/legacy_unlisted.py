"""VS504."""

import re
from collections.abc import Iterator

from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole

_LEGACY = re.compile(r"legacy interfaces?:", re.IGNORECASE)


class LegacyUnlisted(WholeRule):
    r"""A legacy interface section that the clause for transitional devices and drivers does not list.

    Whoever builds a transitional device by the clause leaves it out.

    Bad::

        \subsection{Legacy Interface: Use}\label{sec:Lamp / Legacy Interface: Use}  % and no entry for it

    Good::

        \item Section \ref{sec:Lamp / Legacy Interface: Use}
    """

    code = "VS504"
    name = "legacy-unlisted"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Sections titled "Legacy Interface" whose label no clause with that title names."""
        listed = set()
        title = ""
        for reference in whole.specification.references:
            clause = whole.heading_at(reference.span)
            if reference.macro == "ref" and clause is not None and clause.legacy and clause.scope == "conformance":
                listed.add(reference.label)
                title = title or clause.title
        if not listed:
            return
        for heading in whole.specification.headings:
            if heading.scope == "conformance" or not _LEGACY.match(heading.title):
                continue
            if heading.labels and heading.kind == "heading" and not listed.intersection(heading.labels):
                yield self.finding(
                    heading.span,
                    f"no conformance clause for the legacy interface lists {heading.title!r}",
                    subject=heading.labels[0],
                    help=f"add \\item Section \\ref{{{heading.labels[0]}}} to {title!r}",
                )
