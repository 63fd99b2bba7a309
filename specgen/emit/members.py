"""The members of one struct -> annotated members of its class, and notes on those that have no exact form."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from specgen.emit import names
from specgen.emit.pyformat import Expression, call, subscript
from specgen.emit.source import Source, pyrepr
from specgen.emit.wire_types import WireType, wire_type
from specgen.model import Field
from specgen.runtime.wire import Layout

_WIRE = (f"{order}{bits}" for order in ("u", "s", "le", "be", "sle") for bits in (8, 16, 32, 64))
_RESERVED = frozenset((*dir(Layout), *_WIRE, "bytes", "int", "tuple", "common", "byteorder", "self", "cls"))
_SYMBOL = re.compile(r"[A-Za-z_]\w*(?: \w+)*")


@dataclass(frozen=True, slots=True)
class Shape:
    """A type as a member of it sees it: the class as source names it, bytes with every open length 0, whether open."""

    name: str
    size: int
    open: bool


@dataclass(frozen=True, slots=True)
class Member:
    """One annotated member. `size` in bytes, open lengths 0; `shares` says that a bit field before it counts them.

    `width` and `shift` place a bit field in its integer; `scalar` is set where the value is one integer.
    """

    field: Field
    name: str
    annotation: Expression
    size: int
    open: bool = False
    shares: bool = False
    scalar: WireType | None = None
    shift: int = 0
    width: int | None = None
    note: str = ""


class Planner(Protocol):
    """What planning members needs of the planner of structs."""

    def nested(self, field: Field, owner: str, *, legacy: bool) -> Shape | None:
        """The class of a struct defined in place."""
        ...

    def named(self, written: str, *, legacy: bool) -> Shape | None:
        """The class of a type name."""
        ...

    def limit(self, name: str, reason: str, field: Field) -> None:
        """Note what cannot be said."""
        ...


class MemberPlanner:
    """Plans the members of one struct or union called `owner`."""

    def __init__(self, planner: Planner, owner: str, *, legacy: bool, union: bool) -> None:
        self.planner = planner
        self.owner = owner
        self.legacy = legacy
        self.union = union
        self.space = names.Namespace(_RESERVED)
        self.named: dict[str, str] = {}
        self.unit: tuple[str, int] | None = None  # the integer of the bit field before, and the bits it uses
        self.last: tuple[str, int] | None = None  # the same as the runtime sees it, which knows no groups

    def members(self, fields: Iterable[Field]) -> Iterator[Member]:
        """The members in order; those of a struct or a group of bits without a name stand in its place."""
        for field in fields:
            grouped = bool(field.fields) and wire_type(field.type) is not None
            promoted = not field.name and field.count is None and not self.union
            if promoted and (grouped or field.type == "struct"):
                self.unit = None
                yield from self.members(field.fields)
                self.unit = None
            elif field.bits is not None:
                yield from self._bits(field)
            else:
                self.unit = self.last = None
                yield self._member(field, grouped=grouped)

    def _name(self, field: Field, fallback: str) -> str:
        name = names.snake(field.name, fallback=fallback)
        claimed = self.space.claim(f"{name}_" if name in _RESERVED else name)
        self.named.setdefault(field.name, claimed)
        return claimed

    def _bits(self, field: Field) -> Iterator[Member]:
        """A bit field; one that does not fit its integer, or has no name, is noted instead."""
        scalar = wire_type(field.type)
        width = field.bits or 0
        if scalar is None or not 0 < width <= 8 * scalar.size or self.union:
            self.planner.limit(f"{self.owner}.{field.name}", f"a bit field of {width} bits of {field.type}", field)
            return
        used = self.unit[1] if self.unit is not None and self.unit[0] == scalar.name else 8 * scalar.size
        shares = used + width <= 8 * scalar.size
        merged = self.last is not None and self.last[0] == scalar.name and self.last[1] + width <= 8 * scalar.size
        self.unit = self.last = (scalar.name, used + width if shares else width)
        named = {"first": Source("True")} if merged and not shares else {}
        annotation = subscript("Annotated", Source(scalar.name), call("Bits", Source(str(width)), **named))
        name = self._name(field, "reserved")
        yield Member(
            field, name, annotation, scalar.size, shares=shares, scalar=scalar, shift=used if shares else 0, width=width
        )

    def _member(self, field: Field, *, grouped: bool) -> Member:
        """A member that is no bit field."""
        fallback = "rest" if field.type == "..." else field.type.partition(" ")[0]
        name = self._name(field, names.snake(fallback, fallback="member"))
        scalar = None if grouped else wire_type(field.type)
        shape = (
            Shape(scalar.name, scalar.size, open=False) if scalar is not None else self._shape(field, grouped=grouped)
        )
        if shape is None:
            return self._opaque(field, name)
        if field.count is None:
            return Member(field, name, Source(shape.name), shape.size, shape.open, scalar=scalar)
        inner = [length for length in field.inner if isinstance(length, int) and length > 0]
        if shape.open or not shape.size or len(inner) < len(field.inner):
            return self._opaque(field, name, "its elements have no fixed size")
        return self._array(field, name, shape, inner, octets=scalar is not None and scalar.octet)

    def _shape(self, field: Field, *, grouped: bool) -> Shape | None:
        """The class of a member that is a struct or a union."""
        known = self.planner.named(field.type, legacy=self.legacy) if field.type not in ("struct", "union") else None
        if known is not None or not field.fields:
            return known
        if grouped:
            group = replace(field, type="struct", count=None, inner=())
            return self.planner.nested(group, self.owner, legacy=self.legacy)
        return self.planner.nested(field, self.owner, legacy=self.legacy)

    def _array(self, field: Field, name: str, shape: Shape, inner: list[int], *, octets: bool) -> Member:
        """An array, of arrays where `inner` gives their lengths."""
        length, fixed, note = self._length(field, shape, inner)
        lengths = [length, *(Source(str(number)) for number in inner)]
        element: Expression = Source(shape.name)
        if octets:
            element = subscript("Annotated", Source("bytes"), _array_of(lengths.pop()))
        for dimension in reversed(lengths):
            element = subscript("Annotated", subscript("tuple", element, Source("...")), _array_of(dimension))
        size = shape.size * (fixed or 0)
        for one in inner:
            size *= one
        return Member(field, name, element, size, fixed is None, note=note)

    def _length(self, field: Field, shape: Shape, inner: list[int]) -> tuple[Source, int | None, str]:
        """The length as source, as a number where it is one, and what there is to say about it."""
        each = shape.size
        for one in inner:
            each *= one
        number = field.count if isinstance(field.count, int) else field.size // each if field.size else None
        if number:
            return Source(str(number)), number, ""
        text = str(field.count or "")
        if text in self.named:
            return pyrepr(self.named[text]), None, ""
        if _SYMBOL.fullmatch(text):
            parameter = names.snake(text) if " " in text else names.constant(text)
            return pyrepr(f"{parameter}_" if parameter == "byteorder" else parameter), None, ""
        return Source(), None, f"{name_of(field)} has {text} elements." if text else ""

    def _opaque(self, field: Field, name: str, reason: str | None = None) -> Member:
        """A member of a type the text does not lay out: its bytes."""
        self.planner.limit(
            f"{self.owner}.{name}", reason or f"{field.type} has no layout in this text: kept as bytes", field
        )
        length = Source(str(field.size)) if field.size else Source()
        annotation = subscript("Annotated", Source("bytes"), _array_of(length))
        return Member(
            field, name, annotation, field.size or 0, not field.size, note=f"{name_of(field)} is {field.type}."
        )


def name_of(field: Field) -> str:
    """What to call a member in a note."""
    return field.name or field.type


def _array_of(length: Source) -> Expression:
    """`Array(6)`, `Array("entries")`, `Array()`."""
    return call("Array", length) if length else call("Array")
