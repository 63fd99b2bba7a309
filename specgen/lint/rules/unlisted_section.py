"""VS501."""

from collections.abc import Iterator

from specgen.lint.entries import entry_fix
from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole


class UnlistedSection(WholeRule):
    r"""A normative section that no conformance clause lists.

    Whoever claims conformance need not follow what it says: it binds nobody.

    Bad::

        \drivernormative{\subsection}{Queues}{Lamp / Queues}  % and nothing in the conformance chapter

    Good::

        \item \ref{drivernormative:Lamp / Queues}
    """

    code = "VS501"
    name = "unlisted-section"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Sections that hold a requirement and are not linked; nothing where the text has no clauses at all."""
        specification = whole.specification
        if not specification.conformance:
            return
        for section in specification.normative_sections:
            if section.linked:
                continue
            label = section.labels[0] if section.labels else section.title
            role = section.role.value
            yield self.finding(
                section.span,
                f"no conformance clause lists the {role} normative section {section.title!r}",
                subject=label,
                help=f"add \\item \\ref{{{label}}} to a {role} conformance clause",
                fix=entry_fix(whole, section) if section.labels else None,
            )
