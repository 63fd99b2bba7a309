"""The events of a trace so far -> where a device stands: status, features, configuration, queues and their buffers."""

from collections.abc import Hashable
from dataclasses import dataclass, field

from specgen.conformance.monitors.facts import Facts, plain
from specgen.runtime.status import Status
from specgen.runtime.trace import Event, Kind, Side

_FEATURES_OK = int(Status.FEATURES_OK)
_DRIVER_OK = int(Status.DRIVER_OK)
_STOPPED = int(Status.DEVICE_NEEDS_RESET | Status.FAILED | Status.SUSPEND)


@dataclass(slots=True)
class Buffer:
    """A buffer that the device holds: where it lies, its first bytes, and the event that made it available."""

    added: int
    readable: list[tuple[int, int]]
    writable: list[tuple[int, int]]
    data: bytes
    taken: bool = False

    @property
    def readable_length(self) -> int:
        """Bytes the device may read."""
        return sum(length for _, length in self.readable)


def buffer_of(event: Event) -> Buffer:
    """The buffer that an ADD makes available."""
    readable, writable = (
        [(int(start), int(length)) for start, length in event[name]] for name in ("readable", "writable")
    )
    return Buffer(event.at, readable, writable, event["data"])


@dataclass(slots=True)
class QueueState:
    """A virtqueue that is enabled; `held` are its buffers by token, `index` what the driver may have to tell it of."""

    number: int
    key: str
    size: int
    held: dict[int, Buffer] = field(default_factory=dict)
    used: dict[int, Buffer] = field(default_factory=dict)
    """Buffers the device gave back and the driver did not collect yet."""


@dataclass(slots=True)
class State:
    """Where a device stands. `config` is its configuration space, `known` what the driver knows of it.

    `negotiated` are the features once FEATURES_OK is set, `None` before; `resets` counts resets.
    """

    facts: Facts
    status: int = 0
    offered: int | None = None
    accepted: int | None = None
    negotiated: int | None = None
    config: bytearray = field(default_factory=lambda: bytearray(4096))
    known: bytearray = field(default_factory=lambda: bytearray(4096))
    queues: dict[int, QueueState] = field(default_factory=dict)
    resets: int = 0
    resetting: bool = False
    """A reset was asked for and the driver has not begun anew."""
    stopped: set[int] = field(default_factory=set)
    """The queues that were reset and are not enabled again."""
    layouts: dict[int, Event] = field(default_factory=dict)
    """How each queue was enabled."""
    extension: "Extension | None" = None

    @property
    def live(self) -> bool:
        """Whether both sides may use the virtqueues."""
        return self.status & (_DRIVER_OK | _STOPPED) == _DRIVER_OK

    def has(self, feature: int) -> bool:
        """Whether all bits of `feature` are negotiated."""
        return self.negotiated is not None and self.negotiated & feature == feature

    def value(self, name: str, *, known: bool = False) -> int | None:
        """A field of configuration space (little-endian), as it is or as the driver knows it."""
        place = self.facts.fields.get(name)
        if place is None:
            return None
        return int.from_bytes((self.known if known else self.config)[place.start : place.stop], "little")

    def queue(self, number: int | None) -> QueueState | None:
        """A queue that is enabled."""
        return None if number is None else self.queues.get(number)

    def pending(self, queue: str, thing: Hashable) -> bool:
        """Whether the device holds a buffer about the thing in the queue of that plain name."""
        if self.extension is not None and self.extension.pending(queue, thing):
            return True
        return any(plain(ring.key) == queue and thing in ring.held for ring in self.queues.values())

    def follow(self, event: Event) -> None:
        """Take note of one event."""
        if self.extension is not None:
            self.extension.before(event, self)
        step = _STEPS.get(event.kind)
        if step is not None:
            step(self, event)
        if self.extension is not None:
            self.extension.after(event, self)


