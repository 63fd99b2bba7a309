"""One thing that a driver, a device or whoever runs them did: an event, and the JSON object it is saved as."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from specgen.runtime.trace.shapes import check_shapes, is_number


class Side(StrEnum):
    """Who did it."""

    DRIVER = "driver"
    DEVICE = "device"
    HOST = "host"
    """Whoever runs the device: asks for another target, for statistics, for hints."""


class Kind(StrEnum):
    """What was done; each says which values an event of it has. Numbers of queues are `queue`, their keys `key`."""

    STATUS = "status"
    """`value`: the device status field as written, or as the device changed it by itself."""
    STATUS_READ = "status read"
    """`value`: what the driver read."""
    OFFER = "offer"
    """`features`: the bits the device shows."""
    ACCEPT = "accept"
    """`features`: the bits the driver writes back."""
    CONFIG_READ = "config read"
    """`offset` and `data` of configuration space."""
    CONFIG_WRITE = "config write"
    """The same, written by the driver."""
    CONFIG_CHANGE = "config change"
    """The same, changed by the device."""
    GENERATION_READ = "generation read"
    """`value`: the generation count of configuration space, read by the driver."""
    ENABLE = "enable"
    """`queue`, `key`, `size` in entries, and the addresses `descriptors`, `driver_area`, `device_area`."""
    RESET_QUEUE = "reset queue"
    """`queue`."""
    QUEUE_READ = "queue read"
    """The driver reads whether a queue is `enabled`: `queue`."""
    ADD = "add"
    """A buffer made available: `queue`, `key`, `token`, `readable` and `writable` (lists of address and length), and
    `data`, the first bytes of the readable part, and `fill` of the writable one."""
    KICK = "kick"
    """An available buffer notification: `queue`."""
    TAKE = "take"
    """The device begins with a buffer: `queue`, `key`, `token`, and `readable` and `writable` as it finds them."""
    USE = "use"
    """The device gives a buffer back: `queue`, `key`, `token`, `written` bytes."""
    COLLECT = "collect"
    """The driver finds a used buffer: `queue`, `key`, `token`, `written` bytes."""
    NOTIFY = "notify"
    """A used buffer notification: `queue`."""
    CONFIG_NOTIFY = "config notify"
    """A configuration change notification."""
    RING = "ring"
    """What one side changed in the memory of a virtqueue between two hand-overs: `queue`, `layout`, `changes`."""
    CHAIN = "chain"
    """Descriptors as they lie in memory when they become available: `queue`, `layout`, `head`, `descriptors`, and those
    of the indirect `table`."""
    WRITE = "write"
    """One side wrote into a buffer that is available: `queue`, `key`, `token`, whether into its `readable` part, the
    `element` of that part, and the `first` and `last` byte of it that differ."""
    FREE = "free"
    """The driver has pages at its disposal again: `extents`, and `fill`, the pattern of 32 bits they hold, if one."""
    CLAIM = "claim"
    """The driver puts memory to use: `extents`."""
    CHANGE = "change"
    """Pages that are watched have another content: `extents`, `fill`."""
    HOST = "host"
    """`what` whoever runs the device asked for or saw, with values of its own."""
    IDLE = "idle"
    """Both sides have done all there was to do."""


@dataclass(frozen=True, slots=True)
class Event:
    """Event number `at` of its trace: `by` did `kind`. Byte strings among `values` are saved in hexadecimal."""

    at: int
    kind: Kind
    by: Side
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - what the kind says
        """One of its values. Raises `KeyError`."""
        return self.values[name]

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - what the kind says
        """One of its values, `default` where it has none of that name."""
        return self.values.get(name, default)

    @property
    def queue(self) -> int | None:
        """The number of its virtqueue, if it is about one."""
        return self.values.get("queue")

    @property
    def key(self) -> str:
        """The key of its virtqueue, "" where it names none."""
        return str(self.values.get("key", ""))

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        plain = {
            name: {"hex": value.hex()} if isinstance(value, bytes) else value for name, value in self.values.items()
        }
        return {"at": self.at, "kind": self.kind.value, "by": self.by.value, **plain}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Event":
        """The event that `to_json` gave. Raises `ValueError` for anything else."""
        try:
            rest = dict(values)
            at, kind, by = rest.pop("at"), Kind(rest.pop("kind")), Side(rest.pop("by"))
            found = {name: _bytes(value) for name, value in rest.items()}
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"no event: {error}") from None
        if not is_number(at):
            raise ValueError("an event has no number")
        check_values(kind, found)
        return cls(at, kind, by, found)


_QUEUE = {"queue": int, "key": str, "token": int}
_CONFIG = {"offset": int, "data": bytes}
_VALUES: Mapping[Kind, Mapping[str, type]] = {
    Kind.STATUS: {"value": int},
    Kind.STATUS_READ: {"value": int},
    Kind.OFFER: {"features": int},
    Kind.ACCEPT: {"features": int},
    Kind.CONFIG_READ: _CONFIG,
    Kind.CONFIG_WRITE: _CONFIG,
    Kind.CONFIG_CHANGE: _CONFIG,
    Kind.ENABLE: {"queue": int, "size": int, "descriptors": int, "driver_area": int, "device_area": int},
    Kind.RESET_QUEUE: {"queue": int},
    Kind.QUEUE_READ: {"queue": int, "enabled": bool},
    Kind.ADD: {**_QUEUE, "readable": list, "writable": list, "data": bytes},
    Kind.GENERATION_READ: {"value": int},
    Kind.KICK: {"queue": int},
    Kind.WRITE: {**_QUEUE, "readable": bool},
    Kind.TAKE: _QUEUE,
    Kind.USE: {**_QUEUE, "written": int},
    Kind.COLLECT: {**_QUEUE, "written": int},
    Kind.RING: {"queue": int, "layout": str, "initial": bool, "changes": dict},
    Kind.CHAIN: {"queue": int, "layout": str, "head": int, "descriptors": list, "table": list},
    Kind.FREE: {"extents": list},
    Kind.CLAIM: {"extents": list},
    Kind.CHANGE: {"extents": list},
    Kind.HOST: {"what": str},
}
"""What an event of each kind has at least."""


def check_values(kind: Kind, values: Mapping[str, Any]) -> None:
    """Raises `ValueError` where an event of that kind lacks a value, or has one that is nothing of the sort."""
    for name, wanted in _VALUES.get(kind, {}).items():
        if not isinstance(values.get(name), wanted):
            message = f"an event {kind.value!r} has no {name} that is {wanted.__name__}"
            raise ValueError(message)  # noqa: TRY004 - a bad line of a file, not a bad call
    check_shapes(kind.value, values)


def _bytes(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict) and set(value) == {"hex"}:
        return bytes.fromhex(value["hex"])
    return value
