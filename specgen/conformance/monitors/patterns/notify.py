"""MUST, or SHOULD NOT, send a notification after writing into a ring, as the other side says: notify-as-told."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.patterns.context import Context, Derived, doing
from specgen.conformance.monitors.state import State
from specgen.conformance.monitors.suppression import Advance, Suppression
from specgen.conformance.monitors.when import compared
from specgen.runtime.trace import Cover, Event, Kind, Side

NAME = "notify-as-told"
_EVENT_IDX = "VIRTIO_F_EVENT_IDX"
_SEND = re.compile(
    r"send (?:a |any )?(?:used buffer |available buffer )?(?:notification|interrupt)s?(?: to (?:driver|device))?"
)
_WRITE = re.compile(r"write (?:a )?descriptor index into (?P<ring>used|available) ring")
_IGNORE = re.compile(r"ignore (?:(?P<event>used_event|avail_event)(?: value)?|lower bit of flags)")
_RINGS = {Side.DEVICE: "used", Side.DRIVER: "available"}
_COVERS = {Side.DEVICE: Cover.NOTIFICATIONS, Side.DRIVER: Cover.KICKS}

Wanted = Callable[[Advance], bool]


def _flags_are(value: int) -> Wanted:
    return lambda advance: advance.flags == value


def _passes(advance: Advance) -> bool:
    return advance.passes


def _passes_not(advance: Advance) -> bool:
    return not advance.passes


@dataclass(frozen=True, slots=True)
class Told:
    """When a notification is `due`, `although` something else speaks against it, and when it is `wrong`.

    It binds where EVENT_IDX is negotiated, or with `indexed` false, where it is not.
    """

    indexed: bool
    due: Wanted | None = None
    although: Wanted | None = None
    wrong: Wanted | None = None


def derive(context: Context) -> Derived | None:
    """A rule about notifications that tell of new entries of a split virtqueue's ring."""
    side, bit = context.side, context.facts.features.get(_EVENT_IDX)
    if side is None or bit is None:
        return None
    told = _ignoring(context) or _sending(context, side)
    return None if told is None else lambda: NotifyAsTold(side, bit, told)


def _ignoring(context: Context) -> Told | None:
    """What says nothing is ignored by one who does as the other thing says."""
    match = _IGNORE.fullmatch(context.action)
    if match is None or context.rule.negated or not context.only("if", "otherwise"):
        return None
    if match["event"]:
        return Told(indexed=False, due=_flags_are(0), although=_passes_not)
    return Told(indexed=True, due=_passes, although=_flags_are(1))


def _sending(context: Context, side: Side) -> Told | None:
    after = [_WRITE.fullmatch(doing(guard)) for guard in context.guards("after")]
    if not _SEND.fullmatch(context.action) or not context.only("if", "otherwise", "after") or len(after) != 1:
        return None
    if after[0] is None or after[0]["ring"] != _RINGS[side]:
        return None
    told = _told(context)
    if told is None:
        return None
    indexed, wanted = told
    return Told(indexed, wrong=wanted) if context.rule.negated else Told(indexed, due=wanted)


def _told(context: Context) -> tuple[bool, Wanted] | None:
    """Whether the event index tells it, and what it tells; "otherwise" is what is left beside that index."""
    guards = context.guards("if")
    if not guards:
        return (True, _passes_not) if context.guards("otherwise") else None
    pair = compared(guards[0].test) if len(guards) == 1 else None
    if pair is None:
        return None
    left, right = pair
    if left == "flags" and right.isdigit():
        return False, _flags_are(int(right))
    if left.startswith("idx") and right in {"used_event", "avail_event"}:
        return True, _passes
    return None


class NotifyAsTold(Monitor):
    """Where an advance of the ring is due, a notification comes before both sides rest; where all are wrong, none."""

    name = NAME

    def __init__(self, side: Side, bit: int, told: Told) -> None:
        self._side = side
        self._bit = bit
        self._told = told
        self._rings = Suppression(side)
        self.needs = frozenset({Cover.RINGS, Cover.FEATURES, _COVERS[side]})

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """A notification is judged by what it tells of, its absence when both sides rest."""
        if state.has(self._bit) is self._told.indexed:
            if self._rings.notified(event):
                yield from self._sent(event)
            elif event.kind is Kind.IDLE and state.live:
                yield from self._unsent(event)
        self._rings.follow(event)
        if event.kind is Kind.IDLE:
            for queue in self._rings.queues.values():
                queue.unsaid.clear()

    def _sent(self, event: Event) -> Iterable[Occasion]:
        unsaid = self._rings.unsaid(event["queue"])
        if not unsaid:
            return
        since = tuple(one.at for one in unsaid)
        due, wrong = self._told.due, self._told.wrong
        if due is not None and any(map(due, unsaid)):
            yield Occasion(event.at, True, since=since)
        elif wrong is not None and all(map(wrong, unsaid)):
            yield Occasion(event.at, False, f"the {self._side} sends a notification that is not asked for", since)

    def _unsent(self, event: Event) -> Iterable[Occasion]:
        due, although, wrong = self._told.due, self._told.although, self._told.wrong
        for number, queue in self._rings.queues.items():
            wanted = [one for one in queue.unsaid if due is not None and due(one)]
            missed = [one.at for one in wanted if although is None or although(one)]
            if missed:
                message = f"the {self._side} sends no notification about virtqueue {number}, which is asked for"
                yield Occasion(event.at, False, message, tuple(missed))
            elif wrong is not None and any(map(wrong, queue.unsaid)):
                yield Occasion(event.at, ok=True)
