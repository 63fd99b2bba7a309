"""A verb group and what follows it -> actions; a phrase and what follows it -> a restricted phrase."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from specgen.model.clause import (
    Action,
    Comparison,
    Event,
    Guard,
    Junction,
    Modifier,
    Negotiation,
    Phrase,
    Relative,
    Series,
    Term,
)
from specgen.syntax.clause.forms import TRANSITIVE, canonical_verb
from specgen.syntax.clause.parts import AmbiguousError, Base, Part, RawRule

_Parts = Sequence[Any]
_TESTS = (Event, Comparison, Negotiation, Junction)


_TELLING = frozenset({"inform", "notify", "advise", "tell", "show", "assure", "assume"})


@dataclass(slots=True)
class _Gathered:
    """An action while its parts are taken up."""

    base: Base
    object: Phrase | None = None
    modifiers: list[Modifier] = field(default_factory=list)

    def action(self) -> Action:
        adverbs = [Modifier("manner", Term(adverb)) for adverb in self.base.adverbs]
        return Action(
            canonical_verb(self.base.verb),
            self.object,
            (*adverbs, *self.modifiers),
            self.base.passive,
            self.base.negated,
            self.base.mode,
        )


def gather(base: Base, parts: Iterable[Part]) -> tuple[list[Action], str, list[Guard]]:
    """The actions of a verb group with what follows it, how they are joined, and the guards among them."""
    done: list[Action] = []
    joiners: list[str] = []
    guards: list[Guard] = []
    current = _Gathered(base)
    for part in _flatten(parts):
        match part.kind:
            case "guards":
                guards += part.value
            case "further":
                done.append(current.action())
                joiners.append(part.joiner)
                current = _Gathered(part.value)
            case "further_participle":
                done.append(current.action())
                joiners.append(part.joiner)
                current = _Gathered(replace(base, verb=part.value.verb, negated=part.value.negated, passive=True))
            case _:
                _take(current, part)
    done.append(current.action())
    return done, joiner_of(joiners), guards


def _take(current: _Gathered, part: Part) -> None:
    """Put a part into the action: the first phrase is its object."""
    match part.kind:
        case "object" if current.object is None:
            current.object = _untold(current, part.value)
        case "object":
            current.modifiers.append(Modifier("as", part.value))
        case "adverb":
            current.modifiers.append(Modifier("manner", Term(part.value)))
        case "modifier":
            current.modifiers.append(part.value)
        case "further_in":
            current.modifiers.append(replace(part.value, relation=f"{part.joiner} {part.value.relation}"))
        case _:
            raise AmbiguousError


def _untold(current: _Gathered, phrase: Phrase) -> Phrase:
    """Give "inform the device that ..." its content: it is no clause about the device."""
    if current.base.verb in _TELLING and isinstance(phrase, Term) and phrase.which:
        last = phrase.which[-1]
        if last.subject is not None and last.action.object is None and phrase.words in {"device", "driver"}:
            current.modifiers.append(Modifier("that", Event(last.subject, last.action)))
            return replace(phrase, which=phrase.which[:-1])
    return phrase


def joiner_of(joiners: Sequence[str]) -> str:
    """The one word that joins all members; commas take the word of the last."""
    words = {joiner for joiner in joiners if joiner != ","}
    if len(words) > 1:
        raise AmbiguousError
    return words.pop() if words else "and"


def with_adverbs(children: _Parts) -> Phrase:
    """The phrase after adverbs, which count as its first words: "only bits"."""
    *adverbs, last = children
    phrase: Phrase = last
    if not adverbs:
        return phrase
    words = " ".join(str(adverb) for adverb in adverbs)
    if isinstance(phrase, Term):
        return replace(phrase, words=f"{words} {phrase.words}")
    first, *others = phrase.terms
    if not isinstance(first, Term):
        raise AmbiguousError
    return replace(phrase, terms=(replace(first, words=f"{words} {first.words}"), *others))


def joined_events(children: _Parts) -> tuple[list[Event], list[str]]:
    """The events of a content clause and the words that join them."""
    found = [child for child in children if isinstance(child, tuple)]
    between = [str(child) for child in children[1:] if isinstance(child, str)]
    return [event for events, _ in found for event in events], between + [
        one for _, joiners in found for one in joiners
    ]


def _flatten(parts: Iterable[Any]) -> Iterable[Part]:
    for part in parts:
        if part.kind == "pair":
            yield from (Part("modifier", one) for one in part.value)
        else:
            yield part


def single(base: Base, parts: _Parts) -> Action:
    """One action; AmbiguousError where several are joined."""
    actions, _, _ = gather(base, _flatten(parts))
    if len(actions) > 1:
        raise AmbiguousError
    return actions[0]


def sequence_of(base: Base, parts: _Parts) -> tuple[list[Action], list[str]]:
    """The actions of a finite verb group, and the words that join them."""
    actions: list[Action] = []
    joiners: list[str] = []
    current, gathered = base, list[Part]()
    for part in _flatten(parts):
        if part.kind in {"further", "further_participle"}:
            actions.append(single(current, gathered))
            joiners.append(part.joiner)
            current = part.value if part.kind == "further" else replace(part.value, passive=True)
            gathered = []
        else:
            gathered.append(part)
    actions.append(single(current, gathered))
    return actions, joiners


def with_tails(phrase: Phrase, tails: _Parts) -> Phrase:
    """A phrase with the prepositions after it, which restrict its last term."""
    if not tails:
        return phrase
    action = single(Base("be"), tails)
    last = phrase.terms[-1] if isinstance(phrase, Series) else phrase
    if not isinstance(last, Term):
        raise AmbiguousError
    restricted = replace(last, which=(*last.which, Relative(action)))
    return replace(phrase, terms=(*phrase.terms[:-1], restricted)) if isinstance(phrase, Series) else restricted


def either(first: Guard, second: Guard) -> Guard:
    """Two guards of one relation, either of which is enough."""
    tests = [guard.test for guard in (first, second) if isinstance(guard.test, _TESTS)]
    if first.relation != second.relation or len(tests) != 2:
        raise AmbiguousError
    flat = [
        inner
        for test in tests
        for inner in (test.tests if isinstance(test, Junction) and test.joiner == "or" else (test,))
    ]
    return Guard(first.relation, Junction("or", tuple(flat)))


def split_by(children: _Parts, kind: type) -> tuple[list[Any], list[Any]]:
    """The children of one kind, and the others."""
    return [child for child in children if isinstance(child, kind)], [
        child for child in children if not isinstance(child, kind)
    ]


def flags_of(children: _Parts) -> tuple[bool, tuple[str, ...]]:
    """Whether there is an odd number of "not", and the adverbs."""
    tokens = [child for child in children if isinstance(child, str)]
    negated = sum(kind_of(token) == "NOT" for token in tokens) % 2 == 1
    return negated, tuple(str(token) for token in tokens if kind_of(token) == "ADV")


def kind_of(token: str) -> str:
    """The terminal of one of lark's tokens, which are strings."""
    return str(getattr(token, "type", ""))


def sharing_objects(rules: Sequence[RawRule]) -> list[RawRule]:
    """The rules of "MUST ignore and MUST NOT accept X", where the first has its object from the second."""
    shared = list(rules)
    for place, (one, following) in enumerate(pairwise(rules)):
        first, *others = one.actions
        thing = following.actions[0].object
        bare = first.object is None and not first.modifiers and not first.passive and not others and not one.guards
        if bare and thing is not None and first.verb in TRANSITIVE:
            shared[place] = replace(one, actions=(replace(first, object=thing),))
    return shared
