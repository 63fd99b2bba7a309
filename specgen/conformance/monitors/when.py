"""What a guard tests -> a condition of the state, or nothing where the lexicon has no meaning for it."""

import operator
import re
from collections.abc import Callable, Iterable

from specgen.conformance.monitors.facts import Facts
from specgen.conformance.monitors.lexicon.meaning import Condition
from specgen.conformance.monitors.lexicon.phrases import condition_of, quantity_of
from specgen.conformance.monitors.state import State
from specgen.model.clause import Action, Comparison, Event, Guard, Junction, Negotiation
from specgen.runtime.trace import Cover
from specgen.syntax.clause.rendering import render_guard, render_test

_OPERATORS: dict[str, Callable[[int, int], bool]] = {
    "equal to": operator.eq,
    "unlike": operator.ne,
    "less than": operator.lt,
    "at most": operator.le,
    "more than": operator.gt,
    "at least": operator.ge,
}
_COMPARISON = re.compile(rf"(?P<left>.+?) (?:is|are) (?P<operator>{'|'.join(_OPERATORS)}) (?P<right>.+)")


def compared(test: object) -> tuple[str, str] | None:
    """The two quantities that a test compares, in canonical words; `None` where it compares none."""
    match = _COMPARISON.fullmatch(render_test(test)) if isinstance(test, Comparison | Event) else None
    return None if match is None else (match["left"], match["right"])


def condition(test: object, facts: Facts) -> Condition | None:
    """The condition that a test states; `None` where a part of it has no meaning for a trace."""
    match test:
        case Negotiation():
            return _negotiation(test, facts)
        case Comparison() | Event():
            phrase = render_test(test)
            return condition_of(phrase, facts) or _comparison(phrase, facts)
        case Action():
            return condition_of(render_guard(Guard("while", test)).removeprefix("while").strip(), facts)
        case Junction(joiner, tests):
            return _junction(joiner, tests, facts)
        case _:
            return None


def all_of(guards: Iterable[Guard], facts: Facts) -> list[Condition] | None:
    """The conditions of guards that all have to hold; `None` where one of them has no meaning for a trace."""
    found = []
    for guard in guards:
        one = condition(guard.test, facts)
        if one is None:
            return None
        found.append(one)
    return found


def hold(conditions: Iterable[Condition], state: State) -> bool:
    """Whether all of them are known to hold."""
    return all(one.holds(state) is True for one in conditions)


def needs_of(conditions: Iterable[Condition]) -> frozenset[Cover]:
    """What a recording must cover for all of them."""
    return frozenset[Cover]().union(*(one.needs for one in conditions))


def _negotiation(test: Negotiation, facts: Facts) -> Condition | None:
    parts = []
    for feature in test.features:
        verb = {"negotiate": "negotiated", "offer": "offered", "accept": "accepted"}.get(test.verb)
        part = None if verb is None else condition_of(f"{feature.name} is {verb}", facts)
        if part is None:
            return None
        parts.append(part)
    joined = _joined("or" if test.joiner == "or" else "and", parts)
    if not test.negated:
        return joined

    def holds(state: State) -> bool | None:
        value = joined.holds(state)
        # What is not settled yet is not negotiated, and no time to judge what follows from that either.
        return None if value is None or (test.verb == "negotiate" and state.negotiated is None) else not value

    return Condition(f"not ({joined.name})", holds, joined.needs)


def _comparison(phrase: str, facts: Facts) -> Condition | None:
    match = _COMPARISON.fullmatch(phrase)
    if match is None:
        return None
    compare = _OPERATORS[match["operator"]]
    left, right = (quantity_of(match[side], facts) for side in ("left", "right"))
    if left is None or right is None:
        return None

    def holds(state: State) -> bool | None:
        pairs = [(one, other) for one in left.values(state) for other in right.values(state)]
        if not pairs:
            return None
        return (all if compare is operator.ne else any)(compare(one, other) for one, other in pairs)

    return Condition(phrase, holds, left.needs | right.needs)


def _junction(joiner: str, tests: Iterable[object], facts: Facts) -> Condition | None:
    parts = []
    for test in tests:
        part = condition(test, facts)
        if part is None:
            return None
        parts.append(part)
    return _joined(joiner, parts)


def _joined(joiner: str, parts: list[Condition]) -> Condition:
    def holds(state: State) -> bool | None:
        values = [part.holds(state) for part in parts]
        decisive = joiner == "or"
        if decisive in values:
            return decisive
        return None if None in values else not decisive

    name = f" {joiner} ".join(part.name for part in parts)
    return Condition(name, holds, needs_of(parts))
