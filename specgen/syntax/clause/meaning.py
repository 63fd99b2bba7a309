"""Events -> what they test: negotiations, comparisons, and what happens; passives with an agent become active."""

import re
from dataclasses import replace

from specgen.model.clause import (
    Action,
    Comparison,
    Event,
    Modifier,
    Named,
    NameKind,
    Negotiation,
    Phrase,
    Series,
    Term,
    Test,
)
from specgen.syntax.clause.terms import OPERATORS, is_feature, quantity_of

_INVERSE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_NOMINAL = {
    "initialization": "initialize",
    "reinitialization": "reinitialize",
    "completion": "complete",
    "negotiation": "negotiate",
    "reception": "receive",
    "receipt": "receive",
    "modification": "modify",
    "creation": "create",
    "deletion": "delete",
    "destruction": "destroy",
    "removal": "remove",
    "addition": "add",
    "allocation": "allocate",
    "activation": "activate",
    "transmission": "transmit",
    "submission": "submit",
    "acknowledgement": "acknowledge",
    "acknowledgment": "acknowledge",
}
"""Nouns that name an action, with the verb that says the same."""
_NEGOTIATED = frozenset({"negotiate", "offer", "accept"})
_VALUE = re.compile(
    r"^(?:value(?: of)? |)(?P<operator>at least |at most |more than |less than |equal to |unlike |)(?P<rest>.+)$"
)
_CONSTANT = re.compile(r"^(?:\d+|0x[0-9A-Fa-f]+|(?=[A-Z0-9_]*[A-Z])[A-Z0-9_]{3,})$")


def test_of(event: Event) -> Test:
    """What one event tests."""
    event = _exceeding(event)
    return _negotiation(event) or _comparison(event) or _active(event)


def _exceeding(event: Event) -> Event:
    """The event "X is more than Y" for "X exceeds Y"."""
    action = event.action
    if action.verb != "exceed" or action.passive or action.mode or not isinstance(action.object, Term):
        return event
    bound = "at most" if action.negated else "more than"
    words = f"{bound} {action.object.words}"
    thing = replace(action.object, words=words, quantity=quantity_of(words))
    return replace(event, action=replace(action, verb="be", object=thing, negated=False))


def _negotiation(event: Event) -> Negotiation | None:
    action = event.action
    if not action.passive or action.verb not in _NEGOTIATED or action.mode or event.subject is None:
        return None
    if any(modifier.relation != "manner" for modifier in action.modifiers):
        return None
    terms, joiner, none = _features(event.subject)
    if not terms:
        return None
    features = tuple(Named(term.words, NameKind.FEATURE) for term in terms)
    return Negotiation(features, action.verb, "or" if none else joiner, action.negated or none)


def _features(phrase: Phrase) -> tuple[tuple[Term, ...], str, bool]:
    """The features of a phrase made of nothing else, how they are joined, and whether none of them is meant."""
    terms = terms_of(phrase)
    if not terms:
        return (), "", False
    none = terms[0].words.startswith("neither ")
    stripped = tuple(
        replace(
            term, words=term.words.removeprefix("neither ").removeprefix("both ").removeprefix("nor "), quantity=None
        )
        for term in terms
    )
    if all(is_feature(term.words) and not term.which for term in stripped):
        return stripped, phrase.joiner if isinstance(phrase, Series) else "and", none
    return (), "", False


def terms_of(phrase: Phrase) -> tuple[Term, ...]:
    """The terms of a phrase; none where series stand in a series."""
    members = phrase.terms if isinstance(phrase, Series) else (phrase,)
    terms = tuple(member for member in members if isinstance(member, Term))
    return terms if len(terms) == len(members) else ()


def _first_words(phrase: Phrase) -> str:
    terms = terms_of(phrase)
    return terms[0].words if terms else ""


