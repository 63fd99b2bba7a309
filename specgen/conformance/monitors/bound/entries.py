"""What no pattern covers of who may write which entry of a virtqueue's memory, and in which order."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from specgen.conformance.monitors.bound.buffers import begins_anew
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.state import State
from specgen.runtime.features import RingFeature
from specgen.runtime.trace import Cover, Event, Kind, Side

_RINGS = frozenset({Cover.RINGS, Cover.BUFFERS_USED})
_AVAILABLE = 1 << 7
_USED = 1 << 15
_NEXT = 1
_FLAGS_AT = 3
_IN_ORDER = int(RingFeature.IN_ORDER)


@dataclass(slots=True)
class _Slots:
    """A virtqueue: since when each slot is exposed, which the device has given back, and what it will write next."""

    size: int
    packed: bool
    exposed: dict[int, int] = field(default_factory=dict)
    done: dict[int, int] = field(default_factory=dict)
    lists: dict[int, deque[list[int]]] = field(default_factory=dict)
    """The slots of the lists that are exposed, by buffer ID."""
    position: int = 0
    """Packed: the slot of the next used descriptor."""
    expected: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """Packed: by slot, the ID, the length and the event of the buffer that was used there."""


def indices(event: Event, size: int) -> list[int]:
    """The slots of a chain's descriptors."""
    parts = event["descriptors"]
    if event["layout"] == "packed":
        return [(event["head"] + number) % max(1, size) for number in range(len(parts))]
    return [event["head"], *(part[3] for part in parts[:-1])]


class Entries(Monitor):
    """Follows who owns which slot; each monitor judges the slots that one side changes, or that a list takes."""

    needs = _RINGS

    def __init__(self) -> None:
        self._queues: dict[int, _Slots] = {}

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """What is written is judged by who owned it before."""
        if begins_anew(event):
            self._queues.clear()
        elif event.kind is Kind.RESET_QUEUE:
            self._queues.pop(event["queue"], None)
        elif event.kind is Kind.ENABLE:
            self._queues[event["queue"]] = _Slots(event["size"], state.has(int(RingFeature.RING_PACKED)))
        slots = None if event.queue is None else self._queues.get(event.queue)
        if slots is None:
            return
        if event.kind is Kind.RING and not event["initial"]:
            yield from self.judge(event, slots)
            _written(event, slots)
        elif event.kind is Kind.CHAIN:
            yield from self.expose(event, slots)
            _exposed(event, slots)
        elif event.kind is Kind.USE:
            _used(event, slots)

    def judge(self, event: Event, slots: _Slots) -> Iterable[Occasion]:  # noqa: ARG002 - says nothing itself
        """What one side changed."""
        return ()

    def expose(self, event: Event, slots: _Slots) -> Iterable[Occasion]:  # noqa: ARG002 - says nothing itself
        """A chain that became available."""
        return ()


def changed(event: Event) -> dict[int, tuple[list[int], list[int]]]:
    """Which descriptors an event changes: by slot, what they held and hold; a split table's are not told."""
    if event["layout"] == "packed":
        return {slot: (old, new) for slot, old, new in event["changes"].get("desc", ())}
    return {slot: ([], []) for slot in event["changes"].get("desc", ())}


def _written(event: Event, slots: _Slots) -> None:
    if event.by is not Side.DEVICE or event["layout"] != "packed":
        return
    for slot, (_, new) in changed(event).items():
        flags = new[_FLAGS_AT]
        if bool(flags & _AVAILABLE) == bool(flags & _USED) and slot in slots.exposed:
            lists = slots.lists.get(new[2])
            length = len(lists.popleft()) if lists else 1
            for number in range(slot, slot + length):
                slots.exposed.pop(number % slots.size, None)
                slots.done[number % slots.size] = event.at


def _exposed(event: Event, slots: _Slots) -> None:
    listed = indices(event, slots.size)
    for slot in listed:
        slots.exposed[slot] = event.at
        slots.done.pop(slot, None)
    identity = event["descriptors"][-1][3] if event["layout"] == "packed" else event["head"]
    slots.lists.setdefault(identity, deque()).append(listed)


def _used(event: Event, slots: _Slots) -> None:
    lists = slots.lists.get(event["token"])
    if not lists:
        return
    if not slots.packed:
        for slot in lists.popleft():
            slots.exposed.pop(slot, None)
        return
    first = slots.position
    slots.expected[first] = event["token"], event["written"], event.at
    slots.position = (first + len(lists[0])) % max(1, slots.size)


