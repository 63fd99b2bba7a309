"""Guest-physical addresses -> views of host memory, every access checked; and an allocator for drivers.

Addresses and lengths are bytes. A region lies over a bytearray, an mmap or any other writable buffer.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from mmap import mmap
from types import TracebackType
from typing import NamedTuple, Self


class MemoryAccessError(ValueError):
    """An address range that is not wholly inside one region; whose mistake it is, the caller knows."""


class Backing(NamedTuple):
    """The file a region lies in: its descriptor, open as long as the region is in use, and where the region begins."""

    descriptor: int
    offset: int


class Region:
    """Guest memory from `start` to, not including, `end`, over `view` (writable bytes).

    `backing` is its file where it has one, so that parts of it can be given back to the host.
    """

    __slots__ = ("backing", "end", "start", "view")

    def __init__(self, start: int, buffer: bytearray | memoryview | mmap, backing: Backing | None = None) -> None:
        self.view = memoryview(buffer).cast("B")
        self.backing = backing
        if self.view.readonly or not len(self.view):
            raise ValueError("a region needs writable memory of at least one byte")
        self.start = start
        self.end = start + len(self.view)
        if start < 0 or self.end > 1 << 64:
            raise ValueError(f"a region of {len(self.view)} bytes at {start:#x} leaves the 64-bit address space")


class GuestMemory:
    """All memory the device may touch: regions that do not overlap."""

    __slots__ = ("_end", "_regions", "_start", "_starts", "_view")

    def __init__(self, regions: Iterable[Region]) -> None:
        self._regions = sorted(regions, key=lambda region: region.start)
        self._starts = [region.start for region in self._regions]
        for below, above in zip(self._regions, self._regions[1:], strict=False):
            if below.end > above.start:
                raise ValueError(f"regions overlap at {above.start:#x}")
        # The region of the last access: mostly that of the next one.
        self._start = self._end = 0
        self._view = memoryview(b"")

    @classmethod
    def allocate(cls, size: int, start: int = 0) -> Self:
        """`size` bytes of new zeroed memory at guest address `start`."""
        return cls([Region(start, bytearray(size))])

    def __iter__(self) -> Iterator[Region]:
        """The regions by rising address."""
        return iter(self._regions)

    def view(self, address: int, length: int) -> memoryview:
        """A view, not a copy, of `length` bytes at `address`.

        Raises `MemoryAccessError` unless one region holds all of them.
        """
        if not (self._start <= address and address + length <= self._end and length >= 0):
            self._seek(address, length)
        offset = address - self._start
        return self._view[offset : offset + length]

    def region(self, address: int, length: int) -> Region:
        """The region that holds all of `length` bytes at `address`. Raises `MemoryAccessError` where none does."""
        index = bisect_right(self._starts, address) - 1
        if index < 0 or length < 0 or address + length > self._regions[index].end:
            raise MemoryAccessError(f"{length} bytes at {address:#x} are outside guest memory")
        return self._regions[index]

    def _seek(self, address: int, length: int) -> None:
        """Make the region that holds all of the bytes the current one."""
        region = self.region(address, length)
        self._start, self._end, self._view = region.start, region.end, region.view

    def close(self) -> None:
        """Release the views, so that the buffers below can be closed or resized."""
        for region in self._regions:
            region.view.release()
        self._regions = []
        self._starts = []
        self._start = self._end = 0
        self._view = memoryview(b"")

    def __enter__(self) -> Self:
        """Memory for the length of a `with` block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Release the views."""
        self.close()


class Allocator:
    """Hands out stretches of guest memory from `start` up to, not including, `end`; first fit, freed ones merge."""

    def __init__(self, start: int, end: int) -> None:
        self._free = [(start, end)]

    def allocate(self, size: int, alignment: int = 16) -> int:
        """The address of `size` bytes at a multiple of `alignment`. Raises `MemoryError` when nothing fits."""
        for index, (start, end) in enumerate(self._free):
            address = -(-start // alignment) * alignment
            if address + size <= end:
                pieces = [(start, address), (address + size, end)]
                self._free[index : index + 1] = [piece for piece in pieces if piece[0] < piece[1]]
                return address
        raise MemoryError(f"no {size} bytes of guest memory are free")

    @property
    def available(self) -> int:
        """Bytes that are free, in however many pieces."""
        return sum(end - start for start, end in self._free)

    def free(self, address: int, size: int) -> None:
        """Give back what `allocate` gave."""
        pieces = sorted([*self._free, (address, address + size)])
        merged: list[tuple[int, int]] = []
        for start, end in pieces:
            if merged and merged[-1][1] >= start:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        self._free = merged
