"""Descriptors in guest memory -> checked parts of a chain; hostile ones -> `DriverError` in bounded time.

Implements "sec:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table" and
"sec:Basic Facilities of a Virtio Device / Packed Virtqueues / The Virtqueue Descriptor Format".
"""

from collections.abc import Iterator
from struct import Struct

from specgen.runtime.errors import DriverError
from specgen.runtime.memory import GuestMemory, MemoryAccessError
from specgen.runtime.virtqueue.chain import Chain, ChainOwner, Part

SPLIT = Struct("<QIHH")
"""addr, len, flags, next."""
PACKED = Struct("<QIHH")
"""addr, len, id, flags."""
SIZE = 16
NEXT = 1
WRITE = 2
INDIRECT = 4
MAX_BYTES = 1 << 32
"""A chain is at most this long, so that its used length fits."""

_TABLE = "drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table"
INDIRECT_RULE = _TABLE + " / Indirect Descriptors"
_FRAMING = "drivernormative:Basic Facilities of a Virtio Device / Message Framing"


class ChainBuilder:
    """Makes chains of checked parts; knows the memory and how many parts a chain may have.

    It does not know the ring: what refers to each other would keep shared memory mapped after its time.
    """

    __slots__ = ("_limit", "_memory")

    def __init__(self, memory: GuestMemory, limit: int) -> None:
        self._memory = memory
        self._limit = limit

    def build(self, ring: ChainOwner, identity: int, count: int, parts: list[Part]) -> Chain:
        """The chain of these parts, taken from `ring`.

        Raises `DriverError` for one that is empty, outside memory, readable after a writable one, or for too much.
        """
        chain = Chain(ring, identity, count, parts)
        readable, writable = chain.readable, chain.writable
        view = self._memory.view
        total = 0
        try:
            for address, length, flags in parts:
                if not length:
                    # An element without a byte can be neither read nor written; QEMU refuses it as well.
                    raise DriverError("makes an element of length 0 available", _TABLE)
                if flags & WRITE:
                    writable.append(view(address, length))
                elif writable:
                    raise DriverError("places a device-readable element after a device-writable one", _FRAMING)
                else:
                    readable.append(view(address, length))
                total += length
        except MemoryAccessError as error:
            raise DriverError(f"makes an element available of which {error}", _TABLE) from None
        if len(parts) > self._limit:
            raise DriverError(f"makes a chain longer than {self._limit} descriptors available", INDIRECT_RULE)
        if total > MAX_BYTES:
            raise DriverError(f"makes a chain of {total} bytes available", _TABLE)
        return chain

    def follow_table(self, address: int, length: int) -> Iterator[Part]:
        """The parts in a split queue's indirect table, from entry 0 along `next`."""
        table = self._table(address, length)
        count = length // SIZE
        index = 0
        for _ in range(min(count, self._limit)):
            where, size, flags, following = SPLIT.unpack_from(table, index * SIZE)
            if flags & INDIRECT:
                raise DriverError("nests indirect tables", INDIRECT_RULE)
            yield where, size, flags
            if not flags & NEXT:
                return
            index = following
            if index >= count:
                raise DriverError(f"continues at entry {index} of an indirect table of {count}", INDIRECT_RULE)
        raise DriverError("makes an indirect table available that loops or is too long", INDIRECT_RULE)

    def read_table(self, address: int, length: int) -> Iterator[Part]:
        """The parts in a packed queue's indirect table: all entries, of whose flags only WRITE counts."""
        table = self._table(address, length)
        if length // SIZE > self._limit:
            raise DriverError(f"makes a chain longer than {self._limit} descriptors available", INDIRECT_RULE)
        for where, size, _, flags in PACKED.iter_unpack(table):
            if flags & INDIRECT:
                raise DriverError("nests indirect tables", INDIRECT_RULE)
            yield where, size, flags

    def _table(self, address: int, length: int) -> memoryview:
        """The indirect table a descriptor refers to."""
        if not length or length % SIZE:
            raise DriverError(f"refers to an indirect table of {length} bytes", INDIRECT_RULE)
        try:
            return self._memory.view(address, length)
        except MemoryAccessError as error:
            raise DriverError(f"refers to an indirect table of which {error}", INDIRECT_RULE) from None
