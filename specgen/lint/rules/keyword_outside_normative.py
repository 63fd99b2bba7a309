"""VS401."""

from collections.abc import Iterator

from specgen.extract.sentences import KEYWORD
from specgen.lint.finding import Finding
from specgen.lint.markup import is_change_log
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole
from specgen.model import Kind, Requirement
from specgen.source import Span

_INTRODUCES = 4
"""A sentence with as many keywords as this introduces them."""


class KeywordOutsideNormative(WholeRule):
    r"""A keyword of BCP 14 in capitals, outside of normative sections.

    No conformance clause lists the section, so that the requirement binds nobody, and tools that collect requirements
    pass it by. Legacy interface sections and conformance clauses are left alone.

    Bad (in an explaining section)::

        The driver MUST light the lamp.

    Good::

        \drivernormative{\subsection}{Lighting}{Device Types / Lamp Device / Lighting}
        The driver MUST light the lamp.
    """

    code = "VS401"
    name = "keyword-outside-normative"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Sentences with keywords that stand in no normative section."""
        lines: dict[str, list[str]] = {}
        for requirement in whole.specification.requirements:
            if requirement.kind is not Kind.INFORMATIVE or not 0 < len(requirement.levels) < _INTRODUCES:
                continue
            path = requirement.span.file
            if path not in lines:
                text = whole.tree.read(path).decode(errors="replace").replace("\r\n", "\n")
                lines[path] = [] if is_change_log(text) else text.split("\n")
            if not lines[path]:
                continue
            yield self.finding(
                _keyword_span(requirement, lines[path]),
                f"{requirement.levels[0]!r} outside of a normative section, where no conformance clause finds it",
                subject=requirement.text[:80],
                help="a driver or device normative section for the sentence, or words that are no keywords",
            )


def _keyword_span(requirement: Requirement, lines: list[str]) -> Span:
    """The place of the sentence's first keyword; the sentence's own where markup hides it."""
    span = requirement.span
    for number in range(span.line, min(span.end_line, len(lines)) + 1):
        match = KEYWORD.search(lines[number - 1], span.column - 1 if number == span.line else 0)
        if match is not None:
            return Span(span.file, number, match.start() + 1, number)
    return span
