"""Page numbers become the fewest stretches, and stretches of memory go back to the host."""

import mmap
import os
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.runtime.errors import DriverError
from specgen.runtime.memory import Backing, GuestMemory, MemoryAccessError, Region
from specgen.runtime.pages import PAGE_SIZE, merged, pack_numbers, runs, unpack_numbers, whole_pages
from specgen.runtime.reclaim import Advise, Count, PunchHoles

NUMBERS = st.lists(st.integers(0, 300), max_size=400)


@given(NUMBERS)
def test_runs_hold_each_page_once_and_do_not_touch(numbers: list[int]) -> None:
    found = list(runs(numbers))
    pages = [page for start, length in found for page in range(start // PAGE_SIZE, (start + length) // PAGE_SIZE)]
    assert pages == sorted(set(numbers))
    assert all(start + length < following for (start, length), (following, _) in pairwise(found))


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 50)), max_size=50))
def test_merged_extents_hold_the_same_bytes_and_do_not_touch(extents: list[tuple[int, int]]) -> None:
    found = list(merged(extents))
    assert {at for start, length in found for at in range(start, start + length)} == {
        at for start, length in extents for at in range(start, start + length)
    }
    assert all(start + length < following for (start, length), (following, _) in pairwise(found))


def test_whole_pages_leave_out_what_is_part_of_one() -> None:
    assert list(whole_pages([(1, 4096), (1, 8191), (4096, 4096), (4000, 9000)])) == [
        (4096, 4096), (4096, 4096), (4096, 8192),
    ]  # fmt: skip


@given(NUMBERS)
def test_numbers_are_little_endian_and_come_back(numbers: list[int]) -> None:
    data = pack_numbers(numbers)
    assert data == b"".join(number.to_bytes(4, "little") for number in numbers)
    assert list(unpack_numbers(data)) == numbers


def test_a_number_cut_off_is_the_drivers_offence() -> None:
    with pytest.raises(DriverError, match="multiple of 4"):
        unpack_numbers(b"\0" * 6)


def test_holes_are_punched_where_the_extents_lie(tmp_path: Path) -> None:
    path = tmp_path / "memory"
    path.write_bytes(b"\x99" * PAGE_SIZE * 64)
    descriptor = os.open(path, os.O_RDWR)
    try:
        mapping = mmap.mmap(descriptor, PAGE_SIZE * 32, offset=PAGE_SIZE * 32)
        memory = GuestMemory([Region(1 << 20, mapping, Backing(descriptor, PAGE_SIZE * 32))])
        before = os.fstat(descriptor).st_blocks
        extents = [((1 << 20) + PAGE_SIZE, PAGE_SIZE * 8), ((1 << 20) + PAGE_SIZE * 30, PAGE_SIZE * 2)]
        assert PunchHoles().reclaim(memory, extents) == PAGE_SIZE * 10
        assert (before - os.fstat(descriptor).st_blocks) * 512 == PAGE_SIZE * 10
        content = path.read_bytes()
        assert [at for at in range(64) if not any(content[at * PAGE_SIZE : (at + 1) * PAGE_SIZE])] == [
            *range(33, 41), 62, 63,
        ]  # fmt: skip
        memory.close()
        mapping.close()
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("flags", [mmap.MAP_SHARED, mmap.MAP_PRIVATE])
def test_advice_empties_a_mapping_shared_or_private(flags: int) -> None:
    mapping = mmap.mmap(-1, PAGE_SIZE * 8, flags=flags | mmap.MAP_ANONYMOUS)
    memory = GuestMemory([Region(0, memoryview(mapping)[PAGE_SIZE * 4 :])])
    mapping[:] = b"\x11" * len(mapping)
    assert Advise().reclaim(memory, [(PAGE_SIZE, PAGE_SIZE * 2)]) == PAGE_SIZE * 2
    empty = [at for at in range(8) if not any(mapping[at * PAGE_SIZE : (at + 1) * PAGE_SIZE])]
    assert empty == [5, 6]


def test_what_cannot_be_given_back_is_refused_with_the_reason() -> None:
    memory = GuestMemory.allocate(PAGE_SIZE * 4)
    with pytest.raises(OSError, match="in no file"):
        PunchHoles().reclaim(memory, [(0, PAGE_SIZE)])
    with pytest.raises(OSError, match="no mapping"):
        Advise().reclaim(memory, [(0, PAGE_SIZE)])
    assert Count().reclaim(memory, [(0, PAGE_SIZE), (PAGE_SIZE, PAGE_SIZE)]) == PAGE_SIZE * 2
    for way in (Count(), PunchHoles(), Advise()):
        with pytest.raises(MemoryAccessError):
            way.reclaim(memory, [(PAGE_SIZE * 3, PAGE_SIZE * 2)])
