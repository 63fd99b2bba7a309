"""A packed virtqueue in guest memory, seen from the device: available chains out, used ones back.

Implements the device's side of "sec:Basic Facilities of a Virtio Device / Packed Virtqueues". Positions count
descriptors from the start without wrapping; the wrap counter of a position is 1 in even laps.
"""

from collections.abc import Iterator
from struct import Struct

from specgen.runtime.errors import DriverError
from specgen.runtime.features import RingFeature
from specgen.runtime.memory import GuestMemory
from specgen.runtime.queues import NumberedQueue
from specgen.runtime.setup import QueueSetup, areas
from specgen.runtime.virtqueue.chain import Chain, Part
from specgen.runtime.virtqueue.descriptors import INDIRECT, INDIRECT_RULE, NEXT, PACKED, SIZE, WRITE, ChainBuilder
from specgen.runtime.virtqueue.notification import (
    DESCRIPTOR,
    DISABLE,
    ENABLE,
    EVENT,
    barrier,
    packed_event,
    packed_wants,
)

_CHAINING = "drivernormative:Basic Facilities of a Virtio Device / Packed Virtqueues / Scatter-Gather Support"
_PACKED_INDIRECT = (
    "drivernormative:Basic Facilities of a Virtio Device / Packed Virtqueues"
    " / The Virtqueue Descriptor Table / Indirect Descriptors"
)
_U16 = Struct("<H")
_LENGTH_ID = Struct("<IH")
_FLAGS = 14
AVAILABLE = 1 << 7
USED = 1 << 15
_BOTH = AVAILABLE | USED


