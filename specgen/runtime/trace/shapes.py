"""Values of an event, as a file has them -> nothing, or a `ValueError` for the first that is not what its kind has."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

_MOST = 1 << 64
_LONGEST = 1 << 34
"""Bytes in one extent of memory: a machine is smaller, and each page of it is looked at."""

Shape: TypeAlias = Callable[[Any], bool]


def is_number(value: object) -> bool:
    """Whether it is a whole number of 64 bits without a sign."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST


def is_extents(value: object) -> bool:
    """Whether it is a list of addresses and lengths."""
    return _listed(lambda one: _numbers(2)(one) and one[1] <= _LONGEST)(value)


def _numbers(count: int) -> Shape:
    return lambda value: isinstance(value, list) and len(value) == count and all(map(is_number, value))


def _listed(shape: Shape) -> Shape:
    return lambda value: isinstance(value, list) and all(map(shape, value))


def _optional(shape: Shape) -> Shape:
    return lambda value: value is None or shape(value)


def _is_packed_descriptor(value: object) -> bool:
    """The slot, what it held, and what it holds."""
    return isinstance(value, list) and len(value) == 3 and is_number(value[0]) and all(map(_numbers(4), value[1:]))


def is_changes(value: object, layout: object) -> bool:
    """Whether it is what one side changed in the memory of a virtqueue of that layout: by name, old and new."""
    packed = layout == "packed"
    lists = {
        "desc": _listed(_is_packed_descriptor if packed else is_number),
        "avail.ring": _listed(_numbers(2)),
        "used.ring": _listed(_numbers(3)),
    }
    return isinstance(value, dict) and all(lists.get(name, _numbers(2))(one) for name, one in value.items())


_EXACT: Mapping[str, Shape] = {
    **dict.fromkeys(("queue", "fill"), _optional(is_number)),
    **dict.fromkeys(("value", "features", "offset", "size", "token", "written", "head"), is_number),
    **dict.fromkeys(("descriptors", "driver_area", "device_area"), is_number),
    **dict.fromkeys(("extents", "readable", "writable"), is_extents),
    "table": _listed(_numbers(4)),
    "layout": lambda value: value in ("split", "packed"),
}
"""What values of these names are, whichever event has them."""
_CHAIN = {"descriptors": lambda value: bool(value) and _listed(_numbers(4))(value)}
_PRESENT = {"notify": ("queue",), "free": ("fill",), "chain": ("complete",)}
"""What an event of a kind has too, though maybe as nothing; a chain has it in the packed layout."""
_WRITE = {"readable": lambda value: isinstance(value, bool)}


def check_shapes(kind: str, values: Mapping[str, Any]) -> None:
    """Raises `ValueError` where a value that an event of that kind has is none."""
    own: Mapping[str, Shape] = {"chain": _CHAIN, "write": _WRITE, "host": {}}.get(kind, {})
    shapes = {**_EXACT, **own} if kind != "host" else {"extents": is_extents}
    for name, value in values.items():
        if name in shapes and not shapes[name](value):
            raise ValueError(f"the {name} of an event {kind!r} is none")
    for name in _PRESENT.get(kind, ()):
        if name not in values and values.get("layout") != "split":
            raise ValueError(f"an event {kind!r} has no {name}")
    if kind == "ring" and not is_changes(values["changes"], values["layout"]):
        raise ValueError("the changes of an event 'ring' are no fields and values")
