"""What a ring's event fields say -> whether the other side wants a notification for what was just added.

Implements "sec:Basic Facilities of a Virtio Device / Virtqueues / Used Buffer Notification Suppression" and
"sec:Packed Virtqueues / Driver and Device Event Suppression".
"""

from struct import Struct
from threading import Lock

ENABLE = 0
DISABLE = 1
DESCRIPTOR = 2
"""Values of the packed layout's event flags; 3 is reserved and read as ENABLE, which loses nothing."""

EVENT = Struct("<HH")
"""Offset and wrap counter, flags."""

_lock = Lock()


def barrier() -> None:
    """Order all earlier stores before all later loads.

    Python has no fence. Taking a lock that nobody holds is one atomic read-modify-write, which on x86 is a full fence.
    """
    with _lock:
        pass


def split_wants(event: int, old: int, new: int) -> bool:
    """Whether moving a split ring's index from `old` to `new` (16 bits, free running) passes the entry `event`."""
    return (event - old) & 0xFFFF < (new - old) & 0xFFFF


def packed_wants(area: memoryview, size: int, old: int, new: int, *, event_idx: bool) -> bool:
    """Whether descriptors `old` up to `new` (counted from the start, without wrapping) include one asked for.

    `area` is the event suppression structure the other side writes (4 bytes), `size` that of the queue;
    `event_idx` says that VIRTIO_F_EVENT_IDX is negotiated.
    """
    where: int
    flags: int
    where, flags = EVENT.unpack_from(area)
    if flags & 3 == DISABLE:
        return False
    if flags & 3 != DESCRIPTOR or not event_idx:
        return True
    offset = where & 0x7FFF
    if offset >= size:
        return True
    event = offset if where & 0x8000 else offset + size
    return (event - old) % (2 * size) < new - old


def packed_event(position: int, size: int) -> int:
    """Offset and wrap counter (16 bits) of descriptor `position`, counted from the start, where the counter is 1."""
    lap, offset = divmod(position, size)
    return offset | (0 if lap & 1 else 0x8000)
