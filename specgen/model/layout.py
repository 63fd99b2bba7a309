"""Layouts and constants from the C listings, description lists and tables."""

from dataclasses import dataclass

from specgen.source import Span


@dataclass(frozen=True, slots=True)
class Field:
    """One member of a struct or union; offsets and sizes are bytes in the packed layout.

    `type` is the type as written ("le32", "u8", "struct virtio_blk_geometry", "struct" for an anonymous one).
    `count` is `None` for a scalar, an `int` for a fixed array, the expression's text for a symbolic length ("N"), and
    "" for an array without length. `offset` and `size` are `None` where an earlier or own length is not known;
    `size` covers the whole array. `bits` is the width of a bit field, `bit_offset` its first bit counted from the
    least significant bit of the containing integer, whose bytes `offset` and `size` give.

    `fields` are the members of a struct or union defined in place ("struct" for an anonymous one), or the bits of an
    integer whose bits have names (`le16 { a : 12; b : 4; } x`); a member of a struct defined elsewhere has none. Their
    offsets count from the start of the outermost struct. A stretch the text leaves open is a field without a name of
    type "..." and count "". `inner` are the further lengths of an array of arrays: `data[][512]` has count "" and
    inner (512,).
    """

    name: str
    type: str
    count: int | str | None
    offset: int | None
    size: int | None
    bits: int | None
    bit_offset: int | None
    fields: tuple["Field", ...]
    span: Span
    inner: tuple[int | str, ...] = ()


@dataclass(frozen=True, slots=True)
class Struct:
    """A struct or union of the text. `size` in bytes, `None` where it depends on a length the text leaves open.

    `kind` is "struct" or "union"; enums become constants. `legacy` says that the listing stands in a
    legacy interface section. `section` is the path of titles.
    """

    name: str
    kind: str
    size: int | None
    fields: tuple[Field, ...]
    legacy: bool
    section: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Constant:
    """A named number. `value` is `None` where the text gives none or gives an expression that cannot be evaluated.

    `origin` says where it stands: "define", "enum", "item" (a description list) or "table"; a "macro" is a define with
    parameters, which stand in parentheses before its expression. `expression` is the value as written; `section` the
    path of titles.
    """

    name: str
    value: int | None
    expression: str
    origin: str
    section: tuple[str, ...]
    span: Span
