"""One thing that a driver, a device or whoever runs them did: an event, and the JSON object it is saved as."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


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
            at, kind, by = int(rest.pop("at")), Kind(rest.pop("kind")), Side(rest.pop("by"))
            found = {name: _bytes(value) for name, value in rest.items()}
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"no event: {error}") from None
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
    Kind.GENERATION_READ: {"value": int},
    Kind.ENABLE: {"queue": int, "size": int, "descriptors": int, "driver_area": int, "device_area": int},
    Kind.RESET_QUEUE: {"queue": int},
    Kind.QUEUE_READ: {"queue": int, "enabled": bool},
    Kind.ADD: {**_QUEUE, "readable": list, "writable": list, "data": bytes},
    Kind.KICK: {"queue": int},
    Kind.TAKE: _QUEUE,
    Kind.USE: {**_QUEUE, "written": int},
    Kind.COLLECT: {**_QUEUE, "written": int},
    Kind.RING: {"queue": int, "layout": str, "initial": bool, "changes": dict},
    Kind.CHAIN: {"queue": int, "layout": str, "head": int, "descriptors": list, "table": list},
    Kind.WRITE: {**_QUEUE, "readable": bool, "element": int, "first": int, "last": int},
    Kind.FREE: {"extents": list},
    Kind.CLAIM: {"extents": list},
    Kind.CHANGE: {"extents": list},
    Kind.HOST: {"what": str},
}
"""What an event of each kind has at least."""
_EXTENTS = frozenset({"extents", "readable", "writable"})
_RINGS = frozenset({Kind.ENABLE, Kind.CHAIN, Kind.RING})
_ENTRIES = frozenset({"descriptors", "table"})
_ENTRY = 4
_LARGEST = 1 << 34
"""Bytes that the extents of one event have at most: what judges them counts pages."""
_LARGEST_QUEUE = 1 << 15
_SLOTS = {"avail.ring": 2, "used.ring": 3}
"""The arrays of a split ring: how many numbers say of an entry that it changed."""


def check_values(kind: Kind, values: Mapping[str, Any]) -> None:
    """Raises `ValueError` where an event of that kind lacks a value, or has one that is nothing of the sort."""
    for name, wanted in _VALUES.get(kind, {}).items():
        if not _is(values.get(name), wanted):
            raise ValueError(f"an event {kind.value!r} has no {name} that is {wanted.__name__}")
    if kind is Kind.NOTIFY and "queue" not in values:
        raise ValueError(f"an event {kind.value!r} has no queue, not even none")
    if not (values.get("queue") is None or _is_number(values["queue"])):
        raise ValueError(f"the queue of an event {kind.value!r} is no number")
    if kind is not Kind.WRITE:
        for name in _EXTENTS & values.keys():
            _check_extents(kind, name, values[name])
    if kind in _RINGS:
        _check_ring(kind, values)


def _check_extents(kind: Kind, name: str, extents: object) -> None:
    if not isinstance(extents, list) or not all(_is_numbers(one, 2) for one in extents):
        raise ValueError(f"the {name} of an event {kind.value!r} are no addresses and lengths")
    if sum(length for _, length in extents) > _LARGEST:
        raise ValueError(f"the {name} of an event {kind.value!r} have more than {_LARGEST} bytes")


def _check_ring(kind: Kind, values: Mapping[str, Any]) -> None:
    if kind is Kind.ENABLE and not 0 < values["size"] <= _LARGEST_QUEUE:
        raise ValueError(f"an event {kind.value!r} has a size that no virtqueue has: {values['size']}")
    if kind is Kind.CHAIN and not all(_is_numbers(entry, _ENTRY) for name in _ENTRIES for entry in values[name]):
        raise ValueError(f"the descriptors of an event {kind.value!r} are not four numbers each")
    if kind is Kind.RING:
        for name, changes in values["changes"].items():
            if not _is_change(name, changes, values["layout"]):
                raise ValueError(f"the {name[:40]} of an event {kind.value!r} cannot have changed so")


def _is(value: object, wanted: type) -> bool:
    return isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))


def _is_change(name: str, changes: object, layout: str) -> bool:
    """Whether an event can say this of a field of a ring: its old and new value, or of an array which entries."""
    if name == "desc" and layout == "packed":
        return isinstance(changes, list) and all(map(_is_rewritten, changes))
    if name == "desc":
        return isinstance(changes, list) and all(map(_is_number, changes))
    if name in _SLOTS:
        return isinstance(changes, list) and all(_is_numbers(one, _SLOTS[name]) for one in changes)
    return _is_numbers(changes, 2)


def _is_rewritten(change: object) -> bool:
    """A descriptor's slot, and the numbers it held and holds."""
    return (
        isinstance(change, list)
        and len(change) == 3
        and _is_number(change[0])
        and all(_is_numbers(one, _ENTRY) for one in change[1:])
    )


def _is_numbers(value: object, count: int) -> bool:
    return isinstance(value, list | tuple) and len(value) == count and all(map(_is_number, value))


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 64


def _bytes(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict) and set(value) == {"hex"}:
        return bytes.fromhex(value["hex"])
    return value
