"""The memory of virtqueues at two hand-overs -> what one side wrote there in between, and the chains it exposed.

It reads memory by the layouts of the text and by nothing that the ends of a queue know, so it can judge them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from struct import Struct
from typing import Any

from specgen.runtime.features import RingFeature
from specgen.runtime.memory import GuestMemory, MemoryAccessError
from specgen.runtime.setup import areas
from specgen.runtime.trace.event import Event, Kind, Side
from specgen.runtime.trace.recorder import Recorder

_DESCRIPTOR = Struct("<QIHH")
"""Address, length, flags, next in the split layout; address, length, ID, flags in the packed one."""
_SIZE = 16
_NEXT = 1
_INDIRECT = 4
_AVAILABLE = 1 << 7
_USED = 1 << 15
_MOST_ENTRIES = 1024


@dataclass(slots=True)
class _Queue:
    """A queue that is enabled, and its memory as it was at the last hand-over."""

    event: Event
    packed: bool
    areas: list[tuple[int, int]]
    last: list[bytes] = field(default_factory=list)
    position: int = 0
    """Packed: the next descriptor, counted without wrapping."""


class RingWatcher:
    """Implements `Watcher` for all queues that the recorder's events enable."""

    def __init__(self, recorder: Recorder, memory: GuestMemory) -> None:
        self._recorder = recorder
        self._memory = memory
        self._seen = 0
        self._features = 0
        self._queues: dict[int, _Queue] = {}

    def settle(self, by: Side) -> None:
        """Note what `by` changed."""
        events = self._recorder.events
        for event in events[self._seen :]:
            self._follow(event)
        self._seen = len(events)
        for queue in self._queues.values():
            self._look(queue, by)
        self._seen = len(events)

    def _follow(self, event: Event) -> None:
        if event.kind is Kind.ACCEPT:
            self._features = event["features"]
        elif event.kind is Kind.STATUS and event["value"] == 0:
            self._queues.clear()
        elif event.kind is Kind.RESET_QUEUE:
            self._queues.pop(event["queue"], None)
        elif event.kind is Kind.ENABLE:
            sizes = [area.size for area in areas(event["size"], self._features)]
            places = [event["descriptors"], event["driver_area"], event["device_area"]]
            packed = bool(self._features & RingFeature.RING_PACKED)
            self._queues[event["queue"]] = _Queue(event, packed, list(zip(places, sizes, strict=True)))

    def _look(self, queue: _Queue, by: Side) -> None:
        try:
            now = [bytes(self._memory.view(*area)) for area in queue.areas]
        except MemoryAccessError:
            return
        about = {"queue": queue.event["queue"], "layout": "packed" if queue.packed else "split"}
        if not queue.last:
            queue.last = [bytes(length) for _, length in queue.areas]
            # Whoever enables a queue has prepared its memory, to the last byte.
            self._recorder.note(Kind.RING, by, **about, initial=True, changes=_values(queue, now))
        changes = (_packed_changes if queue.packed else _split_changes)(queue, now)
        if changes:
            self._recorder.note(Kind.RING, by, **about, initial=False, changes=changes)
        if by is Side.DRIVER:
            for chain in (self._packed_chains if queue.packed else self._split_chains)(queue, now):
                self._recorder.note(Kind.CHAIN, by, **about, **chain)
        queue.last = now

    def _split_chains(self, queue: _Queue, now: list[bytes]) -> list[dict[str, Any]]:
        size = queue.event["size"]
        old, new = _word(queue.last[1], 2), _word(now[1], 2)
        found = []
        count = (new - old) & 0xFFFF
        # What lies behind an index that moved too far, or back, is no chain.
        for at in range(count if count <= size else 0):
            head = _word(now[1], 4 + 2 * ((old + at) % size))
            parts: list[list[int]] = []
            index = head
            while index < size and len(parts) <= size:
                address, length, flags, following = _DESCRIPTOR.unpack_from(now[0], _SIZE * index)
                parts.append([address, length, flags, following])
                if not flags & _NEXT:
                    break
                index = following
            found.append({"head": head, "descriptors": parts, "table": self._table(parts, 2)})
        return found

    def _packed_chains(self, queue: _Queue, now: list[bytes]) -> list[dict[str, Any]]:
        size = queue.event["size"]
        found = []
        for _ in range(size):
            parts: list[list[int]] = []
            start = queue.position
            while len(parts) < size:
                lap, offset = divmod(start + len(parts), size)
                address, length, identity, flags = _DESCRIPTOR.unpack_from(now[0], _SIZE * offset)
                if flags & (_AVAILABLE | _USED) != (_USED if lap & 1 else _AVAILABLE):
                    break
                parts.append([address, length, flags, identity])
                if not flags & _NEXT:
                    break
            if not parts:
                break
            queue.position += len(parts)
            complete = not parts[-1][2] & _NEXT
            slots = start % size
            found.append({"head": slots, "descriptors": parts, "table": self._table(parts, 3), "complete": complete})
        return found

    def _table(self, parts: list[list[int]], flags_at: int) -> list[list[int]]:
        """The entries of an indirect table: address, length, flags, and next or ID."""
        for address, length, flags, _ in parts:
            if flags & _INDIRECT:
                try:
                    data = bytes(self._memory.view(address, min(length, _SIZE * _MOST_ENTRIES)))
                except MemoryAccessError:
                    return []
                entries = list(_DESCRIPTOR.iter_unpack(data[: len(data) // _SIZE * _SIZE]))
                return [[entry[0], entry[1], entry[flags_at], entry[5 - flags_at]] for entry in entries]
        return []


def _word(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _fields(queue: _Queue) -> dict[str, tuple[int, int]]:
    """The fields of 16 bits that a queue has once, by name: their area and place."""
    if queue.packed:
        return {
            "driver.event": (1, 0),
            "driver.flags": (1, 2),
            "device.event": (2, 0),
            "device.flags": (2, 2),
        }
    size = queue.event["size"]
    return {
        "avail.flags": (1, 0),
        "avail.idx": (1, 2),
        "avail.event": (1, 4 + 2 * size),
        "used.flags": (2, 0),
        "used.idx": (2, 2),
        "used.event": (2, 4 + 8 * size),
    }


def _values(queue: _Queue, now: list[bytes]) -> dict[str, Any]:
    return {name: [0, _word(now[area], at)] for name, (area, at) in _fields(queue).items()}


def _changed_fields(queue: _Queue, now: list[bytes]) -> dict[str, Any]:
    return {
        name: [_word(queue.last[area], at), _word(now[area], at)]
        for name, (area, at) in _fields(queue).items()
        if queue.last[area][at : at + 2] != now[area][at : at + 2]
    }


def _slots(old: bytes, new: bytes, start: int, width: int, count: int) -> list[int]:
    """The entries of an array that differ."""
    if old == new:
        return []
    places = ((slot, start + slot * width) for slot in range(count))
    return [slot for slot, at in places if old[at : at + width] != new[at : at + width]]


def _split_changes(queue: _Queue, now: list[bytes]) -> dict[str, Any]:
    size = queue.event["size"]
    changes = _changed_fields(queue, now)
    arrays: tuple[tuple[str, int, int, int, Callable[[int], Any]], ...] = (
        ("desc", 0, 0, _SIZE, lambda slot: slot),
        ("avail.ring", 1, 4, 2, lambda slot: [slot, _word(now[1], 4 + 2 * slot)]),
        ("used.ring", 2, 4, 8, lambda slot: [slot, *Struct("<II").unpack_from(now[2], 4 + 8 * slot)]),
    )
    for name, area, start, width, shown in arrays:
        if found := _slots(queue.last[area], now[area], start, width, size):
            changes[name] = [shown(slot) for slot in found]
    return changes


def _packed_changes(queue: _Queue, now: list[bytes]) -> dict[str, Any]:
    changes = _changed_fields(queue, now)
    found = _slots(queue.last[0], now[0], 0, _SIZE, queue.event["size"])
    if found:
        changes["desc"] = [
            [slot, *(list(_DESCRIPTOR.unpack_from(memory, slot * _SIZE)) for memory in (queue.last[0], now[0]))]
            for slot in found
        ]
    return changes
