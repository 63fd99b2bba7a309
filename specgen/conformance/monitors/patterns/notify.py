"""MUST, or SHOULD NOT, send a notification after writing into a ring, as the other side says: notify-as-told."""

import re
from collections.abc import Callable, Iterable

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


def derive(context: Context) -> Derived | None:
    """A rule about notifications that tell of new entries of a split virtqueue's ring."""
    side, bit = context.side, context.facts.features.get(_EVENT_IDX)
    if side is None or bit is None:
        return None
    made = _ignoring(context) or _sending(context, side)
    if made is None:
        return None
    indexed, due, wrong = made
    return lambda: NotifyAsTold(side, (bit, indexed), due, wrong)


def _ignoring(context: Context) -> tuple[bool, Wanted | None, Wanted | None] | None:
    """What says nothing is ignored by one who does as the other thing says."""
    match = _IGNORE.fullmatch(context.action)
    if match is None or context.rule.negated or not context.only("if", "otherwise"):
        return None
    return (False, _flags_are(0), None) if match["event"] else (True, _passes, None)


def _sending(context: Context, side: Side) -> tuple[bool, Wanted | None, Wanted | None] | None:
    after = [_WRITE.fullmatch(doing(guard)) for guard in context.guards("after")]
    if not _SEND.fullmatch(context.action) or not context.only("if", "otherwise", "after") or len(after) != 1:
        return None
    if after[0] is None or after[0]["ring"] != _RINGS[side]:
        return None
    told = _told(context)
    if told is None:
        return None
    indexed, wanted = told
    return (indexed, None, wanted) if context.rule.negated else (indexed, wanted, None)


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
    """Where an advance of the ring is `due`, a notification comes before both sides rest; where all are `wrong`, none.

    It judges where the feature, `indexed` or not, is negotiated.
    """

    name = NAME

    def __init__(self, side: Side, told: tuple[int, bool], due: Wanted | None, wrong: Wanted | None) -> None:
        self._side = side
        self._bit, self._indexed = told
        self._due = due
        self._wrong = wrong
        self._rings = Suppression(side)
        self.needs = frozenset({Cover.RINGS, Cover.FEATURES, _COVERS[side]})

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """A notification is judged by what it tells of, its absence when both sides rest."""
        if state.has(self._bit) is self._indexed:
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
        if self._due is not None and any(map(self._due, unsaid)):
            yield Occasion(event.at, True, since=since)
        elif self._wrong is not None and all(map(self._wrong, unsaid)):
            yield Occasion(event.at, False, f"the {self._side} sends a notification that is not asked for", since)

    def _unsent(self, event: Event) -> Iterable[Occasion]:
        for number, queue in self._rings.queues.items():
            due = [] if self._due is None else [one.at for one in queue.unsaid if self._due(one)]
            if due:
                message = f"the {self._side} sends no notification about virtqueue {number}, which is asked for"
                yield Occasion(event.at, False, message, tuple(due))
            elif self._wrong is not None and any(map(self._wrong, queue.unsaid)):
                yield Occasion(event.at, ok=True)
