"""A split virtqueue in guest memory, seen from the driver: buffers made available, used ones collected.

Implements the driver's side of "sec:Basic Facilities of a Virtio Device / Split Virtqueues".
"""

from struct import Struct

from specgen.runtime.errors import DeviceError, QueueFullError
from specgen.runtime.features import RingFeature
from specgen.runtime.memory import Allocator, GuestMemory
from specgen.runtime.queues import NumberedQueue
from specgen.runtime.setup import QueueSetup, areas
from specgen.runtime.virtqueue.buffers import Buffers, Outstanding, Tables, check_used, elements
from specgen.runtime.virtqueue.chain import Used
from specgen.runtime.virtqueue.descriptors import INDIRECT, NEXT, SIZE, SPLIT
from specgen.runtime.virtqueue.notification import barrier, split_wants

_USED_RULE = "devicenormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Used Ring"
_U16 = Struct("<H")
_USED = Struct("<II")
_IDX = 2
_RING = 4
_NO_INTERRUPT = 1
_NO_NOTIFY = 1


class SplitDriverQueue:
    """The driver's end of a split virtqueue. What the device could overwrite is kept locally as well."""

    def __init__(
        self, queue: NumberedQueue, setup: QueueSetup, features: int, memory: GuestMemory, allocator: Allocator
    ) -> None:
        self.queue = queue
        self.setup = setup
        self.size = setup.size
        self._event_idx = bool(features & RingFeature.EVENT_IDX)
        self._tables = Tables(memory, allocator) if features & RingFeature.INDIRECT_DESC else None
        table, available, used = areas(setup.size, features)
        self._table = memory.view(setup.descriptor_area, table.size)
        self._available = memory.view(setup.driver_area, available.size)
        self._used = memory.view(setup.device_area, used.size)
        self._free = list(range(setup.size - 1, -1, -1))
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
            table = self._tables.write(parts, chained=True)
            parts = [(*table, INDIRECT)]
        self._need(len(parts))
        slots = self._free[: -len(parts) - 1 : -1]
        del self._free[-len(parts) :]
        for index, (address, length, flags) in enumerate(parts[:-1]):
            SPLIT.pack_into(self._table, slots[index] * SIZE, address, length, flags | NEXT, slots[index + 1])
        address, length, flags = parts[-1]
        SPLIT.pack_into(self._table, slots[-1] * SIZE, address, length, flags, 0)
        head = slots[0]
        self._outstanding[head] = Outstanding(slots, room, table)
        at = self._next_available
        _U16.pack_into(self._available, _RING + 2 * (at & (self.size - 1)), head)
        self._next_available = at = (at + 1) & 0xFFFF
        _U16.pack_into(self._available, _IDX, at)
        return head

    def wants_notification(self) -> bool:
        """Whether the device wants to hear of what was added since the last time this was asked."""
        old, new = self._notified, self._next_available
        if old == new:
            return False
        self._notified = new
        barrier()
        if self._event_idx:
            event: int = _U16.unpack_from(self._used, _RING + 8 * self.size)[0]
            return split_wants(event, old, new)
        return not self._used[0] & _NO_NOTIFY

    def position(self) -> int:
        """The available index, as VIRTIO_F_NOTIFICATION_DATA passes it (16 bits)."""
        return self._next_available

    def collect(self) -> list[Used]:
        """The buffers the device used since the last call. Raises `DeviceError` for one it does not hold."""
        count = (_U16.unpack_from(self._used, _IDX)[0] - self._next_used) & 0xFFFF
        if count > len(self._outstanding):
            held = len(self._outstanding)
            raise DeviceError(f"moves the used index by {count} while it holds {held} buffers", _USED_RULE)
        found = []
        for _ in range(count):
            slot = self._next_used & (self.size - 1)
            token, written = _USED.unpack_from(self._used, _RING + 8 * slot)
            record = check_used(token, written, self._outstanding.get(token))
            del self._outstanding[token]
            self._free.extend(reversed(record.slots))
            if record.table is not None and self._tables is not None:
                self._tables.recycle(record.table)
            self._next_used = (self._next_used + 1) & 0xFFFF
            found.append(Used(token, written))
        return found

    def suppress(self) -> None:
        """Tell the device not to notify while used buffers are collected anyway."""
        if not self._event_idx:
            _U16.pack_into(self._available, 0, _NO_INTERRUPT)

    def listen(self) -> bool:
        """Tell the device to notify again; true if it used more buffers meanwhile."""
        if self._event_idx:
            _U16.pack_into(self._available, _RING + 2 * self.size, self._next_used)
        else:
            _U16.pack_into(self._available, 0, 0)
        barrier()
        return bool(_U16.unpack_from(self._used, _IDX)[0] != self._next_used)

    def close(self) -> None:
        """Forget what is outstanding and give indirect tables back; the device must have reset the queue."""
        if self._tables is not None:
            for record in self._outstanding.values():
                if record.table is not None:
                    self._tables.recycle(record.table)
            self._tables.free()
        self._outstanding.clear()

    def _need(self, count: int) -> None:
        if count > len(self._free):
            raise QueueFullError(f"{count} descriptors are needed, {len(self._free)} of {self.size} are free")
