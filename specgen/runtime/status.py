"""A write to the device status field -> the next status, by a table that both roles share.

Implements "sec:Basic Facilities of a Virtio Device / Device Status Field" and the order of
"sec:General Initialization And Device Operation / Device Initialization".
"""

from enum import IntFlag

from specgen.runtime.errors import DriverError

_STATUS_FIELD = "drivernormative:Basic Facilities of a Virtio Device / Device Status Field"
_INITIALIZATION = "drivernormative:General Initialization And Device Operation / Device Initialization"
_SUSPEND = "drivernormative:General Initialization And Device Operation / Device Suspend"


class Status(IntFlag):
    """Bits of the device status field; all clear is the state after a reset."""

    RESET = 0
    ACKNOWLEDGE = 1
    DRIVER = 2
    DRIVER_OK = 4
    FEATURES_OK = 8
    SUSPEND = 16
    DEVICE_NEEDS_RESET = 64
    FAILED = 128


ORDER: tuple[tuple[Status, Status], ...] = (
    (Status.ACKNOWLEDGE, Status.RESET),
    (Status.DRIVER, Status.ACKNOWLEDGE),
    (Status.FEATURES_OK, Status.ACKNOWLEDGE | Status.DRIVER),
    (Status.DRIVER_OK, Status.ACKNOWLEDGE | Status.DRIVER | Status.FEATURES_OK),
    (Status.SUSPEND, Status.ACKNOWLEDGE | Status.DRIVER | Status.FEATURES_OK | Status.DRIVER_OK),
)
"""What the driver may set -> what must be set before it. FAILED may be set at any time, the rest is the device's."""

_DRIVER_BITS = (
    Status.ACKNOWLEDGE | Status.DRIVER | Status.DRIVER_OK | Status.FEATURES_OK | Status.SUSPEND | Status.FAILED
)


def next_status(current: Status, written: int) -> Status:
    """The status a driver asks for by writing `written` (one byte) while the field holds `current`.

    Writing 0 resets. Several bits may be set at once if each finds what it needs, itself written earlier in `ORDER`.
    Raises `DriverError` for a bit cleared, set out of order, not the driver's to set, or set after FAILED.
    """
    if written == 0:
        return Status.RESET
    if current & Status.FAILED:
        if written == current:
            return current
        raise DriverError("sets status bits after FAILED without a reset", _STATUS_FIELD)
    cleared = current & _DRIVER_BITS & ~written
    if cleared:
        raise DriverError(f"clears the status bit {_names(cleared)} without a reset", _STATUS_FIELD)
    added = written & ~int(current)
    foreign = added & ~int(_DRIVER_BITS)
    if foreign:
        raise DriverError(f"sets status bits that are not its own: {foreign:#x}", _STATUS_FIELD)
    return _add_in_order(current, Status(added))


def _add_in_order(current: Status, added: Status) -> Status:
    """Set the bits of `added` one by one, each only on top of what it needs."""
    status = current
    for bit, needed in ORDER:
        if not added & bit:
            continue
        missing = needed & ~status
        if missing:
            rule = _SUSPEND if bit is Status.SUSPEND else _INITIALIZATION
            raise DriverError(f"sets {_names(bit)} before {_names(missing)}", rule)
        status |= bit
    return status | (added & Status.FAILED)


def _names(status: Status) -> str:
    """The names of the bits set, joined with `|`."""
    return "|".join(bit.name or "" for bit in Status if bit & status)
