"""Clauses -> plain values for `specgen facts`, and figures of how many sentences are read."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from specgen.extract.clauses import Clauses
from specgen.model import Kind, Requirement
from specgen.model.clause import (
    Action,
    Clause,
    Comparison,
    Event,
    Guard,
    Junction,
    Modifier,
    Named,
    NameKind,
    Negotiation,
    Option,
    Phrase,
    Quantity,
    Relative,
    Rule,
    Series,
    Term,
)
from specgen.syntax.clause.rendering import render_clause

_Object = dict[str, Any]

_QUOTATION = 8
"""Words in a row from which on a rendering counts as the specification's own sentence."""
_PLAIN_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


@dataclass(frozen=True, slots=True)
class ClauseFigures:
    """How many normative sentences of one device type or chapter were read as clauses."""

    scope: str
    sentences: int
    parsed: int
    ambiguous: int

    @property
    def unparsed(self) -> int:
        """Sentences without any reading."""
        return self.sentences - self.parsed - self.ambiguous


def clause_figures(clauses: Clauses) -> tuple[ClauseFigures, ...]:
    """The figures of every scope in the order of the text; an ambiguous sentence counts as not parsed."""
    normative = [one for one in clauses if one.kind is Kind.NORMATIVE]
    sentences = Counter(one.scope for one in normative)
    parsed = Counter(one.scope for one in normative if clauses.of(one).clause is not None)
    ambiguous = Counter(one.scope for one in normative if clauses.of(one).readings)
    return tuple(ClauseFigures(scope, count, parsed[scope], ambiguous[scope]) for scope, count in sentences.items())


def repeats_wording(clause: str, requirement: Requirement) -> bool:
    """Whether a rendering has a run of words in common with the text that is long enough to be a quotation."""
    worded = [requirement.text, requirement.condition or "", *requirement.applies_if]
    worded += [item.text for item in requirement.items]
    wording = _plain_words(" ".join(worded))
    known = {tuple(wording[start : start + _QUOTATION]) for start in range(len(wording) - _QUOTATION + 1)}
    own = _plain_words(clause)
    return any(tuple(own[start : start + _QUOTATION]) in known for start in range(len(own) - _QUOTATION + 1))


def _plain_words(text: str) -> list[str]:
    """The words of a text without their case and marks; a reference counts for nothing."""
    return _PLAIN_WORD.findall(re.sub(r"<ref [^>]*>", " ", text).casefold())


def clause_object(clause: Clause) -> _Object:
    """A clause with its rendering; members that say nothing are left out."""
    return {
        "text": render_clause(clause),
        "rules": [_rule(rule) for rule in clause.rules],
        **_some("applies", [_guard(guard) for guard in clause.applies]),
        **_some("options", [_option(option) for option in clause.options]),
    }


def _some(key: str, value: Any) -> _Object:  # noqa: ANN401 - any value of the document
    """A member, left out where its value says nothing."""
    return {key: value} if value else {}


def _rule(rule: Rule) -> _Object:
    return {
        "actor": rule.actor.value,
        "subject": _phrase(rule.subject),
        "level": rule.level,
        "negated": rule.negated,
        "actions": [_action(action) for action in rule.actions],
        **({"joiner": rule.joiner} if len(rule.actions) > 1 else {}),
        **_some("guards", [_guard(guard) for guard in rule.guards]),
    }


def _guard(guard: Guard) -> _Object:
    return {"relation": guard.relation, **({} if guard.test is None else {"test": _what(guard.test)})}


def _option(option: Option) -> _Object:
    return {
        **({} if option.what is None else {"what": _what(option.what)}),
        **_some("guards", [_guard(guard) for guard in option.guards]),
    }


def _what(what: Negotiation | Comparison | Event | Junction | Action | Phrase) -> _Object:
    """An object with one member, which says what kind of thing it is."""
    match what:
        case Negotiation(features, verb, joiner, negated):
            return {
                "negotiation": {
                    "features": [feature.name for feature in features],
                    "verb": verb,
                    "joiner": joiner,
                    "negated": negated,
                }
            }
        case Comparison(left, operator, right):
            return {"comparison": {"left": _phrase(left), "operator": operator, "right": _phrase(right)}}
        case Event(subject, action):
            return {"event": {**({} if subject is None else {"subject": _phrase(subject)}), "action": _action(action)}}
        case Junction(joiner, tests):
            return {joiner: [_what(test) for test in tests]}
        case Action():
            return {"action": _action(what)}
        case Term() | Series():
            return {"phrase": _phrase(what)}


def _action(action: Action) -> _Object:
    return {
        "verb": action.verb,
        **({} if action.object is None else {"object": _phrase(action.object)}),
        **_some("modifiers", [_modifier(modifier) for modifier in action.modifiers]),
        **_some("passive", action.passive),
        **_some("negated", action.negated),
        **_some("mode", action.mode),
    }


def _modifier(modifier: Modifier) -> _Object:
    return {"relation": modifier.relation, **_what(modifier.what)}


def _phrase(phrase: Phrase) -> _Object:
    if isinstance(phrase, Series):
        return {phrase.joiner: [_phrase(term) for term in phrase.terms]}
    return {
        "words": phrase.words,
        **_some("names", [_named(named) for named in phrase.names]),
        **({} if phrase.quantity is None else {"quantity": _quantity(phrase.quantity)}),
        **_some("which", [_relative(relative) for relative in phrase.which]),
    }


def _named(named: Named) -> _Object:
    kind = {} if named.kind is NameKind.UNKNOWN else {"kind": named.kind.value}
    return {"name": named.name, **kind, **_some("owner", named.owner)}


def _quantity(quantity: Quantity) -> _Object:
    return {"operator": quantity.operator, "value": quantity.value, **_some("unit", quantity.unit)}


def _relative(relative: Relative) -> _Object:
    subject = {} if relative.subject is None else {"subject": _phrase(relative.subject)}
    return {**subject, "action": _action(relative.action)}
