"""A directory of kernel headers -> its device IDs, feature bits and layouts; no compiler is needed."""

import re
from pathlib import Path
from typing import Any

from pycparser import c_ast, c_parser

from specgen.diagnostics import SpecgenError
from specgen.drift.headers.layout import Layouts, UnknownLayoutError, span_of
from specgen.drift.headers.model import Headers, HeaderStruct, NamedNumber
from specgen.drift.headers.preprocess import Preprocessed, preprocess

_FEATURE = re.compile(r"VIRTIO_(?:[A-Z0-9]+_)?F_[A-Z0-9_]+")
"""A bit of one device type, or of all; VIRTIO_NET_HDR_F_X and the like are flags of something else."""

_ID = re.compile(r"VIRTIO_ID_[A-Z0-9_]+")
_BOUNDS = frozenset({"VIRTIO_TRANSPORT_F_START", "VIRTIO_TRANSPORT_F_END"})
"""Not bits, but the first and the last of a range."""

_MOST = 300
_PRELUDE = "".join(
    f"typedef {kind} {names};\n"
    for kind, names in (
        ("unsigned char", "__u8, u8, uint8_t"),
        ("signed char", "__s8, int8_t"),
        ("unsigned short", "__u16, __le16, __be16, __virtio16, __sum16, u16, uint16_t"),
        ("short", "__s16, int16_t"),
        ("unsigned int", "__u32, __le32, __be32, __virtio32, __wsum, __poll_t, u32, uint32_t"),
        ("int", "__s32, int32_t"),
        ("unsigned long long", "__u64, __le64, __be64, __virtio64, __aligned_u64, __aligned_le64, __aligned_be64"),
        ("unsigned long long", "u64, uint64_t"),
        ("long long", "__s64, int64_t"),
        ("unsigned long", "size_t, uintptr_t, __kernel_size_t, __kernel_ulong_t"),
        ("long", "ssize_t, intptr_t, ptrdiff_t, __kernel_long_t"),
    )
)


def read_headers(directory: Path) -> Headers:
    """Read all `virtio*.h` of the directory, or of `linux` in it; SpecgenError where there are none."""
    home, files = _find(directory)
    ids: dict[str, NamedNumber] = {}
    features: dict[str, NamedNumber] = {}
    structs: dict[str, HeaderStruct] = {}
    unread: list[str] = []
    for name in files:
        try:
            source = preprocess(home, name)
            layouts, found = _parse(source, name, unread)
        except OSError as error:
            unread.append(f"{name}: {error.strerror}")
            continue
        for number in (*source.macros, *found):
            if _ID.fullmatch(number.name):
                ids.setdefault(number.name, number)
            elif _FEATURE.fullmatch(number.name) and number.name not in _BOUNDS:
                features.setdefault(number.name, number)
        for struct in _structs(layouts, name, unread):
            structs.setdefault(struct.name, struct)
    return Headers(
        str(directory),
        tuple(files),
        tuple(ids.values()),
        tuple(features.values()),
        tuple(structs.values()),
        tuple(unread),
    )


def _find(directory: Path) -> tuple[Path, list[str]]:
    if not directory.is_dir():
        raise SpecgenError(f"there is no directory {directory}", hint="--headers names the directory of virtio_net.h")
    for home in (directory, directory / "linux", directory / "uapi" / "linux"):
        files = sorted(path.name for path in home.glob("virtio*.h") if path.is_file())[:_MOST] if home.is_dir() else []
        if files:
            return home, files
    raise SpecgenError(
        f"{directory} holds no virtio_*.h", hint="on Debian they are in /usr/include/linux (linux-libc-dev)"
    )


def _parse(source: Preprocessed, name: str, unread: list[str]) -> tuple[Layouts, list[NamedNumber]]:
    """What the header declares, and the numbers of its enums; what cannot be parsed is noted."""
    unread += [f"{name}: {complaint}" for complaint in source.complaints]
    layouts = Layouts()
    try:
        tree = c_parser.CParser().parse(f'# 1 "prelude"\n{_PRELUDE}{source.text}\n', name)
    except (c_parser.ParseError, RecursionError, AssertionError) as error:
        unread.append(f"{name}: {str(error)[:200]}")
        return layouts, []
    _collect_types(tree, layouts)
    found: list[NamedNumber] = []
    for enum in _all(tree, c_ast.Enum):
        if enum.values is not None:
            _enumerate(enum, layouts, found, name)
    return layouts, found


def _collect_types(tree: Any, layouts: Layouts) -> None:  # noqa: ANN401 - pycparser's node
    previous = None
    for part in tree.ext:
        if isinstance(part, c_ast.Typedef):
            layouts.typedefs[part.name] = (part.type, 1)
            previous = part.name
        elif isinstance(part, c_ast.Pragma) and previous is not None and part.string.startswith("member aligned"):
            layouts.typedefs[previous] = (layouts.typedefs[previous][0], int(part.string.split()[2]))
        else:
            previous = None
    for kind in (c_ast.Struct, c_ast.Union):
        for body in _all(tree, kind):
            if body.decls and body.name:
                layouts.bodies.setdefault(body.name, body)


def _enumerate(enum: Any, layouts: Layouts, found: list[NamedNumber], name: str) -> None:  # noqa: ANN401 - a node
    value: int | None = -1
    for enumerator in enum.values.enumerators:
        try:
            value = layouts.number(enumerator.value) if enumerator.value is not None else _next(value)
        except UnknownLayoutError:
            value = None
        if value is not None:
            layouts.enumerators[enumerator.name] = value
            span = span_of(enumerator)
            if span.file == name:
                found.append(NamedNumber(enumerator.name, value, span))


def _next(value: int | None) -> int | None:
    return None if value is None else value + 1


def _structs(layouts: Layouts, name: str, unread: list[str]) -> list[HeaderStruct]:
    """The structs this file itself declares."""
    found = []
    for struct, body in layouts.bodies.items():
        if span_of(body).file != name:
            continue
        try:
            found.append(layouts.struct(struct))
        except (UnknownLayoutError, RecursionError) as error:
            unread.append(f"{name}: struct {struct}: {error}")
    return found


def _all(tree: Any, kind: type) -> list[Any]:  # noqa: ANN401 - pycparser's node
    """Every node of a kind, outer before inner, without recursion of our own."""
    found, waiting = [], [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, kind):
            found.append(node)
        waiting += [child for _, child in reversed(list(node.children()))]
    return found
