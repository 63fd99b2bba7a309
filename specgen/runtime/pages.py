"""Page numbers and extents of guest memory -> runs of pages, without a step of Python for each page.

A page number names 4096 bytes of guest-physical memory, whatever the page size of the guest.
["sec:Device Types / Memory Balloon Device / Device Operation"].
"""

import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from operator import sub

from specgen.runtime.errors import DriverError
from specgen.runtime.virtqueue import Extent

PAGE_SIZE = 4096
"""Bytes."""

_NUMBER = next(code for code in "IL" if array(code).itemsize == 4)


def unpack_numbers(data: bytes) -> Sequence[int]:
    """The page numbers in an array of le32. Raises `DriverError` where the last one is cut off."""
    numbers = array(_NUMBER)
    if len(data) % numbers.itemsize:
        raise DriverError(f"sends {len(data)} bytes of page numbers, not a multiple of 4", None)
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def pack_numbers(numbers: Iterable[int]) -> bytes:
    """Page numbers as an array of le32."""
    packed = array(_NUMBER, numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def runs(numbers: Iterable[int]) -> Iterator[Extent]:
    """Addresses and lengths in bytes of the stretches that the pages make up, by rising address, each page once."""
    pages = sorted(set(numbers))
    # Within a stretch a page's number less its place is always the same.
    before = 0
    for start, length in Counter(map(sub, pages, count())).items():
        yield (start + before) * PAGE_SIZE, length * PAGE_SIZE
        before += length


def merged(extents: Iterable[Extent]) -> Iterator[Extent]:
    """The extents by rising address, those that touch or overlap as one."""
    start = end = 0
    for address, length in sorted(extents):
        if address > end:
            if end > start:
                yield start, end - start
            start, end = address, address
        end = max(end, address + length)
    if end > start:
        yield start, end - start


def whole_pages(extents: Iterable[Extent]) -> Iterator[Extent]:
    """The parts of the extents that are whole pages."""
    for address, length in extents:
        start = -(-address // PAGE_SIZE) * PAGE_SIZE
        end = (address + length) // PAGE_SIZE * PAGE_SIZE
        if start < end:
            yield start, end - start
