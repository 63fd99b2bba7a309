"""What headers state, as values; offsets and sizes are bytes by the C rules of x86-64."""

from dataclasses import dataclass

from specgen.source import Span


@dataclass(frozen=True, slots=True)
class NamedNumber:
    """A macro or an enumerator with a number."""

    name: str
    value: int
    span: Span


@dataclass(frozen=True, slots=True)
class HeaderField:
    """A member; `path` leads through nested structs ("geometry.heads"). `size` is 0 for a flexible array."""

    path: str
    offset: int
    size: int
    bits: tuple[int, int] | None
    span: Span


@dataclass(frozen=True, slots=True)
class HeaderStruct:
    """A struct or union with its members, outer before inner."""

    name: str
    size: int
    fields: tuple[HeaderField, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Headers:
    """All headers of a directory; `unread` says what could not be read, as `file: reason`."""

    directory: str
    files: tuple[str, ...]
    device_ids: tuple[NamedNumber, ...]
    features: tuple[NamedNumber, ...]
    structs: tuple[HeaderStruct, ...]
    unread: tuple[str, ...]