class PackedDeviceQueue:
    """The device's end of a packed virtqueue. Its state is local: nothing the driver may write is read twice."""

    def __init__(self, queue: NumberedQueue, setup: QueueSetup, features: int, memory: GuestMemory) -> None:
        self.queue = queue
        self.setup = setup
        self.size = setup.size
        self.broken = False
        self._indirect = bool(features & RingFeature.INDIRECT_DESC)
        self._event_idx = bool(features & RingFeature.EVENT_IDX)
        ring, driver_events, device_events = areas(setup.size, features)
        self._ring = memory.view(setup.descriptor_area, ring.size)
        self._driver_events = memory.view(setup.driver_area, driver_events.size)
        self._device_events = memory.view(setup.device_area, device_events.size)
        self._builder = ChainBuilder(memory, setup.size)
        self._next_available = 0
        self._next_used = self._shown = self._notified = 0
        self._first_flags = 0

    @property
    def base(self) -> int:
        """Bits 0-14 and 15: offset and wrap counter of the next available descriptor; 16-31 the same of the next used.

        Set it to go on where another device stopped.
        """
        return packed_event(self._next_available, self.size) | packed_event(self._next_used, self.size) << 16

    @base.setter
    def base(self, value: int) -> None:
        available, used = value & 0xFFFF, value >> 16 & 0xFFFF
        self._next_used = (used & 0x7FFF) % self.size + (0 if used & 0x8000 else self.size)
        ahead = (available & 0x7FFF) % self.size + (0 if available & 0x8000 else self.size) - self._next_used
        self._next_available = self._next_used + ahead % (2 * self.size)
        self._shown = self._notified = self._next_used

    def base_before(self, count: int) -> int:
        """`base` as it was before the last `count` chains were taken, all the device has not given back."""
        return packed_event(self._next_used, self.size) * 0x10001 if count else self.base

    @property
    def fresh(self) -> bool:
        """Whether the first descriptor was never used."""
        flags: int = _U16.unpack_from(self._ring, _FLAGS)[0]
        return not flags & USED

    def take(self, limit: int) -> Iterator[Chain]:
        """The chains made available, at most `limit`, in their order. Raises `DriverError` at a hostile one."""
        for _ in range(limit):
            if self.broken:
                return
            chain = self._chain()
            if chain is None:
                return
            self._next_available += chain.count
            yield chain

    def give_back(self, chain: Chain, written: int) -> None:
        """Write a used descriptor with the number of bytes written; `flush` shows it to the driver."""
        if not chain.count:
            raise ValueError(f"chain {chain.id} was given back before")
        at = self._next_used % self.size * SIZE
        _LENGTH_ID.pack_into(self._ring, at + 8, written, chain.id)
        flags = (WRITE if written else 0) | (0 if self._next_used // self.size & 1 else _BOTH)
        if self._next_used == self._shown:
            # The first of a batch is shown last, so that the driver sees all of it or nothing.
            self._first_flags = flags
        else:
            _U16.pack_into(self._ring, at + _FLAGS, flags)
        self._next_used += chain.count
        chain.count = 0

    def flush(self) -> None:
        """Show the driver what was given back."""
        if self._shown != self._next_used:
            _U16.pack_into(self._ring, self._shown % self.size * SIZE + _FLAGS, self._first_flags)
            self._shown = self._next_used

    def wants_notification(self) -> bool:
        """Whether the driver wants to hear of what was shown since the last time this was asked."""
        old, new = self._notified, self._shown
        if old == new:
            return False
        self._notified = new
        barrier()
        return packed_wants(self._driver_events, self.size, old, new, event_idx=self._event_idx)

    def suppress(self) -> None:
        """Tell the driver not to notify while the queue is being worked on."""
        EVENT.pack_into(self._device_events, 0, 0, DISABLE)

    def listen(self) -> bool:
        """Tell the driver to notify again; true if more became available meanwhile."""
        where = packed_event(self._next_available, self.size) if self._event_idx else 0
        EVENT.pack_into(self._device_events, 0, where, DESCRIPTOR if self._event_idx else ENABLE)
        barrier()
        return self._is_available(self._next_available)

    def _is_available(self, position: int) -> bool:
        """Whether the descriptor there is available and not one the device still holds."""
        if position - self._next_used >= self.size:
            return False
        lap, offset = divmod(position, self.size)
        flags: int = _U16.unpack_from(self._ring, offset * SIZE + _FLAGS)[0]
        return flags & _BOTH == (USED if lap & 1 else AVAILABLE)

    def _chain(self) -> Chain | None:
        """The chain at the next position, `None` where nothing is available."""
        room = self._next_used + self.size - self._next_available
        lap, offset = divmod(self._next_available, self.size)
        available = USED if lap & 1 else AVAILABLE
        address, length, identity, flags = PACKED.unpack_from(self._ring, offset * SIZE)
        if flags & _BOTH != available or not room:
            return None
        parts = [(address, length, flags)]
        count = 1
        if flags & NEXT:
            identity = self._follow(parts, room)
            count = len(parts)
        elif flags & INDIRECT:
            if not self._indirect:
                raise DriverError("uses an indirect table without VIRTIO_F_INDIRECT_DESC", INDIRECT_RULE)
            parts = list(self._builder.read_table(address, length))
        return self._builder.build(self, identity, count, parts)

    def _follow(self, parts: list[Part], room: int) -> int:
        """Add the rest of a list of descriptors to `parts`; the buffer ID, which the last one holds."""
        position = self._next_available
        flags = parts[0][2]
        identity = 0
        while True:
            if flags & INDIRECT:
                raise DriverError("links an indirect table into a list of descriptors", _PACKED_INDIRECT)
            if not flags & NEXT:
                return identity
            if len(parts) >= room:
                raise DriverError(f"makes a list available that is longer than the ring of {self.size}", _CHAINING)
            position += 1
            lap, offset = divmod(position, self.size)
            address, length, identity, flags = PACKED.unpack_from(self._ring, offset * SIZE)
            if flags & _BOTH != (USED if lap & 1 else AVAILABLE):
                raise DriverError("makes a list available before all of its descriptors", _CHAINING)
            parts.append((address, length, flags))
