"""What the text states of a layout, and its class -> AssertionError where bytes and statement differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Annotated, Any, get_args, get_origin

from specgen.runtime.wire import Array, Bits, Layout, Scalar, UnionLayout
from specgen.runtime.wire.annotation import member_annotations
from specgen.runtime.wire.types import ByteOrder

OPEN_LENGTH = 2
"""Elements of every array whose length the class leaves open."""


@dataclass(frozen=True, slots=True)
class Member:
    """Where the text puts a member: offset and size in bytes, and the byte order of an integer.

    `bits` is the first bit and the width of a bit field.
    """

    offset: int
    size: int
    order: ByteOrder | None = None
    bits: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Stated:
    """A layout and what the text states of it; `size` is `None` where it depends on a length the text leaves open."""

    layout: type[Layout] | type[UnionLayout]
    size: int | None
    members: Mapping[str, Member] = field(default_factory=dict)


def check_places(stated: Stated) -> None:
    """The class has the stated size, and its members stand where they are stated to stand."""
    layout = stated.layout
    if stated.size is not None:
        assert stated.size == layout.SIZE, f"{layout.__name__} has {layout.SIZE} bytes, the text says {stated.size}"
    if issubclass(layout, Layout):
        for name, member in stated.members.items():
            assert layout.offset_of(name) == member.offset, f"{layout.__name__}.{name} stands at another offset"
            assert layout.member_size(name) == member.size, f"{layout.__name__}.{name} has another size"


def check_round_trip(stated: Stated) -> None:
    """An instance in which all members differ becomes bytes and the same instance again.

    Each integer of a stated place is read from the bytes by hand, and has to be the member's value.
    """
    value = example(stated.layout)
    data = value.pack()
    if isinstance(value, Layout):
        lengths = dict.fromkeys(value.LENGTHS, OPEN_LENGTH)
        assert len(data) == value.size_of(**lengths)
        again: Layout | UnionLayout = type(value).unpack(data, byteorder="little", **lengths)
    else:
        again = type(value).unpack(data)
    assert again == value
    assert again.pack() == data
    for name, member in stated.members.items():
        if member.order is not None:
            number = int.from_bytes(data[member.offset : member.offset + member.size], member.order)
            first, width = member.bits
            expected = number >> first & (1 << width) - 1 if width else number
            found = getattr(value, name)
            assert found == expected, f"{stated.layout.__name__}.{name} is {found}, its bytes say {expected}"


def check_too_short(stated: Stated) -> None:
    """One byte less than the least size is refused."""
    layout = stated.layout
    if layout.SIZE == 0:
        return
    try:
        layout.unpack(bytes(layout.SIZE - 1))
    except ValueError:
        return
    raise AssertionError(f"{layout.__name__} takes {layout.SIZE - 1} bytes, but has {layout.SIZE}")


def example(layout: type[Layout] | type[UnionLayout]) -> Layout | UnionLayout:
    """An instance whose integers are all different, with `OPEN_LENGTH` elements in each array of open length."""
    return _record(layout, count(1))


def _record(layout: type[Layout] | type[UnionLayout], numbers: "count[int]") -> Layout | UnionLayout:
    if issubclass(layout, UnionLayout):
        return layout(_bytes(max(layout.SIZE, OPEN_LENGTH if layout.OPEN else 0), numbers))
    annotations = dict(member_annotations(layout))
    lengths = set(_lengths(annotations.values()))
    values = {name: OPEN_LENGTH if name in lengths else _value(kind, numbers) for name, kind in annotations.items()}
    return layout(**values)


def _lengths(annotations: Any) -> Iterator[str]:  # noqa: ANN401  # what a class is annotated with
    """The names of the lengths that members before an array hold."""
    for annotation in annotations:
        for extra in get_args(annotation)[1:]:
            if isinstance(extra, Array) and isinstance(extra.length, str):
                yield extra.length


def _value(annotation: Any, numbers: "count[int]") -> Any:  # noqa: ANN401  # as above
    """A value for one member, from numbers that count up."""
    if isinstance(annotation, type) and issubclass(annotation, Layout | UnionLayout):
        return _record(annotation, numbers)
    plain, *extras = get_args(annotation) if get_origin(annotation) is Annotated else (annotation,)
    for extra in extras:
        if isinstance(extra, Array):
            length = extra.length if isinstance(extra.length, int) else OPEN_LENGTH
            if plain is bytes:
                return _bytes(length, numbers)
            return tuple(_value(get_args(plain)[0], numbers) for _ in range(length))
    bits = next((extra.width for extra in extras if isinstance(extra, Bits)), None)
    scalar = next(extra for extra in extras if isinstance(extra, Scalar))
    number = int.from_bytes(_bytes(scalar.size, numbers), "big")
    return number % (1 << bits if bits is not None else scalar.bounds[1] + 1)


def _bytes(length: int, numbers: "count[int]") -> bytes:
    """Bytes that go on counting."""
    return bytes(next(numbers) * 37 & 0xFF for _ in range(length))
