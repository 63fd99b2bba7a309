"""Descriptors in guest memory -> checked parts of a chain; hostile ones -> `DriverError` in bounded time.

Implements "sec:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table" and
"sec:Basic Facilities of a Virtio Device / Packed Virtqueues / The Virtqueue Descriptor Format".
"""

from struct import Struct

from specgen.runtime.errors import DriverError
from specgen.runtime.memory import GuestMemory, MemoryAccessError
from specgen.runtime.virtqueue.chain import Chain

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
FRAMING_RULE = "drivernormative:Basic Facilities of a Virtio Device / Message Framing"


class ChainBuilder:
    """Adds checked parts to chains; knows the memory and how long a chain may be."""

    __slots__ = ("_limit", "_memory")

    def __init__(self, memory: GuestMemory, limit: int) -> None:
        self._memory = memory
        self._limit = limit

    def add(self, chain: Chain, address: int, length: int, flags: int) -> None:
        """Add one part. Raises `DriverError` for one empty, outside memory, or readable after writable."""
        if not length:
            # An element without a byte can be neither read nor written; QEMU refuses it as well.
            raise DriverError("makes an element of length 0 available", _TABLE)
        try:
            view = self._memory.view(address, length)
        except MemoryAccessError as error:
            raise DriverError(f"makes an element available of which {error}", _TABLE) from None
        if flags & WRITE:
            chain.writable.append(view)
            chain.writes.append((address, length))
        elif chain.writable:
            raise DriverError("places a device-readable element after a device-writable one", FRAMING_RULE)
        else:
            chain.readable.append(view)
            chain.reads.append((address, length))

    def check_total(self, chain: Chain) -> None:
        """Refuse a chain with too many parts or bytes; raises `DriverError`."""
        extents = chain.reads + chain.writes
        if len(extents) > self._limit:
            raise DriverError(f"makes a chain longer than {self._limit} descriptors available", INDIRECT_RULE)
        total = sum(length for _, length in extents)
        if total > MAX_BYTES:
            raise DriverError(f"makes a chain of {total} bytes available", _TABLE)

    def table(self, address: int, length: int) -> memoryview:
        """The indirect table a descriptor refers to. Raises `DriverError` for a length that is no table's."""
        if not length or length % SIZE:
            raise DriverError(f"refers to an indirect table of {length} bytes", INDIRECT_RULE)
        try:
            return self._memory.view(address, length)
        except MemoryAccessError as error:
            raise DriverError(f"refers to an indirect table of which {error}", INDIRECT_RULE) from None

    def follow_table(self, chain: Chain, address: int, length: int) -> None:
        """Add what a split queue's indirect table holds, from entry 0 along `next`."""
        table = self.table(address, length)
        count = length // SIZE
        index = 0
        for _ in range(min(count, self._limit)):
            where, size, flags, following = SPLIT.unpack_from(table, index * SIZE)
            if flags & INDIRECT:
                raise DriverError("nests indirect tables", INDIRECT_RULE)
            self.add(chain, where, size, flags)
            if not flags & NEXT:
                return
            index = following
            if index >= count:
                raise DriverError(f"continues at entry {index} of an indirect table of {count}", INDIRECT_RULE)
        raise DriverError("makes an indirect table available that loops or is too long", INDIRECT_RULE)

    def read_table(self, chain: Chain, address: int, length: int) -> None:
        """Add what a packed queue's indirect table holds: all entries, of whose flags only WRITE counts."""
        table = self.table(address, length)
        if length // SIZE > self._limit:
            raise DriverError(f"makes a chain longer than {self._limit} descriptors available", INDIRECT_RULE)
        for where, size, _, flags in PACKED.iter_unpack(table):
            if flags & INDIRECT:
                raise DriverError("nests indirect tables", INDIRECT_RULE)
            self.add(chain, where, size, flags)
