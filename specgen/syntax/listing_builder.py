"""What the rules of listing.lark become: declarations and members. One method per rule or alias of the grammar."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from specgen.syntax.declaration import (
    Aggregate,
    Alias,
    Declarator,
    Enumeration,
    Enumerator,
    Member,
    MemberKind,
    Variable,
)

if TYPE_CHECKING:
    from lark import Token

_NO_NAME = Declarator("")


class ListingBuilder:
    """Turns the parts of each rule into values; offsets come from the first and last token of the rule."""

    def definition(self, parts: list[Any]) -> Aggregate | Enumeration:
        """A struct, union or enum up to its semicolon."""
        defined: Aggregate | Enumeration
        defined, (declarator, packed), semicolon = parts
        if isinstance(defined, Enumeration):
            return replace(defined, end=semicolon.end_pos)
        return replace(defined, declarator=declarator, packed=defined.packed or packed, end=semicolon.end_pos)

    def alias(self, parts: list[Any]) -> tuple[Aggregate | Enumeration, Alias]:
        """A typedef of something defined in place: the definition, and the name for it."""
        typedef, *rest = parts
        defined = self.definition(rest)
        kind = defined.kind if isinstance(defined, Aggregate) else "enum"
        declarator = rest[1][0] or _NO_NAME
        name = defined.name or declarator.name
        return replace(defined, name=name), Alias(
            declarator.name, f"{kind} {name}", declarator, typedef.start_pos, rest[-1].end_pos
        )

    def plain_alias(self, parts: list[Any]) -> tuple[Alias, ...]:
        """A typedef of a type with a name."""
        typedef, (written, declarators, _), semicolon = parts
        return tuple(Alias(one.name, written, one, typedef.start_pos, semicolon.end_pos) for one in declarators)

    def variables(self, parts: list[Any]) -> tuple[Variable, ...]:
        """A declaration outside structs."""
        (written, declarators, start), semicolon = parts
        return tuple(Variable(written, one, start, semicolon.end_pos) for one in declarators)

    def aggregate(self, parts: list[Any]) -> Aggregate:
        """A struct or union up to its brace."""
        keyword, *inner, close = parts
        name, packed = "", False
        members: list[Member] = []
        for part in inner:
            if isinstance(part, tuple):
                members.extend(part)
            elif part.type == "WORD":
                name = str(part)
            else:
                packed = packed or "packed" in part
        return Aggregate(str(keyword), name, tuple(members), packed, None, keyword.start_pos, close.end_pos)

    def fields(self, parts: list[Any]) -> tuple[Member, ...]:
        """Members with a type by name."""
        (written, declarators, start), semicolon = parts
        return tuple(Member(MemberKind.FIELD, written, one, (), start, semicolon.end_pos) for one in declarators)

    def inline(self, parts: list[Any]) -> tuple[Member]:
        """A member whose struct, union or enum is defined in place."""
        defined, (declarator, _), semicolon = parts
        name = declarator or _NO_NAME
        if isinstance(defined, Enumeration):
            written = f"enum {defined.name}".rstrip()
            return (Member(MemberKind.INLINE, written, name, (), defined.start, semicolon.end_pos, defined),)
        written = f"{defined.kind} {defined.name}".rstrip()
        return (Member(MemberKind.INLINE, written, name, defined.members, defined.start, semicolon.end_pos),)

    def bit_group(self, parts: list[Any]) -> tuple[Member]:
        """An integer with its bits in braces."""
        written, *inner, semicolon = parts
        bits = tuple(part for part in inner if isinstance(part, Member))
        name = inner[-1] if isinstance(inner[-1], Declarator) else _NO_NAME
        filled = tuple(replace(bit, type=str(written)) for bit in bits)
        return (Member(MemberKind.BIT_GROUP, str(written), name, filled, written.start_pos, semicolon.end_pos),)

    def bit(self, parts: list[Any]) -> Member:
        """One name in a group of bits; its type is filled in by the group."""
        name, width, semicolon = parts
        declarator = Declarator(str(name), (), _width(width))
        return Member(MemberKind.FIELD, "", declarator, (), name.start_pos, semicolon.end_pos)

    def ellipsis(self, parts: list[Any]) -> tuple[Member]:
        """A stretch the text leaves open."""
        return (Member(MemberKind.ELLIPSIS, "...", _NO_NAME, (), parts[0].start_pos, parts[0].end_pos),)

    def nothing(self, parts: list[Any]) -> tuple[()]:  # noqa: ARG002  # lark passes the semicolon
        """A semicolon on its own."""
        return ()

    def plain(self, parts: list[Any]) -> tuple[str, list[Declarator], int]:
        """A type by name, what it declares, and where it starts."""
        written = next(part for part in parts if isinstance(part, tuple))
        first = parts[0]
        start = first[1] if isinstance(first, tuple) else first.start_pos
        return written[0], [part for part in parts if isinstance(part, Declarator)], start

    def type(self, parts: list["Token"]) -> tuple[str, int]:
        """A type as written, blanks squeezed, and where it starts."""
        return " ".join(parts), parts[0].start_pos or 0

    def declarator(self, parts: list["Token"]) -> Declarator:
        """A name with stars, array lengths or a width in bits."""
        name, dimensions, width, pointer = "", [], None, 0
        for part in parts:
            if part.type == "WORD":
                name = str(part)
            elif part.type == "DIMENSION":
                dimensions.append(_dimension(part))
            elif part.type == "WIDTH":
                width = _width(part)
            else:
                pointer += 1
        return Declarator(name, tuple(dimensions), width, pointer)

    def tail(self, parts: list["Token"]) -> tuple[Declarator | None, bool]:
        """What follows a closing brace: the name declared there, and whether an attribute says packed."""
        packed = any(part.type == "ATTRIBUTE" and "packed" in part for part in parts)
        named = [part for part in parts if part.type != "ATTRIBUTE"]
        return (self.declarator(named) if named else None), packed

    def enumeration(self, parts: list[Any]) -> Enumeration:
        """An enum up to its brace."""
        keyword, *inner, close = parts
        name = str(inner[0]) if inner and getattr(inner[0], "type", "") == "WORD" else ""
        names = tuple(part for part in inner if isinstance(part, Enumerator))
        return Enumeration(name, names, keyword.start_pos, close.end_pos)

    def enumerator(self, parts: list["Token"]) -> Enumerator:
        """One name of an enum."""
        name, *value = parts
        written = " ".join(value[0][1:].split()) if value else None
        return Enumerator(str(name), written, name.start_pos or 0, (value[0] if value else name).end_pos or 0)


def _dimension(written: str) -> str:
    """The length between the brackets; one that stands in a comment there counts: `ring[ /* Queue Size */ ]`."""
    inner = " ".join(written[1:-1].split())
    if inner.startswith("/*") and inner.endswith("*/"):
        return inner[2:-2].strip()
    return inner.split("/*")[0].strip()


def _width(written: str) -> str:
    return written[1:].strip()
