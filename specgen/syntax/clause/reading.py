"""A sentence with its lead-in and its list -> its clause, the readings of an ambiguous one, or why there is none."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from specgen.grammars import Grammar
from specgen.model.clause import NOT_READ, Clause, Guard, Reading
from specgen.syntax.clause.builder import ClauseBuilder
from specgen.syntax.clause.canonical import canonical_option, canonical_rule
from specgen.syntax.clause.parts import AmbiguousError, Statement
from specgen.syntax.clause.rendering import OPTION, OPTIONS, render_clause
from specgen.syntax.clause.statements import options_of, rules_of
from specgen.syntax.clause.tagging import tag
from specgen.syntax.clause.words import without_opener, words_of

_KEYWORD = re.compile(r"\b(?:MUST|SHALL|SHOULD|MAY)\b")
_OPEN = re.compile(
    r"\b(?:(?:MUST|SHOULD)\s+(?:NOT\s+)?(?:set|clear|write|read|initialize|ignore|support|use|contain)|is|are|by|if|to|of|with|be|from|either|when|whether|in|for|that|one|as|on)\s*[:,]?$",
    re.IGNORECASE,
)
_CONTINUING = re.compile(r"^\s*(?:to|as|in|by|with|from)\s", re.IGNORECASE)
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
    _GRAMMAR.run((), ())


def read_sentence(text: str, condition: str | None = None, items: Sequence[str] = ()) -> Reading:
    """The clause of a requirement whose list `items` completes it and whose lead-in is `condition`.

    Names are not resolved and rules without a driver or device in them have the actor OTHER: see
    `specgen.extract.clauses`.
    """
    if text.startswith("[") and "] " in text:
        applies, text = text[1:].split("] ", 1)
        return _applying(read_sentence(text, condition, items), applies)
    if OPTIONS in text:
        text, _, options = text.partition(OPTIONS)
        items = options.split(OPTION)
    found = list(dict.fromkeys(_readings(text, condition, items)))
    clause = found[0]
    if clause is None or None in found:
        return NOT_READ
    return Reading(_stable(clause)) if len(found) == 1 else Reading(None, tuple(one for one in found if one))


def _readings(text: str, condition: str | None, items: Sequence[str]) -> Iterator[Clause | None]:
    """What the words mean, once for each way to bind "and" and "or" that matters; `None` where that is nothing."""
    _BUILDER.mixed = False
    for binding in ("and", "or"):
        try:
            yield _Reader(binding).clause(text, condition, items)
        except AmbiguousError:
            yield None
        if not _BUILDER.mixed:
            return


def _stable(clause: Clause) -> Clause | None:
    """The clause as its rendering says it; `None` where that says something else: then it was not understood."""
    rendered = render_clause(clause)
    head, _, options = rendered.partition(OPTIONS)
    items = options.split(OPTION) if options else ()
    for again in _readings(head, None, items):
        if again == clause:
            return clause
        if again is not None and render_clause(again) == rendered:
            return again
    return None


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


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads with one way to bind "and" and "or"."""

    binding: str

    def statements(self, text: str) -> list[Statement] | None:
        """What the grammar makes of one sentence."""
        _BUILDER.binding = self.binding
        if len(text) > _LONGEST:
            return None
        tags = tag(words_of(text))
        kinds = [one.kind for one in tags]
        if not kinds or sum(kind in _NESTING for kind in kinds) > _DEEPEST:
            return None
        return _GRAMMAR.run(kinds, [one.text for one in tags])  # type: ignore[no-any-return]  # the start rule's

    def clause(self, text: str, condition: str | None, items: Sequence[str]) -> Clause | None:
        leading: tuple[Guard, ...] | None = ()
        if condition and _KEYWORD.search(condition):
            leading = self.inherited(condition)
        elif condition and _GUIDING.match(condition):
            text = _conditioned(text, condition)
        if leading is None:
            return None
        completing = [item for item in items if not _KEYWORD.search(item)]
        if completing and (_OPEN.search(text) or all(_CONTINUING.match(item) for item in completing)):
            return self.completed(text, completing, leading)
        statements = self.statements(_ENDING.sub("", text))
        options = options_of(self.statements, completing)
        if statements is None or options is None:
            return None
        rules = tuple(map(canonical_rule, rules_of(statements, leading)))
        return Clause(rules, (), tuple(map(canonical_option, options)))

    def completed(self, text: str, items: Sequence[str], leading: tuple[Guard, ...]) -> Clause | None:
        """A lead-in that stops before its object: one statement for each item."""
        rules = []
        for item in items:
            statements = self.statements(f"{_ENDING.sub('', text)} {_ENDING.sub('', item)}")
            if statements is None:
                return None
            rules += rules_of(statements, leading)
        return Clause(tuple(map(canonical_rule, rules)))

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


def _conditioned(text: str, condition: str) -> str:
    """The sentence with the lead-in that it stands under: "If X is set:" and the item "the driver MUST ..."."""
    lead = _ENDING.sub("", condition)
    if re.match(r"otherwise\b", text, re.IGNORECASE):
        return f"otherwise, {lead}, {text[9:].lstrip(', ')}"
    text = without_opener(text)
    return f"{lead} {text}" if _OPEN.search(condition) else f"{lead}, {text[:1].lower()}{text[1:]}"
