"""Extents of guest memory -> the bytes that events say of them: the first of a buffer, the pattern of a page."""

from collections.abc import Iterable

from specgen.runtime.memory import GuestMemory, MemoryAccessError
from specgen.runtime.virtqueue import Extent

MOST = 4096
"""Bytes of a buffer that an event holds at most."""


def first_bytes(memory: GuestMemory, extents: Iterable[Extent]) -> bytes:
    """The first bytes of a buffer, `MOST` at most; what is no memory ends it."""
    data = bytearray()
    for address, length in extents:
        try:
            data += memory.view(address, length)[: MOST - len(data)]
        except MemoryAccessError:
            break
        if len(data) >= MOST:
            break
    return bytes(data)


def fill_of(memory: GuestMemory, extents: Iterable[Extent]) -> int | None:
    """The word of 32 bits (little-endian) that all of the extents consist of, `None` where there is no such word."""
    found: int | None = None
    for address, length in extents:
        try:
            view = memory.view(address, length)
        except MemoryAccessError:
            return None
        if length < 4 or view[4:] != view[:-4]:
            return None
        word = int.from_bytes(view[:4], "little")
        if found not in {None, word}:
            return None
        found = word
    return found
