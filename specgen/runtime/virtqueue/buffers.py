"""What a driver wants to make available -> checked descriptors, and a record of what is outstanding.

Shared by the driver's side of both layouts.
"""

from collections.abc import Sequence
from struct import Struct
from typing import NamedTuple, TypeAlias

from specgen.runtime.errors import DeviceError, DriverError
from specgen.runtime.memory import Allocator, GuestMemory
from specgen.runtime.virtqueue.chain import Extent, Part
from specgen.runtime.virtqueue.descriptors import MAX_BYTES, NEXT, SIZE, WRITE

Buffers: TypeAlias = Sequence[Extent]
"""Elements of a buffer: guest addresses and lengths in bytes."""

_CHAIN_RULE = "drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table"
_USED_RULE = "devicenormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Used Ring"
_ENTRY = Struct("<QIHH")


class Outstanding(NamedTuple):
    """A buffer the device holds: its slots in the ring, the bytes it may write, and its indirect table if any."""

    slots: Sequence[int]
    room: int
    table: Extent | None


def elements(readable: Buffers, writable: Buffers, limit: int) -> tuple[list[Part], int]:
    """The parts of a buffer, readable first, and the bytes of it the device may write.

    Raises `DriverError` for what no driver may make available.
    """
    if not writable and len(readable) == 1:
        # What most buffers are, and queues are fast by.
        ((address, length),) = readable
        if 0 < length <= MAX_BYTES:
            return [(address, length, 0)], 0
    parts = [(address, length, 0) for address, length in readable]
    total = room = 0
    for _, length, _ in parts:
        _check_length(length)
        total += length
    for address, length in writable:
        _check_length(length)
        parts.append((address, length, WRITE))
        room += length
    if not 0 < len(parts) <= limit:
        raise DriverError(f"makes a buffer of {len(parts)} elements available in a queue of {limit}", _CHAIN_RULE)
    if total + room > MAX_BYTES:
        raise DriverError(f"makes a buffer of {total + room} bytes available", _CHAIN_RULE)
    return parts, room


def _check_length(length: int) -> None:
    if length <= 0:
        raise DriverError(f"makes an element of length {length} available", _CHAIN_RULE)


class Tables:
    """Indirect tables in guest memory, kept for reuse by their number of entries."""

    def __init__(self, memory: GuestMemory, allocator: Allocator) -> None:
        self._memory = memory
        self._allocator = allocator
        self._spare: dict[int, list[int]] = {}

    def write(self, parts: list[Part], *, chained: bool) -> Extent:
        """A table that holds `parts`, linked by `next` where `chained`. Raises `MemoryError`."""
        length = len(parts) * SIZE
        spare = self._spare.get(length)
        address = spare.pop() if spare else self._allocator.allocate(length, SIZE)
        view = self._memory.view(address, length)
        last = len(parts) - 1
        for index, (where, size, flags) in enumerate(parts):
            if chained and index < last:
                _ENTRY.pack_into(view, index * SIZE, where, size, flags | NEXT, index + 1)
            elif chained:
                _ENTRY.pack_into(view, index * SIZE, where, size, flags, 0)
            else:
                _ENTRY.pack_into(view, index * SIZE, where, size, 0, flags)
        return address, length

    def recycle(self, table: Extent) -> None:
        """Keep a table for the next buffer with as many elements."""
        self._spare.setdefault(table[1], []).append(table[0])

    def free(self) -> None:
        """Give all spare tables back to the allocator."""
        for length, addresses in self._spare.items():
            for address in addresses:
                self._allocator.free(address, length)
        self._spare.clear()


def check_used(token: int, written: int, record: Outstanding | None) -> Outstanding:
    """The record of a buffer given back. Raises `DeviceError` for one not held, or a false length."""
    if record is None:
        raise DeviceError(f"gives back buffer {token}, which it does not hold", _USED_RULE)
    if written > record.room:
        raise DeviceError(f"claims to have written {written} bytes where {record.room} had room", _USED_RULE)
    return record
