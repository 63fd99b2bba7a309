"""Where a virtqueue lies: the sizes and alignments of its areas, for either layout, and a check of what a driver chose.

Implements the tables in "sec:Basic Facilities of a Virtio Device / Split Virtqueues" and
"sec:Packed Virtqueues / Structure Size and Alignment".
"""

from typing import NamedTuple

from specgen.runtime.errors import DriverError
from specgen.runtime.features import RingFeature
from specgen.runtime.memory import Allocator, GuestMemory, MemoryAccessError

_SPLIT = "drivernormative:Basic Facilities of a Virtio Device / Virtqueues"
_PACKED = "drivernormative:Basic Facilities of a Virtio Device / Packed Virtqueues"
MAX_QUEUE_SIZE = 32768
"""Entries, in both layouts."""


class QueueSetup(NamedTuple):
    """The size of a virtqueue in entries and the guest addresses of its three areas."""

    size: int
    descriptor_area: int
    driver_area: int
    device_area: int


class Area(NamedTuple):
    """One part of a virtqueue: how many bytes, at a multiple of what."""

    size: int
    alignment: int


def areas(size: int, features: int) -> tuple[Area, Area, Area]:
    """The descriptor, driver and device area of a queue of `size` entries with the negotiated `features`."""
    if features & RingFeature.RING_PACKED:
        return Area(16 * size, 16), Area(4, 4), Area(4, 4)
    return Area(16 * size, 16), Area(6 + 2 * size, 2), Area(6 + 8 * size, 4)


def place_queue(size: int, features: int, allocator: Allocator, memory: GuestMemory) -> QueueSetup:
    """Allocate the areas of a queue and fill them with zeros, as a driver does. Raises `MemoryError`."""
    addresses = []
    for area in areas(size, features):
        address = allocator.allocate(area.size, area.alignment)
        memory.view(address, area.size)[:] = bytes(area.size)
        addresses.append(address)
    return QueueSetup(size, *addresses)


def release_queue(setup: QueueSetup, features: int, allocator: Allocator) -> None:
    """Give back what `place_queue` allocated, once the device no longer uses it."""
    for address, area in zip(setup[1:], areas(setup.size, features), strict=True):
        allocator.free(address, area.size)


def check_setup(setup: QueueSetup, max_size: int, features: int, memory: GuestMemory) -> None:
    """Refuse a queue of a size that is not allowed, misaligned, or not in memory; raises `DriverError`."""
    packed = bool(features & RingFeature.RING_PACKED)
    rule = _PACKED if packed else _SPLIT
    size = setup.size
    if not 0 < size <= min(max_size, MAX_QUEUE_SIZE):
        raise DriverError(f"sets a queue size of {size} where at most {max_size} is allowed", rule)
    if not packed and size & (size - 1):
        raise DriverError(f"sets a queue size of {size}, not a power of 2, for a split virtqueue", rule)
    for address, area in zip(setup[1:], areas(size, features), strict=True):
        if address % area.alignment:
            raise DriverError(f"places a part of a queue at {address:#x}, not a multiple of {area.alignment}", rule)
        try:
            memory.view(address, area.size)
        except MemoryAccessError as error:
            raise DriverError(f"places a part of a queue where {error}", rule) from None
