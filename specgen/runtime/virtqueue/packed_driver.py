"""A packed virtqueue in guest memory, seen from the driver: buffers made available, used ones collected.

Implements the driver's side of "sec:Basic Facilities of a Virtio Device / Packed Virtqueues". Positions count
descriptors from the start without wrapping; the wrap counter of a position is 1 in even laps.
"""

from struct import Struct

from specgen.runtime.errors import QueueFullError
from specgen.runtime.features import RingFeature
from specgen.runtime.memory import Allocator, GuestMemory
from specgen.runtime.queues import NumberedQueue
from specgen.runtime.setup import QueueSetup, areas
from specgen.runtime.virtqueue.buffers import Buffers, Outstanding, Tables, check_used, elements
from specgen.runtime.virtqueue.chain import Part, Used
from specgen.runtime.virtqueue.descriptors import INDIRECT, NEXT, PACKED, SIZE, WRITE
from specgen.runtime.virtqueue.notification import (
    DESCRIPTOR,
    DISABLE,
    ENABLE,
    EVENT,
    barrier,
    packed_event,
    packed_wants,
)
from specgen.runtime.virtqueue.packed_device import AVAILABLE, USED

_U16 = Struct("<H")
_ELEMENT = Struct("<QIH")
_FLAGS = 14
_BOTH = AVAILABLE | USED


class PackedDriverQueue:
    """The driver's end of a packed virtqueue. What the device could overwrite is kept locally as well."""

    def __init__(
        self, queue: NumberedQueue, setup: QueueSetup, features: int, memory: GuestMemory, allocator: Allocator
    ) -> None:
        self.queue = queue
        self.setup = setup
        self.size = setup.size
        self._event_idx = bool(features & RingFeature.EVENT_IDX)
        self._tables = Tables(memory, allocator) if features & RingFeature.INDIRECT_DESC else None
        ring, driver_events, device_events = areas(setup.size, features)
        self._ring = memory.view(setup.descriptor_area, ring.size)
        self._driver_events = memory.view(setup.driver_area, driver_events.size)
        self._device_events = memory.view(setup.device_area, device_events.size)
        self._ids = list(range(setup.size - 1, -1, -1))
        self._outstanding: dict[int, Outstanding] = {}
        self._next_available = 0
        self._notified = 0
        self._next_used = 0

    @property
    def outstanding(self) -> int:
        """The number of buffers the device holds."""
        return len(self._outstanding)

    def add(self, readable: Buffers = (), writable: Buffers = ()) -> int:
        """Make one buffer available; its token. `kick` tells the device.

        Raises `QueueFullError`, and `DriverError` for a buffer no driver may make available.
        """
        parts, room = elements(readable, writable, self.size)
        table = None
        if self._tables is not None and len(parts) > 1:
            self._need(1)
            table = self._tables.write(parts, chained=False)
            parts = [(*table, INDIRECT)]
        self._need(len(parts))
        identity = self._ids.pop()
        first = self._next_available
        self._write(first, parts, identity)
        self._next_available = first + len(parts)
        self._outstanding[identity] = Outstanding(range(first, first + len(parts)), room, table)
        return identity

    def wants_notification(self) -> bool:
        """Whether the device wants to hear of what was added since the last time this was asked."""
        old, new = self._notified, self._next_available
        if old == new:
            return False
        self._notified = new
        barrier()
        return packed_wants(self._device_events, self.size, old, new, event_idx=self._event_idx)

    def position(self) -> int:
        """Offset and wrap counter of the next descriptor, as VIRTIO_F_NOTIFICATION_DATA passes them (16 bits)."""
        return packed_event(self._next_available, self.size)

    def collect(self) -> list[Used]:
        """The buffers the device used since the last call. Raises `DeviceError` for one it does not hold."""
        found = []
        while self._is_used(self._next_used):
            _, length, token, flags = PACKED.unpack_from(self._ring, self._next_used % self.size * SIZE)
            written = length if flags & WRITE else 0
            record = check_used(token, written, self._outstanding.get(token))
            del self._outstanding[token]
            self._ids.append(token)
            if record.table is not None and self._tables is not None:
                self._tables.recycle(record.table)
            self._next_used += len(record.slots)
            found.append(Used(token, written))
        return found

    def suppress(self) -> None:
        """Tell the device not to notify while used buffers are collected anyway."""
        EVENT.pack_into(self._driver_events, 0, 0, DISABLE)

    def listen(self) -> bool:
        """Tell the device to notify again; true if it used more buffers meanwhile."""
        where = packed_event(self._next_used, self.size) if self._event_idx else 0
        EVENT.pack_into(self._driver_events, 0, where, DESCRIPTOR if self._event_idx else ENABLE)
        barrier()
        return self._is_used(self._next_used)

    def close(self) -> None:
        """Forget what is outstanding and give indirect tables back; the device must have reset the queue."""
        if self._tables is not None:
            for record in self._outstanding.values():
                if record.table is not None:
                    self._tables.recycle(record.table)
            self._tables.free()
        self._outstanding.clear()

    def _write(self, first: int, parts: list[Part], identity: int) -> None:
        """Write the list; the flags of its first descriptor come last, for they expose it."""
        last = first + len(parts) - 1
        exposing = 0
        for position, (address, length, kind) in enumerate(parts, first):
            lap, offset = divmod(position, self.size)
            flags = kind | (USED if lap & 1 else AVAILABLE) | (NEXT if position < last else 0)
            if position == first:
                exposing = flags
                _ELEMENT.pack_into(self._ring, offset * SIZE, address, length, identity)
            else:
                PACKED.pack_into(self._ring, offset * SIZE, address, length, identity, flags)
        _U16.pack_into(self._ring, first % self.size * SIZE + _FLAGS, exposing)

    def _is_used(self, position: int) -> bool:
        if position >= self._next_available:
            return False
        lap, offset = divmod(position, self.size)
        flags: int = _U16.unpack_from(self._ring, offset * SIZE + _FLAGS)[0]
        return flags & _BOTH == (0 if lap & 1 else _BOTH)

    def _need(self, count: int) -> None:
        free = self.size - (self._next_available - self._next_used)
        if count > free:
            raise QueueFullError(f"{count} descriptors are needed, {free} of {self.size} are free")
