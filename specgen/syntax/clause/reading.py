"""A sentence with its lead-in and its list -> its clause, the readings of an ambiguous one, or why there is none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from specgen.grammars import Grammar
from specgen.model.clause import NOT_READ, Clause, Guard, Option, Reading
from specgen.syntax.clause.builder import AmbiguousError, ClauseBuilder, Statement
from specgen.syntax.clause.statements import options_of, rules_of
from specgen.syntax.clause.tagging import tag
from specgen.syntax.clause.words import words_of

_KEYWORD = re.compile(r"\b(?:MUST|SHALL|SHOULD|MAY)\b")
_OPEN = re.compile(
    r"\b(?:is|are|by|if|to|of|with|be|from|either|when|whether|in|for|that|one|as|on)\s*[:,]?$", re.IGNORECASE
)
_GUIDING = re.compile(
    r"^\s*(?:if|when|once|after|before|while|until|unless|for|in|upon|on|otherwise|where|during|with|within|at|to|as)\b",
    re.IGNORECASE,
)
_ENDING = re.compile(r"[\s:,;]*(?:then)?[\s:,;]*$")
_LONGEST = 3000
"""Characters beyond which a sentence is not read: the longest of the specification has a third."""
_DEEPEST = 24
"""Clauses within clauses that are followed: whoever goes through a clause recurses."""
_NESTING = frozenset({"THAT", "VED", "NVED", "VING", "TO"})
_BUILDER = ClauseBuilder()
_GRAMMAR = Grammar("clause", _BUILDER)


def prepare() -> None:
    """Load the grammar, before processes that read at the same time are started."""
    _GRAMMAR.begin()


def read_sentence(text: str, condition: str | None = None, items: Sequence[str] = ()) -> Reading:
    """The clause of a requirement whose list `items` completes it and whose lead-in is `condition`.

    Names are not resolved and rules without a driver or device in them have the actor OTHER: see
    `specgen.extract.clauses`.
    """
    if text.startswith("[") and "] " in text:
        applies, text = text[1:].split("] ", 1)
        return _applying(read_sentence(text, condition, items), applies)
    found: list[Clause] = []
    for binding in ("and", "or"):
        try:
            clause = _Reader(binding).clause(text, condition, items)
        except AmbiguousError:
            return NOT_READ
        if clause is None:
            return NOT_READ
        if clause not in found:
            found.append(clause)
        if binding == "and" and not _mixes(text, condition, items):
            break
    return Reading(found[0]) if len(found) == 1 else Reading(None, tuple(found))


def _applying(reading: Reading, applies: str) -> Reading:
    """The reading of a rendering whose brackets say when its section applies."""
    guards = read_applicability(f"apply {applies}")
    if guards is None or reading.clause is None:
        return NOT_READ
    return Reading(replace(reading.clause, applies=guards))


def read_applicability(text: str) -> tuple[Guard, ...] | None:
    """The guards of "Normative statements in this section apply if F is negotiated"; `None` where it is not read."""
    match = re.search(r"\bappl(?:y|ies)\s+(?:only\s+)?(?=(?:if|when|unless|once)\b)", text, re.IGNORECASE)
    if match is None:
        return None
    clause = _Reader("and").clause(f"The device MUST obey {text[match.end() :]}", None, ())
    return clause.rules[0].guards if clause is not None and len(clause.rules) == 1 else None


def _mixes(text: str, condition: str | None, items: Sequence[str]) -> bool:
    whole = f" {text} {condition or ''} {' '.join(items)} "
    return " and " in whole and " or " in whole


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads with one way to bind "and" and "or"."""

    binding: str

    def statements(self, text: str) -> list[Statement] | None:
        """What the grammar makes of one sentence."""
        grammar = _GRAMMAR
        _BUILDER.binding = self.binding
        if len(text) > _LONGEST:
            return None
        tokens = [grammar.token(one.kind, one.text, place) for place, one in enumerate(tag(words_of(text)))]
        if sum(token.type in _NESTING for token in tokens) > _DEEPEST:
            return None
        parser = grammar.begin()
        if not tokens or grammar.feed(parser, tokens) is not None:
            return None
        return grammar.finish(parser)  # type: ignore[no-any-return]  # the builder's start rule

    def clause(self, text: str, condition: str | None, items: Sequence[str]) -> Clause | None:
        leading: tuple[Guard, ...] = ()
        if condition:
            if _KEYWORD.search(condition):
                inherited = self.inherited(condition)
                if inherited is None:
                    return None
                leading = inherited
            elif _GUIDING.match(condition) and re.match(r"otherwise\b", text, re.IGNORECASE):
                text = f"otherwise, {_ENDING.sub('', condition)}, {text[9:].lstrip(', ')}"
            elif _GUIDING.match(condition):
                text = f"{_ENDING.sub('', condition)}, {text[:1].lower()}{text[1:]}"
        completing = [item for item in items if not _KEYWORD.search(item)]
        if completing and _OPEN.search(text):
            return self.completed(text, completing, leading)
        statements = self.statements(_ENDING.sub("", text))
        if statements is None:
            return None
        options: tuple[Option, ...] = ()
        if completing:
            read = options_of(self.statements, completing)
            if read is None:
                return None
            options = read
        return Clause(tuple(rules_of(statements, leading)), (), options)

    def completed(self, text: str, items: Sequence[str], leading: tuple[Guard, ...]) -> Clause | None:
        """A lead-in that stops before its object: one statement for each item."""
        rules = []
        for item in items:
            statements = self.statements(f"{_ENDING.sub('', text)} {_ENDING.sub('', item)}")
            if statements is None:
                return None
            rules += rules_of(statements, leading)
        return Clause(tuple(rules))

    def inherited(self, condition: str) -> tuple[Guard, ...] | None:
        """What a lead-in with a keyword of its own makes the condition of its items: its guards, and "if so"."""
        so = re.search(r"\bif so\b[\s:,]*$", condition)
        statements = self.statements(_ENDING.sub("", condition[: so.start()] if so else condition))
        if statements is None:
            return None
        rules = rules_of(statements, ())
        guards = tuple(guard for guard in rules[-1].guards if guard.relation in {"if", "unless", "while"})
        if so is None:
            return guards
        return (*guards, *rules_of([Statement.so_of(rules[-1])], ())[0].guards)
