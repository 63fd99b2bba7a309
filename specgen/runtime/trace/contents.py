"""Extents of guest memory -> the bytes that events say of them: the first of a buffer, the pattern of a page."""

from collections.abc import Iterable
from itertools import islice

from specgen.runtime.memory import GuestMemory, MemoryAccessError
from specgen.runtime.virtqueue import Extent

MOST = 1 << 16
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


LOOKED_AT = 1 << 16
"""Bytes of an extent that `fill_of` looks at, at most: to read a hole in a file of memory may cost a page of it."""


def fill_of(memory: GuestMemory, extents: Iterable[Extent]) -> int | None:
    """The word of 32 bits (little-endian) that the extents consist of, `None` where there is no such word.

    Of each extent the first `LOOKED_AT` bytes count, and the first eight extents.
    """
    found: int | None = None
    for address, length in islice(extents, 8):
        try:
            view = memory.view(address, min(length, LOOKED_AT))
        except MemoryAccessError:
            return None
        if len(view) < 4 or view[4:] != view[:-4]:
            return None
        word = int.from_bytes(view[:4], "little")
        if found not in {None, word}:
            return None
        found = word
    return found
