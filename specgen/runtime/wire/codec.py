"""One member of a layout <-> its bytes: integers, bit fields, arrays, and whole records within records."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from specgen.runtime.wire.types import ByteOrder, Scalar

Buffer = bytes | bytearray | memoryview


@dataclass(frozen=True, slots=True)
class Place:
    """Where reading or writing stands: the path for messages, and every length known there.

    `given` came by keyword, `known` holds the integers of the record itself. `rest` says whether an array without
    length may take what is left.
    """

    path: str
    given: Mapping[str, int]
    known: Mapping[str, int]
    order: ByteOrder = "little"
    rest: bool = True

    def length(self, name: str) -> int | None:
        """The length called `name`, or `None`; raises ValueError where two sources disagree."""
        given, known = self.given.get(name), self.known.get(name)
        if given is not None and known is not None and given != known:
            raise ValueError(f"{self.path}: {name} is {known} in the record, but {given} was asked for")
        length = known if given is None else given
        if length is not None and length < 0:
            raise ValueError(f"{self.path}: {name} is {length}, a length cannot be negative")
        return length

    def member(self, name: str, known: Mapping[str, int], *, rest: bool) -> "Place":
        """The place of the member `name`; `known` are the integers read before it."""
        return Place(f"{self.path}.{name}", self.given, known, self.order, rest)

    def inside(self) -> "Place":
        """The place within a nested record: lengths given as `member__length` become `length`."""
        prefix = self.path.rpartition(".")[2] + "__"
        given = {name.removeprefix(prefix): value for name, value in self.given.items() if name.startswith(prefix)}
        return Place(self.path, given, {}, self.order, self.rest)


class Codec(ABC):
    """How one member is read and written. `least` is its size in bytes with every open length 0."""

    def __init__(self, least: int, *, is_open: bool = False) -> None:
        self.least = least
        self.is_open = is_open

    def size(self, place: Place) -> int | None:  # noqa: ARG002  # only members of open size look at the place
        """Bytes the member takes; `None` where a length is not known."""
        return self.least

    def lengths(self, member: str) -> tuple[str, ...]:  # noqa: ARG002  # only members of open size have any
        """The names by which the lengths of this member, called `member`, may be given."""
        return ()

    @abstractmethod
    def read(self, data: memoryview, place: Place) -> tuple[object, int]:
        """The value at the start of `data` and the bytes it took; raises ValueError where they are too few."""

    @abstractmethod
    def write(self, value: object, place: Place) -> bytes:
        """The bytes of `value`; raises ValueError where it is out of range, TypeError where it is no such thing."""


class Record(ABC):
    """A class whose instances have bytes of their own: a layout or a union."""

    SIZE: ClassVar[int]
    """Bytes with every open length 0; the whole size of a record without open lengths."""
    OPEN: ClassVar[bool]
    """Whether the size depends on a length that is not part of the class."""
    LENGTHS: ClassVar[tuple[str, ...]]
    """The names of these lengths: the keywords `unpack` and `size_of` take."""

    @classmethod
    @abstractmethod
    def size_at(cls, place: Place) -> int | None:
        """Bytes a record takes at `place`; `None` where a length is not known."""

    @classmethod
    @abstractmethod
    def read_at(cls, data: memoryview, place: Place) -> tuple[Self, int]:
        """The record at the start of `data` and the bytes it took."""

    @abstractmethod
    def write_at(self, place: Place) -> bytes:
        """The bytes of the record."""


def need(data: memoryview, size: int, place: Place) -> None:
    """Raise ValueError unless `data` holds `size` bytes."""
    if len(data) < size:
        raise ValueError(f"{place.path} needs {size} bytes, {len(data)} are left")


def integer(value: object, place: Place) -> int:
    """`value` where it is an integer; raises TypeError otherwise."""
    if not isinstance(value, int):
        raise TypeError(f"{place.path} is an integer, not {type(value).__name__}")
    return value


class ScalarCodec(Codec):
    """An integer of 1, 2, 4 or 8 bytes."""

    def __init__(self, scalar: Scalar) -> None:
        super().__init__(scalar.size)
        self.scalar = scalar

    def read(self, data: memoryview, place: Place) -> tuple[int, int]:
        """The integer at the start of `data`."""
        need(data, self.least, place)
        order = self.scalar.order or place.order
        return int.from_bytes(data[: self.least], order, signed=self.scalar.signed), self.least

    def write(self, value: object, place: Place) -> bytes:
        """The integer's bytes."""
        number = integer(value, place)
        low, high = self.scalar.bounds
        if not low <= number <= high:
            raise ValueError(f"{place.path}: {number} does not fit {self.scalar.name}, which holds {low} to {high}")
        return number.to_bytes(self.least, self.scalar.order or place.order, signed=self.scalar.signed)


class BitsCodec(Codec):
    """Bit fields that share one integer; the first takes its least significant bits, bits without a name are 0."""

    def __init__(self, scalar: Scalar) -> None:
        super().__init__(scalar.size)
        self.scalar = scalar
        self.fields: list[tuple[str, int, int]] = []
        self._used = 0

    def add(self, name: str, width: int) -> bool:
        """Place a field of `width` bits; False where the integer has no room for it."""
        if self._used + width > 8 * self.least:
            return False
        self.fields.append((name, self._used, width))
        self._used += width
        return True

    def read(self, data: memoryview, place: Place) -> tuple[dict[str, int], int]:
        """Every field's value by name."""
        need(data, self.least, place)
        unit = int.from_bytes(data[: self.least], self.scalar.order or place.order)
        return {name: unit >> shift & (1 << width) - 1 for name, shift, width in self.fields}, self.least

    def write(self, value: object, place: Place) -> bytes:
        """The integer that holds the fields; `value` maps their names to their values."""
        if not isinstance(value, Mapping):
            raise TypeError(f"{place.path} takes a mapping of bit fields, not {type(value).__name__}")
        unit = 0
        for name, shift, width in self.fields:
            number = integer(value[name], place)
            if not 0 <= number < 1 << width:
                raise ValueError(f"{place.path}: {name} = {number} does not fit {width} bits")
            unit |= number << shift
        return unit.to_bytes(self.least, self.scalar.order or place.order)


class RecordCodec(Codec):
    """A record within a record."""

    def __init__(self, record: type[Record]) -> None:
        super().__init__(record.SIZE, is_open=record.OPEN)
        self.record = record

    def size(self, place: Place) -> int | None:
        """Bytes of the nested record."""
        return self.record.size_at(place.inside()) if self.is_open else self.least

    def lengths(self, member: str) -> tuple[str, ...]:
        """The nested record's lengths, each after the member's name."""
        return tuple(f"{member}__{name}" for name in self.record.LENGTHS)

    def read(self, data: memoryview, place: Place) -> tuple[Record, int]:
        """The nested record."""
        return self.record.read_at(data, place.inside())

    def write(self, value: object, place: Place) -> bytes:
        """The nested record's bytes."""
        if not isinstance(value, self.record):
            raise TypeError(f"{place.path} is a {self.record.__name__}, not {type(value).__name__}")
        return value.write_at(place.inside())
