"""Stretches of guest memory that hold nothing of use -> host memory given back, in one of three ways.

Whatever the way, a page that was given back reads as zeros when the guest touches it again.
"""

import ctypes
import errno
import mmap
import os
from collections.abc import Callable, Iterable
from functools import cache
from typing import Protocol

from specgen.runtime.memory import GuestMemory, Region
from specgen.runtime.virtqueue import Extent

KEEP_SIZE = 1
PUNCH_HOLE = 2
"""Of `fallocate`."""


class Reclaimer(Protocol):
    """A way to give memory back to the host."""

    def reclaim(self, memory: GuestMemory, extents: Iterable[Extent]) -> int:
        """Give back whole pages: how many bytes.

        Raises `MemoryAccessError` for an extent outside memory, `OSError` where the host refuses.
        """
        ...


class Count:
    """Gives nothing back, but says how much it would have been."""

    def reclaim(self, memory: GuestMemory, extents: Iterable[Extent]) -> int:
        """Only check that the extents are memory."""
        total = 0
        for address, length in extents:
            memory.region(address, length)
            total += length
        return total


class PunchHoles:
    """Punches holes into the file that guest memory lies in, so that it takes fewer blocks."""

    def reclaim(self, memory: GuestMemory, extents: Iterable[Extent]) -> int:
        """Punch a hole for each extent. Raises `OSError` for memory that lies in no file too."""
        punch = _fallocate()
        total = 0
        for address, length in extents:
            region = memory.region(address, length)
            if region.backing is None:
                raise OSError(f"guest memory at {address:#x} lies in no file")
            punch(region.backing.descriptor, region.backing.offset + address - region.start, length)
            total += length
        return total


class Advise:
    """Tells the kernel that pages of a mapping are not needed: for memory of this process, in a file or not."""

    def reclaim(self, memory: GuestMemory, extents: Iterable[Extent]) -> int:
        """One `madvise` for each extent. Raises `OSError` for memory that is no mapping too."""
        total = 0
        for address, length in extents:
            region = memory.region(address, length)
            mapping, offset = _mapping(region)
            _advise(mapping, offset + address - region.start, length)
            total += length
        return total


def _advise(mapping: mmap.mmap, offset: int, length: int) -> None:
    """Drop pages: of a shared mapping from what it maps, of a private one from this process."""
    try:
        mapping.madvise(mmap.MADV_REMOVE, offset, length)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        mapping.madvise(mmap.MADV_DONTNEED, offset, length)


def _mapping(region: Region) -> tuple[mmap.mmap, int]:
    """The mapping a region lies over, and where in it the region begins."""
    mapping = region.view.obj
    if not isinstance(mapping, mmap.mmap):
        raise OSError(f"guest memory at {region.start:#x} is no mapping")
    return mapping, len(mapping) - (region.end - region.start)


@cache
def _fallocate() -> Callable[[int, int, int], None]:
    """Punches a hole of some bytes at an offset of a file: Python has no name for it, the C library has."""
    function = ctypes.CDLL(None, use_errno=True).fallocate
    function.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64]
    function.restype = ctypes.c_int

    def punch(descriptor: int, offset: int, length: int) -> None:
        if function(descriptor, KEEP_SIZE | PUNCH_HOLE, offset, length):
            number = ctypes.get_errno()
            raise OSError(number, f"no hole can be punched: {os.strerror(number)}")

    return punch
