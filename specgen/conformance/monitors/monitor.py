"""What judges a trace: a monitor sees its events one by one and says where its requirement could have been broken."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from specgen.conformance.monitors.breakers import Breaker
from specgen.conformance.monitors.facts import Facts
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Cover, Event, Kind, Trace

_CONTEXT = 2
"""Events before the one that broke a requirement that belong to its excerpt."""
_DULL = frozenset({Kind.CONFIG_READ, Kind.STATUS_READ, Kind.RING, Kind.CHAIN, Kind.CLAIM, Kind.CHANGE})


_ALWAYS = frozenset(
    {
        Kind.STATUS,
        Kind.STATUS_READ,
        Kind.OFFER,
        Kind.ACCEPT,
        Kind.ENABLE,
        Kind.RESET_QUEUE,
        Kind.QUEUE_READ,
        Kind.HOST,
        Kind.IDLE,
    }
)
_BUFFERS = frozenset({Kind.ADD, Kind.TAKE, Kind.USE, Kind.COLLECT})
_PAGES = frozenset({Kind.FREE, Kind.CLAIM, Kind.CHANGE})
_CONFIG = frozenset({Kind.CONFIG_READ, Kind.CONFIG_WRITE})
_SHOWN: dict[Cover, frozenset[Kind]] = {
    Cover.DRIVER_STATUS: frozenset(),
    Cover.DEVICE_STATUS: frozenset(),
    Cover.FEATURES: frozenset(),
    Cover.QUEUES: frozenset(),
    Cover.HOST: frozenset(),
    Cover.CONFIG_DRIVER: _CONFIG,
    Cover.CONFIG_DEVICE: frozenset({Kind.CONFIG_CHANGE}),
    Cover.BUFFERS_ADDED: _BUFFERS,
    Cover.BUFFERS_TAKEN: _BUFFERS,
    Cover.BUFFERS_USED: _BUFFERS,
    Cover.BUFFERS_COLLECTED: _BUFFERS,
    Cover.KICKS: frozenset({Kind.KICK}),
    Cover.NOTIFICATIONS: frozenset({Kind.NOTIFY, Kind.CONFIG_NOTIFY}),
    Cover.RINGS: frozenset({Kind.RING, Kind.CHAIN}),
    Cover.GENERATIONS: frozenset({Kind.GENERATION_READ}),
    Cover.CONTENTS: frozenset({Kind.WRITE}),
    Cover.DRIVER_PAGES: _PAGES,
    Cover.DEVICE_PAGES: _PAGES,
}
"""The kinds of events that show what a recording covers, beside those that everybody is asked about."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time at which a requirement could have been broken, at event `at`; `ok` says that it was not.

    `since` are the numbers of earlier events that led to it.
    """

    at: int
    ok: bool
    message: str = ""
    since: tuple[int, ...] = ()


class Monitor:
    """Judges one run of one requirement; a monitor is used for one trace.

    `needs` says what a recording must have seen all of. `before` is called with the state that an event meets, `after`
    with the one it leaves.
    """

    name: str = ""
    needs: frozenset[Cover] = frozenset()
    forbidden: int = 0
    """Features that no device may offer, whatever else is so."""
    proves: frozenset[Cover] = frozenset()
    """What a recording must cover besides for a requirement that was not broken to count as kept."""
    more: frozenset[Kind] = frozenset()
    """Kinds of events that it looks at beyond what `needs` is about: it can do without them."""
    sets: tuple[tuple[range, int], ...] = ()
    """Fields of configuration space with a value that keeps the rule."""
    breakers: tuple[Breaker, ...] = ()
    """Changes to any driver or device that it would notice, one at least in some set of features."""

    @classmethod
    def unfit(cls, facts: Facts) -> str:  # noqa: ARG003 - fits every text by itself
        """Why nothing of a text could break its requirement; "" where something could."""
        return ""

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of events that it is asked about: it sees all of what it needs, and what every run has few of."""
        return _ALWAYS.union(self.more, *(_SHOWN[need] for need in self.needs))

    def looks(self, when: str) -> bool:
        """Whether it says anything "before" events, "after" them, or at the "end": it is asked only then."""
        return getattr(type(self), when) is not getattr(Monitor, when)

    def before(self, event: Event, state: State) -> Iterable[Occasion]:  # noqa: ARG002 - says nothing itself
        """What is to be said before the event changes the state."""
        return ()

    def after(self, event: Event, state: State) -> Iterable[Occasion]:  # noqa: ARG002 - says nothing itself
        """What is to be said after it did."""
        return ()

    def end(self, state: State) -> Iterable[Occasion]:  # noqa: ARG002 - says nothing itself
        """What is to be said when the trace ends."""
        return ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a monitor found in a trace: how often its requirement could have been broken, and where it was first.

    Of `times` occasions it was broken at `broken`.
    """

    observable: bool
    times: int = 0
    message: str = ""
    excerpt: tuple[Event, ...] = ()
    broken: int = 0

    @property
    def violated(self) -> bool:
        """Whether it was broken."""
        return bool(self.message)


def judge_trace(
    trace: Trace, monitors: Iterable[tuple[str, Monitor]], make_state: Callable[[], State]
) -> dict[str, Found]:
    """What each monitor, by the ID of its requirement, found in the trace."""
    listed = list(monitors)
    missing = {name for name, monitor in listed if not {str(need) for need in monitor.needs} <= trace.covers}
    running = [(name, monitor) for name, monitor in listed if name not in missing]
    occasions: dict[str, list[Occasion]] = {name: [] for name, _ in running}
    before, after = (_asked(running, occasions, when) for when in ("before", "after"))
    state = make_state()
    for event in trace.events:
        for seen, judge in before[event.kind]:
            seen.extend(judge(event, state))
        state.follow(event)
        for seen, judge in after[event.kind]:
            seen.extend(judge(event, state))
    for name, monitor in running:
        occasions[name] += monitor.end(state)
    found = {name: _found(trace, occasions[name]) for name in occasions}
    for name, monitor in running:
        if not found[name].violated and not {str(need) for need in monitor.proves} <= trace.covers:
            found[name] = Found(observable=False)
    return {name: found.get(name, Found(observable=False)) for name, _ in listed}


def _asked(
    running: Iterable[tuple[str, Monitor]], occasions: dict[str, list[Occasion]], when: str
) -> dict[Kind, list[tuple[list[Occasion], Callable[[Event, State], Iterable[Occasion]]]]]:
    """By the kind of an event: whom to ask of it, and where the answers go."""
    looking = [
        (monitor.kinds, occasions[name], getattr(monitor, when)) for name, monitor in running if monitor.looks(when)
    ]
    return {kind: [(seen, judge) for kinds, seen, judge in looking if kind in kinds] for kind in Kind}


def _found(trace: Trace, occasions: list[Occasion]) -> Found:
    broken = next((one for one in occasions if not one.ok), None)
    if broken is None:
        return Found(observable=True, times=len(occasions))
    count = sum(not one.ok for one in occasions)
    return Found(True, len(occasions), broken.message, tuple(_excerpt(trace, broken)), count)


def _concerns(event: Event, trace: Trace, broken: Occasion) -> bool:
    """Whether an event is about the same virtqueue as the one that broke a requirement, where both are about one."""
    queue = trace.events[broken.at].queue if broken.at < len(trace.events) else None
    return event.queue is None or queue is None or event.queue == queue


def _excerpt(trace: Trace, broken: Occasion) -> Iterator[Event]:
    """What led to it: what the monitor names, the last status and features, and what came right before."""
    before = trace.events[: broken.at]
    last = {event.kind: event.at for event in before if event.kind in {Kind.STATUS, Kind.OFFER, Kind.ACCEPT}}
    told = [event.at for event in before if event.kind not in _DULL and _concerns(event, trace, broken)][-_CONTEXT:]
    for number in sorted({*broken.since, *last.values(), *told, broken.at}):
        if number < len(trace.events):
            yield trace.events[number]
