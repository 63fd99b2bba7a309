"""What no pattern covers of buffers: their content, their order, and what a device says that it did to them."""

from collections.abc import Iterable

from specgen.conformance.monitors.facts import plain
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.state import State
from specgen.runtime.features import RingFeature
from specgen.runtime.status import Status
from specgen.runtime.trace import Cover, Event, Kind, Side

_NEEDS_RESET = int(Status.DEVICE_NEEDS_RESET)


def begins_anew(event: Event) -> bool:
    """Whether all queues are gone with the event."""
    return event.kind is Kind.STATUS and event.by is Side.DRIVER and event["value"] == 0


class LeavesReadable(Monitor):
    """A device writes nothing into what it may only read. What it reads is not seen."""

    name = "leaves-readable"
    needs = frozenset({Cover.CONTENTS, Cover.BUFFERS_ADDED, Cover.BUFFERS_USED})

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Each write is judged, and each buffer that was used without one."""
        if event.kind is Kind.WRITE and event.by is Side.DEVICE and event["readable"]:
            message = f"the device writes into the readable part of buffer {event['token']}"
            yield Occasion(event.at, False, message)
        elif event.kind is Kind.USE:
            ring = state.queue(event.queue)
            buffer = None if ring is None else ring.held.get(event["token"])
            if buffer is not None and buffer.readable:
                yield Occasion(event.at, True, since=(buffer.added,))


class WritesWhatFits(Monitor):
    """A device does not say that it wrote more bytes than the writable part of a buffer has."""

    name = "writes-what-fits"
    needs = frozenset({Cover.BUFFERS_USED})

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Each buffer that is used is judged."""
        if event.kind is not Kind.USE:
            return
        ring = state.queue(event.queue)
        buffer = None if ring is None else ring.held.get(event["token"])
        if buffer is not None:
            room = sum(length for _, length in buffer.writable)
            ok = event["written"] <= room
            message = "" if ok else f"the device says that it wrote {event['written']} bytes where {room} had room"
            yield Occasion(event.at, ok, message, (buffer.added,))


class AnyArrangement(Monitor):
    """A device that takes a buffer of several elements does not need a reset for it."""

    name = "any-arrangement"
    needs = frozenset({Cover.BUFFERS_TAKEN, Cover.DEVICE_STATUS})

    def __init__(self) -> None:
        self._taken: tuple[int, int, int] | None = None

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Until it uses the buffer, or takes another one."""
        if event.kind is Kind.TAKE:
            ring = state.queue(event.queue)
            buffer = None if ring is None else ring.held.get(event["token"])
            several = buffer is not None and len(buffer.readable) + len(buffer.writable) > 1
            self._taken = (event["queue"], event["token"], event.at) if several else None
        elif self._taken is not None:
            *where, at = self._taken
            failed = event.kind is Kind.STATUS and event.by is Side.DEVICE and bool(event["value"] & _NEEDS_RESET)
            if failed or (event.kind is Kind.USE and [event["queue"], event["token"]] == where):
                message = "the device needs a reset after a buffer of several elements" if failed else ""
                yield Occasion(event.at, not failed, message, (at,))
                self._taken = None


class SetsLength(Monitor):
    """When the used index passes an entry of a split virtqueue, the entry has its buffer and its length."""

    name = "sets-length"
    needs = frozenset({Cover.RINGS, Cover.BUFFERS_USED})

    def __init__(self) -> None:
        self._used: dict[int, list[tuple[int, int]]] = {}
        self._passed: dict[int, int] = {}
        self._entries: dict[tuple[int, int], tuple[int, int]] = {}

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Each entry that the index passes is judged by what the memory holds then."""
        if event.kind is Kind.USE:
            self._used.setdefault(event["queue"], []).append((event["token"], event["written"]))
        elif event.kind is Kind.RING and event["layout"] == "split":
            number, changes = event["queue"], event["changes"]
            if event["initial"]:
                self._used[number], self._passed[number] = [], 0
            for slot, token, length in changes.get("used.ring", ()):
                self._entries[number, slot] = token, length
            ring = state.queue(number)
            if (
                "used.idx" in changes
                and not event["initial"]
                and event.by is Side.DEVICE
                and ring is not None
                and ring.size
            ):
                yield from self._pass(event, ring.size)

    def _pass(self, event: Event, size: int) -> Iterable[Occasion]:
        number = event["queue"]
        old, new = event["changes"]["used.idx"]
        for _ in range((new - old) & 0xFFFF):
            at = self._passed.get(number, 0)
            self._passed[number] = at + 1
            used = self._used.get(number, [])
            if at < len(used):
                found = self._entries.get((number, at % max(1, size)), (0, 0))
                ok = found == used[at]
                message = f"the device passes an entry that says {found}, and not {used[at]}" if not ok else ""
                yield Occasion(event.at, ok, message)