def _comparison(event: Event) -> Comparison | None:  # noqa: PLR0911 - one return for each verb that compares
    action = event.action
    if event.subject is None or action.mode:
        return None
    others = [modifier for modifier in action.modifiers if modifier.relation != "manner"]
    match action.verb:
        case "be" if not action.passive and isinstance(action.object, Term) and not others:
            return _compared(event.subject, action.object, negated=action.negated)
        case "exceed" if isinstance(action.object, Series) and not action.passive and not others:
            return Comparison(event.subject, "<=" if action.negated else ">", action.object)
        case "equal" | "match" if isinstance(action.object, Term) and action.verb == "equal" and not others:
            return Comparison(event.subject, "!=" if action.negated else "=", action.object)
        case "specify" if isinstance(action.object, Term) and action.object.words.startswith("value of") and not others:
            return _compared(event.subject, action.object, negated=action.negated, bare=True)
        case "specify" if (
            isinstance(action.object, Series) and _first_words(action.object).startswith("value of") and not others
        ):
            first, *rest = terms_of(action.object)
            stripped = replace(first, words=first.words.removeprefix("value of "))
            return Comparison(
                event.subject, "!=" if action.negated else "=", replace(action.object, terms=(stripped, *rest))
            )
        case "be" if not action.passive and isinstance(action.object, Series) and not others and not action.negated:
            terms = terms_of(action.object)
            sign, bound = _sign_of(terms[0]) if terms else ("", None)
            if bound is not None:
                return Comparison(event.subject, sign, replace(action.object, terms=(bound, *terms[1:])))
            if terms and all(_CONSTANT.match(term.words) for term in terms):
                return Comparison(event.subject, "=", action.object)
    return None


def _sign_of(term: Term) -> tuple[str, Term | None]:
    """The operator that a term begins with, and the rest of it."""
    for sign, name in OPERATORS.items():
        if term.words.startswith(f"{name} "):
            rest = term.words.removeprefix(f"{name} ")
            return sign, replace(term, words=rest, quantity=quantity_of(rest))
    return "", None


def _compared(left: Phrase, right: Term, *, negated: bool, bare: bool = False) -> Comparison | None:
    match = _VALUE.match(right.words)
    assert match is not None, "any text matches"
    sign = next((sign for sign, name in OPERATORS.items() if f"{name} " == match["operator"]), "")
    if not sign and not bare and not _CONSTANT.match(match["rest"]):
        return None
    sign = sign or "="
    term = replace(right, words=match["rest"], quantity=quantity_of(match["rest"]))
    return Comparison(left, _INVERSE[sign] if negated else sign, term)


def _active(event: Event) -> Event:
    """What "X is used by the device" says: the device uses X."""
    action = event.action
    if not action.passive or action.object is not None:
        return event
    agents = [modifier for modifier in action.modifiers if modifier.relation == "by" and is_agent(modifier.what)]
    if len(agents) != 1 or not isinstance(agents[0].what, Term | Series):
        return event
    rest = tuple(modifier for modifier in action.modifiers if modifier is not agents[0])
    thing, places = object_of(event.subject)
    return Event(agents[0].what, replace(action, passive=False, object=thing, modifiers=(*places, *rest)))


def object_of(subject: Phrase | None) -> tuple[Phrase | None, tuple[Modifier, ...]]:
    """The subject of a passive as the object of its verb: the "in Y" of "X in Y is set" goes to the verb."""
    if not isinstance(subject, Term) or len(subject.which) != 1:
        return subject, ()
    (relative,) = subject.which
    action = relative.action
    if relative.subject is not None or action.verb != "be" or action.object is not None or action.negated:
        return subject, ()
    return replace(subject, which=()), action.modifiers


def is_agent(what: object) -> bool:
    """Whether a phrase is the driver or the device."""
    return isinstance(what, Term) and what.words.split(" ")[-1] in {"driver", "device", "drivers", "devices", "guest"}


def agent_of(action: Action) -> Term | None:
    """Who does a passive action, where it says so."""
    found: list[Modifier] = [one for one in action.modifiers if one.relation == "by" and is_agent(one.what)]
    return found[0].what if found and isinstance(found[0].what, Term) else None


def verbal(phrase: Phrase) -> Action | Phrase:
    """The action "initializing device" for "initialization of device"."""
    if not isinstance(phrase, Term):
        return phrase
    noun, of, rest = phrase.words.partition(" of ")
    if not of or noun not in _NOMINAL:
        return phrase
    return Action(_NOMINAL[noun], replace(phrase, words=rest, quantity=quantity_of(rest)))
