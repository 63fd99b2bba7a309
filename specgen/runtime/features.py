"""The reserved feature bits the runtime itself acts on; a device type's own bits come from its generated package."""

from enum import IntFlag


class RingFeature(IntFlag):
    """Bits that change how queues and negotiation work. ["sec:Reserved Feature Bits"]."""

    INDIRECT_DESC = 1 << 28
    """Descriptors may refer to tables of descriptors."""
    EVENT_IDX = 1 << 29
    """Each side says at which entry it wants its next notification."""
    VERSION_1 = 1 << 32
    """Complies with the specification; a peer without it is a legacy one."""
    RING_PACKED = 1 << 34
    """Queues have the packed layout."""
    IN_ORDER = 1 << 35
    """Buffers are used in the order they were made available."""
    NOTIFICATION_DATA = 1 << 38
    """Driver notifications carry the ring position."""
    RING_RESET = 1 << 40
    """The driver may reset one virtqueue."""
    SUSPEND = 1 << 43
    """The driver may suspend the device."""


SUPPORTED = (
    RingFeature.INDIRECT_DESC
    | RingFeature.EVENT_IDX
    | RingFeature.VERSION_1
    | RingFeature.RING_PACKED
    | RingFeature.RING_RESET
    | RingFeature.SUSPEND
)
"""What both roles of the runtime handle: offered and accepted unless told otherwise."""


def bit_numbers(features: int) -> tuple[int, ...]:
    """The numbers of the bits set in `features`, in rising order; any width."""
    numbers = []
    while features:
        low = features & -features
        numbers.append(low.bit_length() - 1)
        features ^= low
    return tuple(numbers)
