"""Structs without offsets -> structs with them: the packed layout, every type looked up by its name."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from specgen.model import Field, Struct
from specgen.syntax.constant import Macro, Names, evaluate

DEEPEST_CHAIN = 64
"""Structs within structs by name; a longer chain has no size."""

LARGEST_SIZE = 1 << 48
"""Bytes; a struct beyond this has no size."""

_SIZED = re.compile(r"(?:__)?(?:le|be|u|s|virtio)(8|16|24|32|64|128)|u?int(8|16|32|64)_t")
_C_SIZES = {"char": 1, "short": 2, "int": 4, "long long": 8, "bool": 1, "_Bool": 1}
_C_FILLERS = re.compile(r"\b(?:un)?signed\b|(?<=short) int\b|(?<=long) int\b")
_NESTING = ("struct", "union")


def scalar_size(type_name: str) -> int | None:
    """Bytes of an integer type by its name: le16, be32, u8, __virtio16, uint32_t, unsigned int; `None` for others."""
    sized = _SIZED.fullmatch(type_name)
    if sized is not None:
        return int(sized[1] or sized[2]) // 8
    if type_name.startswith("enum"):
        return _C_SIZES["int"]
    words = " ".join(_C_FILLERS.sub("", type_name).split())
    if not words and type_name:
        return _C_SIZES["int"]
    return _C_SIZES.get(words)


class Layouts:
    """The layouts of a set of structs; created by name first, so that their order does not matter."""

    def __init__(self, structs: Sequence[Struct], values: Mapping[str, int], macros: Mapping[str, Macro]) -> None:
        self._by_name: dict[tuple[str, bool], Struct] = {}
        for struct in structs:
            if struct.name:
                self._by_name.setdefault((struct.name, struct.legacy), struct)
        self._values = values
        self._macros = macros
        self._sizes: dict[tuple[str, bool], int | None] = {}
        self._depth = 0

    def resolve(self, struct: Struct) -> Struct:
        """`struct` with offsets and sizes."""
        fields, size = self._lay_out(struct.fields, struct.kind, legacy=struct.legacy)
        return replace(struct, fields=fields, size=size)

    def _lay_out(self, fields: tuple[Field, ...], kind: str, *, legacy: bool) -> tuple[tuple[Field, ...], int | None]:
        """The fields with offsets from the start of what holds them, and the size of that."""
        if kind == "union":
            return self._lay_over(fields, legacy=legacy)
        placed: list[Field] = []
        at: int | None = 0
        unit: _BitUnit | None = None
        for field in fields:
            filled = self._fill(field, legacy=legacy)
            if not filled.bits:
                unit = None
                filled = _shift(filled, at) if filled.bits is None else replace(filled, offset=at, size=0)
            elif unit is not None and unit.takes(filled):
                placed.append(unit.place(filled))
                continue
            else:
                unit = _BitUnit(filled, at)
                filled = unit.place(filled)
            placed.append(filled)
            at = None if at is None or filled.size is None else at + filled.size
        return tuple(placed), at if at is None or at <= LARGEST_SIZE else None

    def _lay_over(self, fields: tuple[Field, ...], *, legacy: bool) -> tuple[tuple[Field, ...], int | None]:
        filled = [self._fill(field, legacy=legacy) for field in fields]
        placed = tuple(_shift(field, 0) if field.bits is None else _BitUnit(field, 0).place(field) for field in filled)
        sizes = [field.size for field in placed if field.size is not None]
        return placed, max(sizes, default=0) if len(sizes) == len(placed) else None

    def _fill(self, field: Field, *, legacy: bool) -> Field:
        """The field with its size, its inner fields placed from its own start."""
        if field.fields and field.type.split(" ")[0] not in _NESTING:
            size = scalar_size(field.type)
            bits, at = [], 0
            for bit in field.fields:
                fits = bit.bits is not None and size is not None and at + bit.bits <= size * 8
                bits.append(replace(bit, offset=0, size=size, bit_offset=at if fits else None))
                at += bit.bits or 0
            field, element = replace(field, fields=tuple(bits)), size
        elif field.fields or field.type in _NESTING:
            inner, element = self._lay_out(field.fields, field.type.split(" ")[0], legacy=legacy)
            field = replace(field, fields=inner)
        else:
            element = self.size_of(field.type, legacy=legacy)
        return replace(field, size=self._times(element, field, legacy=legacy))

    def _times(self, element: int | None, field: Field, *, legacy: bool) -> int | None:
        size = element
        for length in self._lengths(field):
            count = length if isinstance(length, int) else self._count(length, legacy=legacy)
            size = None if size is None or count is None else size * count
            if size is not None and size > LARGEST_SIZE:
                return None
        return size

    @staticmethod
    def _lengths(field: Field) -> Iterator[int | str]:
        if field.count is not None:
            yield field.count
            yield from field.inner

    def _count(self, expression: str, *, legacy: bool) -> int | None:
        names = Names(self._values, self._macros, lambda name: self.size_of(name, legacy=legacy))
        count = evaluate(expression, names)
        return None if count is None or count < 0 else count

    def size_of(self, type_name: str, *, legacy: bool) -> int | None:
        """Bytes of a type by name; `None` for what is unknown, open, endless or a pointer."""
        scalar = scalar_size(type_name)
        if scalar is not None:
            return scalar
        kind, _, name = type_name.rpartition(" ")
        if kind not in ("", *_NESTING):
            return None
        key = (name, legacy) if (name, legacy) in self._by_name else (name, not legacy)
        struct = self._by_name.get(key)
        if struct is None:
            return None
        if key not in self._sizes:
            if self._depth >= DEEPEST_CHAIN:
                return None
            self._sizes[key] = None  # what a struct that holds itself finds
            self._depth += 1
            self._sizes[key] = self._lay_out(struct.fields, struct.kind, legacy=struct.legacy)[1]
            self._depth -= 1
        return self._sizes[key]


class _BitUnit:
    """An integer that takes bit fields of its type from the least significant bit up."""

    def __init__(self, first: Field, offset: int | None) -> None:
        self.type = first.type
        self.size = first.size
        self.offset = offset
        self.used = 0

    def takes(self, field: Field) -> bool:
        """Whether the field has the type and still has room."""
        room = 0 if self.size is None else self.size * 8 - self.used
        return field.type == self.type and (field.bits or 0) <= room

    def place(self, field: Field) -> Field:
        """The field in this integer; without a place in it where it is too wide."""
        width = field.bits or 0
        fits = self.size is not None and self.used + width <= self.size * 8
        placed = replace(field, offset=self.offset, bit_offset=self.used if fits else None)
        self.used += width
        return placed


def _shift(field: Field, by: int | None) -> Field:
    """The field `by` bytes further on, its inner fields with it."""
    offset = None if by is None else by + (field.offset or 0)
    inner = tuple(
        _shift(one, None if by is None or one.offset is None else by) if one.fields else _moved(one, by)
        for one in field.fields
    )
    return replace(field, offset=offset, fields=inner)


def _moved(field: Field, by: int | None) -> Field:
    return replace(field, offset=None if by is None or field.offset is None else field.offset + by)