def _occasion(event: Event, wrong: Sequence[int], says: str, since: Mapping[int, int] | None = None) -> Occasion:
    """A time at which no slot may be wrong; `says` has `{}` for the first that is, `since` the event that led to it."""
    if not wrong:
        return Occasion(event.at, ok=True)
    first = wrong[0]
    return Occasion(event.at, ok=False, message=says.format(first), since=(since[first],) if since else ())


class AltersNothing(Entries):
    """A driver changes no descriptor of a buffer that the device holds."""

    name = "alters-nothing"

    def judge(self, event: Event, slots: _Slots) -> Iterable[Occasion]:
        """Each descriptor that the driver writes is judged."""
        if event.by is not Side.DRIVER:
            return
        touched = changed(event)
        wrong = [slot for slot in touched if slot in slots.exposed]
        if touched:
            yield _occasion(event, wrong, "the driver changes descriptor {}, which the device holds", slots.exposed)


class HasRoom(Entries):
    """A list is made available where none of its descriptors is one that the device holds."""

    name = "has-room"

    def expose(self, event: Event, slots: _Slots) -> Iterable[Occasion]:
        """Each list is judged."""
        wrong = [slot for slot in indices(event, slots.size) if slot in slots.exposed]
        says = "the driver makes a list available over descriptor {}, which the device holds"
        yield _occasion(event, wrong, says, slots.exposed)


class UsesAvailable(Entries):
    """A device writes no descriptor that the driver did not make available."""

    name = "uses-available"

    def judge(self, event: Event, slots: _Slots) -> Iterable[Occasion]:
        """What it gave back is another matter."""
        if event.by is not Side.DEVICE:
            return
        touched = changed(event)
        wrong = [slot for slot in touched if slot not in slots.exposed and slot not in slots.done]
        if touched:
            yield _occasion(event, wrong, "the device writes descriptor {}, which is not available")


class LeavesUsed(Entries):
    """A device changes no descriptor after it marked it as used."""

    name = "leaves-used"

    def judge(self, event: Event, slots: _Slots) -> Iterable[Occasion]:
        """Until the driver makes it available again."""
        if event.by is not Side.DEVICE:
            return
        touched = changed(event)
        wrong = [slot for slot in touched if slot in slots.done]
        if touched:
            yield _occasion(event, wrong, "the device changes descriptor {} again, which it gave back", slots.done)


class WritesInOrder(Entries):
    """Used descriptors stand in the ring in the order in which their buffers were used."""

    name = "writes-in-order"

    def judge(self, event: Event, slots: _Slots) -> Iterable[Occasion]:
        """Each used descriptor is compared with the buffer that was to be written there."""
        if event.by is not Side.DEVICE:
            return
        for slot, (_, new) in changed(event).items():
            expected = slots.expected.get(slot)
            if expected is None or slot in slots.done:
                continue
            token, _, at = expected
            ok = new[2] == token
            message = "" if ok else f"the device writes buffer {new[2]} where {token} was to be written"
            yield Occasion(event.at, ok, message, (at,))


class LinksInOrder(Monitor):
    """Where buffers are used in order, a chain's descriptors follow each other in the table, around its end."""

    name = "links-in-order"
    needs = frozenset({Cover.RINGS, Cover.QUEUES})

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Each descriptor that has a next one is judged."""
        if event.kind is not Kind.CHAIN or not state.has(_IN_ORDER):
            return
        ring = state.queue(event.queue)
        slots = indices(event, 0 if ring is None else ring.size)
        for slot, part in zip(slots, event["descriptors"], strict=True):
            if part[2] & _NEXT and ring is not None and ring.size:
                ok = part[3] == (slot + 1) % ring.size
                message = "" if ok else f"the driver links descriptor {slot} to {part[3]}"
                yield Occasion(event.at, ok, message)


class TablesInOrder(Monitor):
    """Where buffers are used in order, the entries of an indirect table are linked one to the next."""

    name = "tables-in-order"
    needs = frozenset({Cover.RINGS})

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Each table is judged."""
        if event.kind is Kind.CHAIN and event["table"] and state.has(_IN_ORDER):
            links = [entry[3] for entry in event["table"] if entry[2] & _NEXT]
            ok = links == list(range(1, len(links) + 1)) and len(links) == len(event["table"]) - 1
            yield Occasion(event.at, ok, "" if ok else f"the driver links the entries of a table to {links}")


BOUND = {
    "init-drv-0009": AltersNothing,
    "packed-drv-0002": AltersNothing,
    "packed-drv-0003": AltersNothing,
    "packed-drv-0010": HasRoom,
    "packed-dev-0002": WritesInOrder,
    "packed-dev-0005": UsesAvailable,
    "packed-dev-0006": LeavesUsed,
    "split-drv-0022": LinksInOrder,
    "split-drv-0023": TablesInOrder,
}
