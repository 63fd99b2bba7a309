"""VS401."""

from collections.abc import Iterator

from specgen.extract.sentences import KEYWORD
from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole
from specgen.model import Kind, Requirement
from specgen.source import SourceFile, Span

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
        for requirement in whole.specification.requirements:
            if requirement.kind is not Kind.INFORMATIVE or not 0 < len(requirement.levels) < _INTRODUCES:
                continue
            if whole.notes[requirement.span.file].change_log:
                continue
            yield self.finding(
                _keyword_span(requirement, whole.sources.file(requirement.span.file)),
                f"{requirement.levels[0]!r} outside of a normative section, where no conformance clause finds it",
                subject=requirement.text[:80],
                help="a driver or device normative section for the sentence, or words that are no keywords",
            )


def _keyword_span(requirement: Requirement, source: SourceFile) -> Span:
    """The place of the sentence's first keyword; the sentence's own where markup hides it."""
    span = requirement.span
    for number in range(span.line, span.end_line + 1):
        match = KEYWORD.search(source.line_text(number), span.column - 1 if number == span.line else 0)
        if match is not None:
            return Span(span.file, number, match.start() + 1, number)
    return span
