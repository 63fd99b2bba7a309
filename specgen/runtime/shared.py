"""A size -> guest memory in a file that has no name, as a front end shares it with a back end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import mmap

from specgen.runtime.memory import Backing, GuestMemory, Region


@contextmanager
def shared_memory(size: int) -> Iterator[GuestMemory]:
    """`size` bytes from guest address 0, zeros at first; the file goes with the last view of it."""
    descriptor = os.memfd_create("guest-memory", os.MFD_CLOEXEC)
    try:
        os.ftruncate(descriptor, size)
        with GuestMemory([Region(0, mmap(descriptor, size), Backing(descriptor, 0))]) as memory:
            yield memory
    finally:
        os.close(descriptor)


def resident(memory: GuestMemory) -> int:
    """Bytes that the host has to keep: the blocks of the regions' files, and all of a region without one."""
    total = 0
    for region in memory:
        if region.backing is None:
            total += region.end - region.start
        else:
            total += os.fstat(region.backing.descriptor).st_blocks * 512
    return total
