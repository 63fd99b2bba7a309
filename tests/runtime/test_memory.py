import mmap

import pytest

from specgen.runtime.memory import Allocator, GuestMemory, MemoryAccessError, Region


def two_regions() -> GuestMemory:
    return GuestMemory([Region(0x4000, bytearray(0x1000)), Region(0x1000, bytearray(0x1000))])


def test_a_view_is_no_copy() -> None:
    buffer = bytearray(64)
    memory = GuestMemory([Region(0x1000, buffer)])
    memory.view(0x1010, 4)[:] = b"abcd"
    assert buffer[16:20] == b"abcd"


def test_an_mmap_is_memory() -> None:
    with mmap.mmap(-1, 8192) as shared:
        with GuestMemory([Region(1 << 40, shared)]) as memory:
            view = memory.view((1 << 40) + 8190, 2)
            view[:] = b"hi"
            view.release()
        assert shared[8190:] == b"hi"


def test_regions_are_found_in_any_order() -> None:
    memory = two_regions()
    for address in (0x1000, 0x4FFF, 0x1FFF, 0x4000):
        memory.view(address, 1)[:] = b"x"
    assert [region.start for region in memory] == [0x1000, 0x4000]
    assert sum(sum(region.view) for region in memory) == 4 * ord("x")


@pytest.mark.parametrize(
    ("address", "length"),
    [
        (0, 1), (0xFFF, 1), (0xFFF, 2), (0x1FFF, 2), (0x2000, 1), (0x1000, 0x3001), (0x1000, 0x4000), (0x5000, 1),
        (0x1000, -1), (-1, 1), (0x1000, 1 << 32), ((1 << 64) - 1, 2), (1 << 64, 1), (-0x1000, 0x2000),
    ],
)  # fmt: skip
@pytest.mark.parametrize("last", [0x1000, 0x4000])
def test_what_is_not_in_one_region_is_refused(address: int, length: int, last: int) -> None:
    memory = two_regions()
    memory.view(last, 1)
    with pytest.raises(MemoryAccessError, match="outside guest memory"):
        memory.view(address, length)


def test_regions_that_touch_are_two_and_that_overlap_are_refused() -> None:
    memory = GuestMemory([Region(0, bytearray(16)), Region(16, bytearray(16))])
    with pytest.raises(MemoryAccessError):
        memory.view(15, 2)
    with pytest.raises(ValueError, match="overlap"):
        GuestMemory([Region(0, bytearray(17)), Region(16, bytearray(16))])


def test_regions_need_writable_memory_in_64_bits() -> None:
    with pytest.raises(ValueError, match="writable"):
        Region(0, memoryview(b"abc"))
    with pytest.raises(ValueError, match="at least one byte"):
        Region(0, bytearray())
    with pytest.raises(ValueError, match="64-bit"):
        Region((1 << 64) - 1, bytearray(2))


def test_closed_memory_has_no_address() -> None:
    memory = two_regions()
    memory.view(0x1000, 1)
    memory.close()
    with pytest.raises(MemoryAccessError):
        memory.view(0x1000, 1)


def test_the_allocator_aligns_reuses_and_runs_out() -> None:
    allocator = Allocator(10, 100)
    first = allocator.allocate(16)
    second = allocator.allocate(20, 4)
    assert (first % 16, second % 4) == (0, 0)
    assert first + 16 <= second or second + 20 <= first
    with pytest.raises(MemoryError):
        allocator.allocate(80)
    allocator.free(first, 16)
    allocator.free(second, 20)
    assert allocator.allocate(90, 1) == 10