class Extension:
    """What only one device type has of a state."""

    def pending(self, queue: str, thing: Hashable) -> bool:
        """Whether the device holds a buffer about the thing in the queue of that plain name."""
        del queue, thing
        return False

    def reusable(self, queue: str) -> bool:
        """Whether the driver may put memory of the buffers in that queue to use while the device holds them."""
        del queue
        return False

    def before(self, event: Event, state: State) -> None:
        """An event comes."""

    def after(self, event: Event, state: State) -> None:
        """It was taken note of."""


def _status(state: State, event: Event) -> None:
    value = event["value"]
    if event.by is Side.DRIVER and value == 0:
        state.status = 0
        state.accepted = state.negotiated = None
        state.queues.clear()
        state.stopped.clear()
        state.layouts.clear()
        state.resets += 1
        state.resetting = True
        return
    state.resetting = state.resetting and value == 0
    if event.by is Side.DRIVER:
        value |= state.status & int(Status.DEVICE_NEEDS_RESET)
        # A device that is asked to suspend has time to finish; one that is asked to resume does so at once.
        if value & ~state.status & _DRIVER_OK:
            value &= ~int(Status.SUSPEND)
    state.status = value
    _settle(state)


def _status_read(state: State, event: Event) -> None:
    if not state.resetting:
        state.status = event["value"]
        _settle(state)


def _settle(state: State) -> None:
    if not state.status & _FEATURES_OK:
        state.negotiated = None
    elif state.negotiated is None:
        state.negotiated = state.accepted


def _offer(state: State, event: Event) -> None:
    state.offered = event["features"]


def _accept(state: State, event: Event) -> None:
    state.accepted = event["features"]


def _config_read(state: State, event: Event) -> None:
    _put(state.known, event)
    _put(state.config, event)


def _config_write(state: State, event: Event) -> None:
    if state.status & _FEATURES_OK:
        _put(state.known, event)
        _put(state.config, event)


def _config_change(state: State, event: Event) -> None:
    _put(state.config, event)


def _put(image: bytearray, event: Event) -> None:
    offset, data = event["offset"], event["data"]
    if offset >= 0 and offset + len(data) <= len(image):
        image[offset : offset + len(data)] = data


def _enable(state: State, event: Event) -> None:
    number = event["queue"]
    state.layouts[number] = event
    state.stopped.discard(number)
    state.queues[number] = QueueState(number, event.key, event["size"])


def _reset_queue(state: State, event: Event) -> None:
    state.queues.pop(event["queue"], None)
    state.stopped.add(event["queue"])


def _queue(state: State, event: Event) -> QueueState:
    found = state.queues.setdefault(event["queue"], QueueState(event["queue"], event.key, 0))
    found.key = found.key or event.key
    return found


def _add(state: State, event: Event) -> None:
    _queue(state, event).held[event["token"]] = buffer_of(event)


def _take(state: State, event: Event) -> None:
    buffer = _queue(state, event).held.get(event["token"])
    if buffer is not None:
        buffer.taken = True


def _use(state: State, event: Event) -> None:
    queue = _queue(state, event)
    buffer = queue.held.pop(event["token"], None)
    if buffer is not None:
        queue.used[event["token"]] = buffer


def _collect(state: State, event: Event) -> None:
    _queue(state, event).used.pop(event["token"], None)


_STEPS = {
    Kind.STATUS: _status,
    Kind.STATUS_READ: _status_read,
    Kind.OFFER: _offer,
    Kind.ACCEPT: _accept,
    Kind.CONFIG_READ: _config_read,
    Kind.CONFIG_WRITE: _config_write,
    Kind.CONFIG_CHANGE: _config_change,
    Kind.ENABLE: _enable,
    Kind.RESET_QUEUE: _reset_queue,
    Kind.ADD: _add,
    Kind.TAKE: _take,
    Kind.USE: _use,
    Kind.COLLECT: _collect,
}
