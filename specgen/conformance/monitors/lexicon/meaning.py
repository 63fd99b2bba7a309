"""What a phrase can speak of: an act that an event may be, a condition of a state, a milestone of a thing."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeAlias

from specgen.conformance.monitors.breakers import Breaker
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Cover, Event, Kind, Side

Seen: TypeAlias = frozenset[Hashable]
"""The things that an event does something to: pages, tokens, or only `IT`."""

NOTHING: Seen = frozenset()
IT: Seen = frozenset({"it"})


@dataclass(frozen=True, slots=True)
class Act:
    """Something done: `seen` gives the things an event does it to, in the state that the event meets.

    `needs` is what a recording must cover to see each time it is done, `late` what suffices where it does not matter
    that it is seen later than it was done (a buffer as the device finds it).
    """

    name: str
    by: Side
    needs: frozenset[Cover]
    seen: Callable[[Event, State], Seen]
    late: frozenset[Cover] | None = None
    start: Callable[[Event, State], Seen] | None = None
    """How it shows that it is going to be done, where that comes first: pages are asked for before they are used."""
    start_needs: frozenset[Cover] = frozenset()
    chances: Callable[[Event, State], bool] | None = None
    """Whether an event shows that it was done or was not, where that can be told; `None` where it cannot."""
    asleep: bool = False
    """Whether it can be done while the device is not live."""
    left: Callable[[State], bool] | None = None
    """Whether there is anything that it could be done to; `None` where there always is."""
    settled: bool = False
    """Whether the state that it leaves is what it is judged by: sets of features are."""
    more: frozenset[Kind] = frozenset()
    """Kinds of events that may show it too, beside those that `needs` is about."""
    breaker: Breaker | None = None
    """What makes any driver or device do it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that holds in a state or not; `None` says that it is not known."""

    name: str
    holds: Callable[[State], bool | None]
    needs: frozenset[Cover] = frozenset()


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that has happened to a thing or not; `by` says whose doing it is."""

    name: str
    by: Side
    passed: Callable[[State, Hashable], bool]
    needs: frozenset[Cover] = frozenset()
