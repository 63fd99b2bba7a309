"""A struct -> a table of its fields with offsets and sizes in bytes."""

from collections.abc import Iterator

from specgen.cli.page import Column, Heading, Page, Table, place
from specgen.model import Field, Struct

_COLUMNS = (
    Column("offset", "number", right=True),
    Column("bytes", "number", right=True),
    Column("type"),
    Column("field", "strong"),
)


def layout_page(structs: tuple[Struct, ...]) -> Page:
    """All listings of one name: a legacy layout may stand beside the other."""
    first = structs[0]
    return (Heading(f"{first.kind} {first.name}", " > ".join(first.section)), *(layout_table(one) for one in structs))


def layout_table(struct: Struct, home: str = "", before: str = "") -> Table:
    """The fields, those of nested structs and unions indented below them."""
    size = "size varies" if struct.size is None else f"{struct.size} bytes"
    legacy = ", legacy" if struct.legacy else ""
    title = f"{before}{struct.name} ({size}{legacy}) at {place(struct.span, home)}"
    return Table(title, _COLUMNS, tuple(_rows(struct.fields, 0)))


def _rows(fields: tuple[Field, ...], depth: int) -> Iterator[tuple[str, ...]]:
    for field in fields:
        yield _offset(field), _size(field), field.type, "  " * depth + _declared(field)
        yield from _rows(field.fields, depth + 1)


def _offset(field: Field) -> str:
    if field.offset is None:
        return "varies"
    return f"{field.offset}.{field.bit_offset}" if field.bit_offset is not None else str(field.offset)


def _size(field: Field) -> str:
    if field.bits is not None:
        return f"{field.bits} bits"
    return "varies" if field.size is None else str(field.size)


def _declared(field: Field) -> str:
    return field.name if field.count is None else f"{field.name}[{field.count}]"
