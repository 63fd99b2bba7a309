"""A region of a memory table and the descriptor of its file -> guest memory mapped into this process."""

import contextlib
import os
import stat
from mmap import ALLOCATIONGRANULARITY, mmap

from specgen.runtime.memory import Backing, Region
from specgen.runtime.vhost_user.payloads import MemoryEntry


class MappedRegion(Region):
    """A region over a shared mapping of a regular file; it keeps a descriptor of its own until `close`.

    Raises `OSError` and `ValueError` for a region that cannot be mapped or that is longer than its file: to touch what
    lies behind the end of a file would end the process. A front end that shortens the file later can still do that.
    """

    __slots__ = ("_map",)

    def __init__(self, entry: MemoryEntry, descriptor: int) -> None:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ValueError("a region of memory is not in a regular file")
        if not entry.size or entry.offset + entry.size > status.st_size:
            end = entry.offset + entry.size
            raise ValueError(f"a region lies at {entry.offset:#x}..{end:#x} of a file of {status.st_size:#x} bytes")
        before = entry.offset % ALLOCATIONGRANULARITY
        self._map = mmap(descriptor, entry.size + before, offset=entry.offset - before)
        try:
            own = os.dup(descriptor)
        except OSError:
            self._map.close()
            raise
        try:
            super().__init__(entry.guest, memoryview(self._map)[before:], Backing(own, entry.offset))
        except ValueError:
            os.close(own)
            raise

    def close(self) -> None:
        """Let go of the file. The mapping goes with the last view of it that is in use."""
        self.view.release()
        with contextlib.suppress(BufferError):
            self._map.close()
        if self.backing is not None:
            os.close(self.backing.descriptor)
            self.backing = None
