"""The types of the specification's listings as annotations: `le32` is an `int` that knows its four bytes."""

from dataclasses import dataclass
from typing import Annotated, Literal

ByteOrder = Literal["little", "big"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """An integer of `size` bytes; `order` is `None` for the guest's own byte order."""

    size: int
    order: ByteOrder | None
    signed: bool = False

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the greatest value."""
        bits = 8 * self.size
        return (-(1 << bits - 1), (1 << bits - 1) - 1) if self.signed else (0, (1 << bits) - 1)

    @property
    def name(self) -> str:
        """The name the specification uses, for messages."""
        order = "" if self.order is None or self.size == 1 else self.order[0] + "e"
        return f"{'s' if self.signed else ''}{order}{8 * self.size}" if order or self.signed else f"u{8 * self.size}"


@dataclass(frozen=True, slots=True)
class Array:
    """The length of an array: a number, the name of a length, or `None` for one that takes what is left.

    A name is looked up among the integers before the array, then among the lengths given by keyword. An array
    without length may be given one too, under its own name: a layout with two such arrays needs it.
    """

    length: int | str | None = None


@dataclass(frozen=True, slots=True)
class Bits:
    """A bit field of `width` bits. Neighbours share one integer of their type, from the least significant bit up.

    `first` begins a new integer where the last one has room left.
    """

    width: int
    first: bool = False


u8 = Annotated[int, Scalar(1, "little")]
u16 = Annotated[int, Scalar(2, None)]
u32 = Annotated[int, Scalar(4, None)]
u64 = Annotated[int, Scalar(8, None)]
s8 = Annotated[int, Scalar(1, "little", signed=True)]
s16 = Annotated[int, Scalar(2, None, signed=True)]
s32 = Annotated[int, Scalar(4, None, signed=True)]
s64 = Annotated[int, Scalar(8, None, signed=True)]
le16 = Annotated[int, Scalar(2, "little")]
le32 = Annotated[int, Scalar(4, "little")]
le64 = Annotated[int, Scalar(8, "little")]
sle16 = Annotated[int, Scalar(2, "little", signed=True)]
sle32 = Annotated[int, Scalar(4, "little", signed=True)]
sle64 = Annotated[int, Scalar(8, "little", signed=True)]
be16 = Annotated[int, Scalar(2, "big")]
be32 = Annotated[int, Scalar(4, "big")]
be64 = Annotated[int, Scalar(8, "big")]
