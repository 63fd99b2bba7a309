"""Virtqueues in shared memory, for both roles and both layouts; the negotiated features pick the layout."""

from typing import TypeAlias

from specgen.runtime.features import RingFeature
from specgen.runtime.memory import Allocator, GuestMemory
from specgen.runtime.queues import NumberedQueue
from specgen.runtime.setup import QueueSetup
from specgen.runtime.virtqueue.buffers import Buffers
from specgen.runtime.virtqueue.chain import Chain, Extent, Reader, Used, Writer
from specgen.runtime.virtqueue.packed_device import PackedDeviceQueue
from specgen.runtime.virtqueue.packed_driver import PackedDriverQueue
from specgen.runtime.virtqueue.split_device import SplitDeviceQueue
from specgen.runtime.virtqueue.split_driver import SplitDriverQueue

__all__ = [
    "Buffers",
    "Chain",
    "DeviceQueue",
    "DriverQueue",
    "Extent",
    "PackedDeviceQueue",
    "PackedDriverQueue",
    "Reader",
    "SplitDeviceQueue",
    "SplitDriverQueue",
    "Used",
    "Writer",
    "device_queue",
    "driver_queue",
]

DeviceQueue: TypeAlias = SplitDeviceQueue | PackedDeviceQueue
DriverQueue: TypeAlias = SplitDriverQueue | PackedDriverQueue


def device_queue(queue: NumberedQueue, setup: QueueSetup, features: int, memory: GuestMemory) -> DeviceQueue:
    """The device's end of a queue that `check_setup` found sound. Raises `MemoryAccessError` where memory changed."""
    kind = PackedDeviceQueue if features & RingFeature.RING_PACKED else SplitDeviceQueue
    return kind(queue, setup, features, memory)


def driver_queue(
    queue: NumberedQueue, setup: QueueSetup, features: int, memory: GuestMemory, allocator: Allocator
) -> DriverQueue:
    """The driver's end of a queue; `allocator` gives memory for indirect tables."""
    kind = PackedDriverQueue if features & RingFeature.RING_PACKED else SplitDriverQueue
    return kind(queue, setup, features, memory, allocator)
