"""A split virtqueue in guest memory, seen from the device: available chains out, used ones back.

Implements the device's side of "sec:Basic Facilities of a Virtio Device / Split Virtqueues".
"""

from collections.abc import Iterator
from struct import Struct

from specgen.runtime.errors import DriverError
from specgen.runtime.features import RingFeature
from specgen.runtime.memory import GuestMemory
from specgen.runtime.queues import NumberedQueue
from specgen.runtime.setup import QueueSetup, areas
from specgen.runtime.virtqueue.chain import Chain, Part
from specgen.runtime.virtqueue.descriptors import INDIRECT, INDIRECT_RULE, NEXT, SIZE, SPLIT, ChainBuilder
from specgen.runtime.virtqueue.notification import barrier, split_wants

_AVAILABLE = "drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Available Ring"
_TABLE = "drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table"
_U16 = Struct("<H")
_USED = Struct("<II")
_IDX = 2
_RING = 4
_NO_INTERRUPT = 1
_NO_NOTIFY = 1
_LINKED = NEXT | INDIRECT


class SplitDeviceQueue:
    """The device's end of a split virtqueue. Its state is local: nothing the driver may write is read twice."""

    def __init__(self, queue: NumberedQueue, setup: QueueSetup, features: int, memory: GuestMemory) -> None:
        self.queue = queue
        self.setup = setup
        self.size = setup.size
        self.broken = False
        self._indirect = bool(features & RingFeature.INDIRECT_DESC)
        self._event_idx = bool(features & RingFeature.EVENT_IDX)
        table, available, used = areas(setup.size, features)
        self._table = memory.view(setup.descriptor_area, table.size)
        self._available = memory.view(setup.driver_area, available.size)
        self._used = memory.view(setup.device_area, used.size)
        self._builder = ChainBuilder(memory, setup.size)
        self._taken = bytearray(setup.size)
        self._next_available = 0
        self._next_used = self._shown = self._notified = _U16.unpack_from(self._used, _IDX)[0]

    @property
    def base(self) -> int:
        """The index of the next entry of the available ring; set it to go on where another device stopped."""
        return self._next_available

    @base.setter
    def base(self, value: int) -> None:
        self._next_available = value & 0xFFFF

    def base_before(self, count: int) -> int:
        """`base` as it was before the last `count` chains were taken."""
        return (self._next_available - count) & 0xFFFF

    @property
    def fresh(self) -> bool:
        """Whether nothing was ever used: the used ring stands at its beginning."""
        return not self._next_used

    def take(self, limit: int) -> Iterator[Chain]:
        """The chains made available, at most `limit`, in their order. Raises `DriverError` at a hostile one."""
        start = self._next_available
        count = (_U16.unpack_from(self._available, _IDX)[0] - start) & 0xFFFF
        size = self.size
        if count > size:
            raise DriverError(f"moves the available index by {count} in a queue of {size}", _AVAILABLE)
        for head in self._heads(start & (size - 1), min(count, limit)):
            if self.broken:
                return
            chain = self._chain(head)
            self._next_available = (self._next_available + 1) & 0xFFFF
            yield chain

    def give_back(self, chain: Chain, written: int) -> None:
        """Put a chain into the used ring with the number of bytes written; `flush` shows it to the driver."""
        head = chain.id
        if not self._taken[head]:
            raise ValueError(f"chain {head} was given back before")
        self._taken[head] = 0
        used = self._next_used
        _USED.pack_into(self._used, _RING + 8 * (used & (self.size - 1)), head, written)
        self._next_used = (used + 1) & 0xFFFF

    def flush(self) -> None:
        """Show the driver what was given back."""
        if self._shown != self._next_used:
            self._shown = self._next_used
            _U16.pack_into(self._used, _IDX, self._shown)

    def wants_notification(self) -> bool:
        """Whether the driver wants to hear of what was shown since the last time this was asked."""
        old, new = self._notified, self._shown
        if old == new:
            return False
        self._notified = new
        barrier()
        if self._event_idx:
            event: int = _U16.unpack_from(self._available, _RING + 2 * self.size)[0]
            return split_wants(event, old, new)
        return not self._available[0] & _NO_INTERRUPT

    def suppress(self) -> None:
        """Tell the driver not to notify while the queue is being worked on."""
        if not self._event_idx:
            _U16.pack_into(self._used, 0, _NO_NOTIFY)

    def listen(self) -> bool:
        """Tell the driver to notify again; true if more became available meanwhile."""
        if self._event_idx:
            _U16.pack_into(self._used, _RING + 8 * self.size, self._next_available)
        else:
            _U16.pack_into(self._used, 0, 0)
        barrier()
        return bool(_U16.unpack_from(self._available, _IDX)[0] != self._next_available)

    def _heads(self, slot: int, count: int) -> tuple[int, ...]:
        """`count` entries of the available ring from `slot` on, around its end."""
        first = min(count, self.size - slot)
        heads: tuple[int, ...] = Struct(f"<{first}H").unpack_from(self._available, _RING + 2 * slot)
        if first < count:
            heads += Struct(f"<{count - first}H").unpack_from(self._available, _RING)
        return heads

    def _chain(self, head: int) -> Chain:
        if head >= self.size:
            raise DriverError(f"makes descriptor {head} available in a table of {self.size}", _AVAILABLE)
        if self._taken[head]:
            raise DriverError(f"makes descriptor {head} available while the device holds it", _AVAILABLE)
        address, length, flags, following = SPLIT.unpack_from(self._table, head * SIZE)
        parts = [(address, length, flags)]
        if flags & _LINKED:
            parts = self._follow(parts, following)
        chain = self._builder.build(self, head, 1, parts)
        self._taken[head] = 1
        return chain

    def _follow(self, parts: list[Part], following: int) -> list[Part]:
        """Walk the table; a chain cannot have more descriptors than the table, so a loop ends."""
        for _ in range(self.size):
            address, length, flags = parts[-1]
            if flags & INDIRECT:
                return parts[:-1] + self._enter_table(address, length, flags)
            if not flags & NEXT:
                return parts
            if following >= self.size:
                raise DriverError(f"continues a chain at descriptor {following} of {self.size}", _TABLE)
            address, length, flags, following = SPLIT.unpack_from(self._table, following * SIZE)
            parts.append((address, length, flags))
        raise DriverError("makes a chain available that loops", _TABLE)

    def _enter_table(self, address: int, length: int, flags: int) -> list[Part]:
        if not self._indirect:
            raise DriverError("uses an indirect table without VIRTIO_F_INDIRECT_DESC", INDIRECT_RULE)
        if flags & NEXT:
            raise DriverError("sets both INDIRECT and NEXT in one descriptor", INDIRECT_RULE)
        return list(self._builder.follow_table(address, length))
