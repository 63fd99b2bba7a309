"""The payload and the descriptors of a message <-> what they say, or `CodecError` where they do not fit the request.

All integers are little-endian; addresses and sizes are bytes.
"""

from struct import Struct
from typing import NamedTuple

from specgen.runtime.vhost_user.codec import CodecError, Message
from specgen.runtime.vhost_user.requests import MAX_REGIONS, NO_DESCRIPTOR, Request

U64 = Struct("<Q")
STATE = Struct("<II")
"""Ring, value."""
ADDRESS = Struct("<IIQQQQ")
"""Ring, flags, and the user addresses of descriptor area, used ring, available ring and log."""
REGION = Struct("<QQQQ")
"""Guest address, size, user address, offset in the file."""
CONFIG = Struct("<III")
"""Offset, size, flags."""
_COUNT = Struct("<II")
_RING_MASK = NO_DESCRIPTOR - 1


class RingState(NamedTuple):
    """A ring and a number about it."""

    ring: int
    value: int


class RingAddress(NamedTuple):
    """Where a ring lies, by the front end's own addresses."""

    ring: int
    flags: int
    descriptor: int
    used: int
    available: int
    log: int


class RingDescriptor(NamedTuple):
    """A ring and the descriptor for its notifications, `None` where it goes without."""

    ring: int
    descriptor: int | None


class MemoryEntry(NamedTuple):
    """A region: where it lies for the guest and for the front end, its size, and where it begins in its file."""

    guest: int
    size: int
    user: int
    offset: int


class MappedEntry(NamedTuple):
    """A region and the descriptor of its file."""

    entry: MemoryEntry
    descriptor: int


class ConfigAccess(NamedTuple):
    """A stretch of configuration space; `data` is empty in a request to read."""

    offset: int
    size: int
    flags: int
    data: bytes


def nothing(message: Message) -> None:
    """A message without payload and descriptors."""
    _expect(message, 0)


def number(message: Message) -> int:
    """One 64-bit number."""
    _expect(message, U64.size)
    value: int = U64.unpack(message.payload)[0]
    return value


def ring_state(message: Message) -> RingState:
    """A ring and a value (8 bytes)."""
    _expect(message, STATE.size)
    return RingState(*STATE.unpack(message.payload))


def ring_address(message: Message) -> RingAddress:
    """The addresses of a ring (40 bytes)."""
    _expect(message, ADDRESS.size)
    return RingAddress(*ADDRESS.unpack(message.payload))


def ring_descriptor(message: Message) -> RingDescriptor:
    """A ring (8 bytes) and one descriptor, or none where the payload says so."""
    value = int.from_bytes(message.payload, "little")
    _expect(message, U64.size, 0 if value & NO_DESCRIPTOR else 1)
    return RingDescriptor(value & _RING_MASK, message.descriptors[0] if message.descriptors else None)


def one_descriptor(message: Message) -> int:
    """No payload and one descriptor."""
    _expect(message, 0, 1)
    return message.descriptors[0]


def memory_table(message: Message) -> tuple[MappedEntry, ...]:
    """A memory table: the number of regions, 4 bytes of padding, the regions; a descriptor for each.

    Linux sends room for two regions whatever their number; what is beyond the number is not looked at.
    """
    payload = message.payload
    if len(payload) < _COUNT.size:
        raise CodecError(f"{message.request.name} has {len(payload)} bytes of payload, at least 8 are needed")
    count: int = _COUNT.unpack_from(payload)[0]
    if count > MAX_REGIONS:
        raise CodecError(f"{message.request.name} has {count} regions, at most {MAX_REGIONS} are taken")
    end = _COUNT.size + count * REGION.size
    room = len(payload) - end
    _expect(message, end + room if 0 <= room <= (MAX_REGIONS - count) * REGION.size else end, count)
    entries = (MemoryEntry(*fields) for fields in REGION.iter_unpack(payload[_COUNT.size : end]))
    return tuple(MappedEntry(*pair) for pair in zip(entries, message.descriptors, strict=True))


def memory_entry(message: Message) -> MappedEntry:
    """One region (8 bytes of padding before it) and its descriptor."""
    _expect(message, 8 + REGION.size, 1)
    return MappedEntry(MemoryEntry(*REGION.unpack_from(message.payload, 8)), message.descriptors[0])


def removed_entry(message: Message) -> MemoryEntry:
    """One region to forget; some front ends send its descriptor once more."""
    _expect(message, 8 + REGION.size, min(len(message.descriptors), 1))
    return MemoryEntry(*REGION.unpack_from(message.payload, 8))


def config_access(message: Message) -> ConfigAccess:
    """A read (`data` is padding of the same size, or absent) or a write of configuration space."""
    payload = message.payload
    if len(payload) < CONFIG.size:
        raise CodecError(f"{message.request.name} has {len(payload)} bytes of payload, at least 12 are needed")
    offset, size, flags = CONFIG.unpack_from(payload)
    data = payload[CONFIG.size :]
    if data or message.request is not Request.GET_CONFIG:
        _expect(message, CONFIG.size + size)
    else:
        _expect(message, CONFIG.size)
    return ConfigAccess(offset, size, flags, data)


def pack_table(entries: tuple[MemoryEntry, ...]) -> bytes:
    """The payload of a memory table."""
    return _COUNT.pack(len(entries), 0) + b"".join(REGION.pack(*entry) for entry in entries)


def pack_config(offset: int, data: bytes) -> bytes:
    """The payload of an access to configuration space, with no flags."""
    return CONFIG.pack(offset, len(data), 0) + data


def _expect(message: Message, size: int, descriptors: int = 0) -> None:
    if len(message.payload) != size:
        raise CodecError(f"{message.request.name} has {len(message.payload)} bytes of payload instead of {size}")
    if len(message.descriptors) != descriptors:
        found = len(message.descriptors)
        raise CodecError(f"{message.request.name} came with {found} descriptors instead of {descriptors}")