class TakesInOrder(Monitor):
    """Buffers are taken in the order in which they were made available."""

    name = "takes-in-order"
    needs = frozenset({Cover.BUFFERS_ADDED, Cover.BUFFERS_TAKEN})
    kind = Kind.TAKE
    verb = "takes"
    feature = 0

    def __init__(self) -> None:
        self._waiting: dict[int, list[tuple[int, int]]] = {}

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Each buffer is compared with the oldest of its queue."""
        if begins_anew(event):
            self._waiting.clear()
        elif event.kind is Kind.ENABLE:
            self._waiting[event["queue"]] = []
        elif event.kind is Kind.ADD:
            self._waiting.setdefault(event["queue"], []).append((event["token"], event.at))
        elif event.kind is self.kind and self._waiting.get(event["queue"]):
            waiting = self._waiting[event["queue"]]
            token, at = waiting[0]
            ok = event["token"] == token
            message = "" if ok else f"the device {self.verb} buffer {event['token']} before {token}, which is older"
            if not self.feature or state.has(self.feature):
                yield Occasion(event.at, ok, message, (at,))
            waiting[:] = [one for one in waiting if one[0] != event["token"]]


class UsesInOrder(TakesInOrder):
    """Where that was negotiated, buffers are used in the order in which they were made available."""

    name = "uses-in-order"
    needs = frozenset({Cover.BUFFERS_ADDED, Cover.BUFFERS_USED, Cover.FEATURES})
    kind = Kind.USE
    verb = "uses"
    feature = int(RingFeature.IN_ORDER)


class KeepsListOrder(Monitor):
    """A device finds the elements of a buffer in the order in which the driver made them available."""

    name = "keeps-list-order"
    needs = frozenset({Cover.BUFFERS_ADDED, Cover.BUFFERS_TAKEN})

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Each buffer of several elements is compared as it is taken."""
        if event.kind is not Kind.TAKE or "readable" not in event.values:
            return
        ring = state.queue(event.queue)
        buffer = None if ring is None else ring.held.get(event["token"])
        if buffer is None or len(buffer.readable) + len(buffer.writable) < 2:
            return
        found = [[tuple(extent) for extent in event[part]] for part in ("readable", "writable")]
        ok = found == [buffer.readable, buffer.writable]
        message = "" if ok else f"the device finds the elements of buffer {event['token']} in another order"
        yield Occasion(event.at, ok, message, (buffer.added,))


class KeepsExposed(Monitor):
    """While a virtqueue is live, memory of a buffer in it comes into use for nothing else before it is given back.

    A device type may allow that for a queue.
    """

    name = "keeps-exposed"
    needs = frozenset({Cover.DRIVER_PAGES, Cover.BUFFERS_ADDED, Cover.BUFFERS_USED})

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Memory that the driver has at its disposal again is judged, and each buffer that ends otherwise."""
        if event.kind is Kind.FREE and state.live:
            held = [
                (buffer.added, extent)
                for ring in state.queues.values()
                if state.extension is None or not state.extension.reusable(plain(ring.key))
                for buffer in ring.held.values()
                for extent in [*buffer.readable, *buffer.writable]
                if any(extent[0] < start + length and start < sum(extent) for start, length in event["extents"])
            ]
            message = f"the driver takes back memory at {held[0][1][0]:#x}, which the device holds" if held else ""
            yield Occasion(event.at, not held, message, tuple(at for at, _ in held[:1]))


BOUND = {
    "split-dev-0001": AnyArrangement,
    "split-dev-0003": LeavesReadable,
    "split-dev-0012": SetsLength,
    "split-dev-0013": WritesWhatFits,
    "packed-dev-0001": TakesInOrder,
    "packed-dev-0004": LeavesReadable,
    "packed-dev-0007": KeepsListOrder,
    "init-drv-0011": KeepsExposed,
    "features-dev-0005": UsesInOrder,
}
