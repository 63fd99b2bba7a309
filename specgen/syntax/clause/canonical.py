"""A rule in the structure of its sentence -> the one form that all wordings of the rule share.

Passives with an agent become active, nominalisations become verbs, and a few words stand for their synonyms.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from specgen.model.clause import (
    Action,
    Comparison,
    Event,
    Guard,
    Junction,
    Modifier,
    Negotiation,
    Option,
    Phrase,
    Relative,
    Rule,
    Series,
    Term,
    Test,
)
from specgen.syntax.clause.meaning import agent_of, object_of, test_of

LEADING = frozenset({"otherwise", "if", "although", "because"})
"""Relations of guards that stand before the subject."""
_GOING = frozenset({"start", "continue"})
"""Verbs after which "to do" and "doing" say the same."""
_YET = Modifier("manner", Term("yet"))
_SAYING_NOTHING = frozenset(Modifier("manner", Term(word)) for word in ("also", "too", "as-well", "then"))
_Part = Action | Event | Comparison | Negotiation | Junction | Term | Series
_Value = TypeVar("_Value", bound=_Part)


def canonical_rule(rule: Rule) -> Rule:
    """The rule in its one form; a rule on a thing that names its doer becomes a rule on the doer."""
    actions = tuple(canonical(action) for action in rule.actions)
    rule = replace(rule, subject=canonical(rule.subject), actions=actions)
    rule = _active_rule(rule)
    return replace(rule, guards=ordered(canonical_guard(guard) for guard in rule.guards))


def canonical_option(option: Option) -> Option:
    """An item of a list in its one form."""
    what = None if option.what is None else canonical(option.what)
    return replace(option, what=what, guards=tuple(canonical_guard(guard) for guard in option.guards))


def canonical(value: _Value) -> _Value:
    """An action, test or phrase in its one form, and all that is in it."""
    return _within(value)  # type: ignore[return-value]  # each kind of value gives its own kind


def _within(value: _Part) -> _Part:
    match value:
        case Term(which=which):
            return replace(value, which=tuple(_relative(one) for one in which)) if which else value
        case Series(terms=terms):
            return replace(value, terms=tuple(canonical(term) for term in terms))
        case Action(object=thing, modifiers=modifiers):
            done = None if thing is None else canonical(thing)
            parts = tuple(_modifier(one) for one in modifiers if one not in _SAYING_NOTHING)
            if value.verb in _GOING:
                parts = tuple(map(_doing, parts))
            return replace(value, object=done, modifiers=tuple(sorted(parts, key=_is_no_adverb)))
        case Event(subject=subject, action=action):
            doer = None if subject is None else canonical(subject)
            return replace(value, subject=doer, action=canonical(action))
        case Comparison(left=left, right=right):
            value = replace(value, left=canonical(left), right=canonical(right))
        case Junction(tests=tests):
            value = replace(value, tests=tuple(_test(test) for test in tests))
    return value


def _test(test: Test | Junction) -> Test | Junction:
    found = canonical(test)
    return test_of(found) if isinstance(found, Event) and found.subject is not None else found


def _modifier(modifier: Modifier) -> Modifier:
    what = modifier.what
    if isinstance(what, Event) and what.subject is not None:
        return replace(modifier, what=canonical(_voiced(what)))
    return replace(modifier, what=canonical(what))


def _doing(modifier: Modifier) -> Modifier:
    return replace(modifier, relation="doing") if modifier.relation == "to do" else modifier


def _is_no_adverb(modifier: Modifier) -> bool:
    """Adverbs stand first, wherever the sentence has them."""
    return modifier.relation != "manner"


def _voiced(event: Event) -> Event:
    """The event in the active voice where it names its doer."""
    found = test_of(event)
    return found if isinstance(found, Event) else event


def _relative(relative: Relative) -> Relative:
    """The clause "that the driver writes" for "written by the driver"."""
    action = canonical(relative.action)
    agent = agent_of(action) if action.passive and relative.subject is None and action.object is None else None
    if agent is None:
        subject = None if relative.subject is None else canonical(relative.subject)
        return replace(relative, action=action, subject=subject)
    return Relative(_without_agent(action, agent), agent)


def _without_agent(action: Action, agent: Phrase) -> Action:
    rest = tuple(one for one in action.modifiers if one.what is not agent)
    return replace(action, passive=False, modifiers=rest)


def _active_rule(rule: Rule) -> Rule:
    """The rule on the driver for "X MUST be written by the driver"."""
    (action, *others) = rule.actions
    agent = agent_of(action) if action.passive and action.object is None and not others else None
    if agent is None:
        return rule
    action = _without_agent(action, agent)
    thing, places = object_of(rule.subject)
    parts = tuple(sorted((*places, *action.modifiers), key=_is_no_adverb))
    return replace(rule, subject=agent, actions=(replace(action, object=thing, modifiers=parts),))


def canonical_guard(guard: Guard) -> Guard:
    """A guard in its one form: "although it has not used X yet" says that it is before that."""
    test = guard.test
    if isinstance(test, Action | Term | Series):
        test = canonical(test)
    elif test is not None:
        test = _test(test)
    if (
        guard.relation == "although"
        and isinstance(test, Event)
        and test.action.negated
        and _YET in test.action.modifiers
    ):
        rest = tuple(one for one in test.action.modifiers if one != _YET)
        return Guard("before", replace(test, action=replace(test.action, negated=False, modifiers=rest)))
    return replace(guard, test=test)


def ordered(guards: Iterable[Guard]) -> tuple[Guard, ...]:
    """The guards in an order of ours: conditions first, of these negotiations first; what bounds in time stays."""
    return tuple(sorted(guards, key=_place))


def _place(guard: Guard) -> tuple[int, int, str]:
    if guard.relation not in LEADING:
        return 2, 0, ""
    if guard.relation != "if":
        return 0 if guard.test is None else 1, 0, ""
    return 1, 1 - isinstance(guard.test, Negotiation), repr(guard.test)
