"""One C header -> preprocessed text for the parser, and its macros that are numbers.

Attributes become pragmas, which the parser keeps: `packed` and `aligned N` right behind the brace of the struct they
are written after, and `member ...` behind the member they belong to.
"""

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pcpp import Action, OutputDirective, Preprocessor

from specgen.drift.headers.model import NamedNumber
from specgen.source import Span

_DEFINES = (
    "__x86_64__ 1", "__LP64__ 1", "__GNUC__ 12", "__STDC__ 1", "__bitwise", "__bitwise__", "__user", "__force",
    "__extension__", "__restrict", "__inline__ inline", "__inline inline", "__always_inline inline",
    "__volatile__ volatile", "__signed__ signed", "__packed __attribute__((packed))",
    "__aligned(x) __attribute__((aligned(x)))",
)  # fmt: skip
_FALLBACKS = {"ETH_ALEN": 6}
"""Numbers of headers that a directory of virtio headers alone lacks."""

_OWN_TYPES = frozenset({"linux/types.h", "asm/types.h", "stdint.h", "stddef.h", "linux/posix_types.h"})
_LARGEST = 4 << 20


@dataclass(frozen=True, slots=True)
class Preprocessed:
    """The text with line markers, macros with a number, and complaints."""

    text: str
    macros: tuple[NamedNumber, ...]
    complaints: tuple[str, ...]


def preprocess(directory: Path, name: str) -> Preprocessed:
    """Preprocess `directory/name`; what it includes is read from `directory` only."""
    source = _source(directory / name)
    reader = _Reader(directory)
    for define in _DEFINES:
        reader.define(define)
    with contextlib.redirect_stderr(io.StringIO()):
        reader.parse(source, name)
        tokens = []
        while (token := reader.token()) is not None:
            tokens.append(token)
        macros = tuple(_numbers(reader, name))
    return Preprocessed(_rewritten(tokens, reader), macros, tuple(reader.complaints))


def _source(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_LARGEST).decode("utf-8", "replace").replace("\0", " ")


class _Reader(Preprocessor):  # type: ignore[misc] # pcpp has no types
    """Includes each file once, from the directory only, and collects complaints instead of printing them."""

    def __init__(self, directory: Path) -> None:
        super().__init__()
        self._directory = directory
        self._included: set[str] = set()
        self.complaints: list[str] = []
        self.line_directive = None
        self.add_path(str(directory.parent))
        self.add_path(str(directory))

    def on_file_open(self, is_system_include: bool, includepath: str) -> Any:  # noqa: ARG002, ANN401 - pcpp's signature
        """Refuse what lies elsewhere, and what was read before."""
        real = Path(includepath).resolve()
        if not real.is_relative_to(self._directory.resolve()) or str(real) in self._included:
            raise FileNotFoundError(includepath)
        text = io.StringIO(_source(real))
        self._included.add(str(real))
        text.name = real.name
        return text

    def on_include_not_found(self, *_include: object) -> None:
        """Leave out what there is not; a type that is missed is complained about by the parser."""
        raise OutputDirective(Action.IgnoreAndRemove)

    def include(self, tokens: list[Any], original_line: Any) -> Iterator[Any]:  # noqa: ANN401 - pcpp's tokens
        """Types of the C library and the kernel are declared by the parser's own prelude."""
        written = "".join(token.value for token in tokens).strip().strip('<>"')
        if written not in _OWN_TYPES:
            yield from super().include(tokens, original_line)

    def on_error(self, file: str, line: int, msg: str) -> None:
        """Keep a complaint."""
        self.complaints.append(f"{file}:{line}: {msg}")


def _numbers(reader: _Reader, name: str) -> Iterator[NamedNumber]:
    """The macros of this file whose value is a number."""
    for macro in list(reader.macros.values()):
        if macro.arglist is not None or getattr(macro, "source", None) is None or Path(macro.source).name != name:
            continue
        if not any(not _is_blank(token) for token in macro.value):
            continue
        complaints = len(reader.complaints)
        value, left = reader.evalexpr(reader.tokenize(macro.name))
        if len(reader.complaints) == complaints and left is None and type(value) is int and _is_number(reader, macro):
            yield NamedNumber(macro.name, value, Span(name, macro.lineno))
        del reader.complaints[complaints:]


def _is_number(reader: _Reader, macro: Any) -> bool:  # noqa: ANN401 - pcpp's macro
    """Whether everything in it expands to numbers and operators: what is unknown counts as 0 in a directive."""
    expanded = reader.expand_macros(reader.tokenize(macro.name))
    kinds = {token.type for token in expanded}
    return bool(kinds & {reader.t_INTEGER_TYPE, "CPP_INTEGER"}) and not kinds & {
        reader.t_ID,
        reader.t_STRING,
        "CPP_FLOAT",
    }


def _is_blank(token: Any) -> bool:  # noqa: ANN401 - pcpp's token
    return token.type in {"CPP_WS", "CPP_COMMENT1", "CPP_COMMENT2", "CPP_LINECONT"}


def _rewritten(tokens: list[Any], reader: _Reader) -> str:
    """The tokens as text: line markers where the place jumps, attributes as pragmas, no comments."""
    return _Rewriter([token for token in tokens if not _is_blank(token)], reader).text()


class _Rewriter:
    def __init__(self, tokens: list[Any], reader: _Reader) -> None:
        self._tokens = tokens
        self._reader = reader
        self._out: list[str] = []
        self._braces: list[int] = []
        self._closed = -1
        self._next_body: list[str] = []
        self._next_end: list[str] = []
        self._place = ("", 0)

    def text(self) -> str:
        """The text; fallbacks stand for names that no header defined."""
        at = 0
        while at < len(self._tokens):
            token = self._tokens[at]
            if token.value in {"__attribute__", "__attribute"}:
                at = self._attribute(at)
                continue
            self._write(token, at)
            at += 1
        return "".join(self._out)

    def _write(self, token: Any, at: int) -> None:  # noqa: ANN401 - pcpp's token
        place = (token.source or "", token.lineno)
        if place != self._place:
            self._out.append(f'\n# {token.lineno} "{Path(place[0]).name}"\n')
            self._place = place
        self._out.append(f" {_FALLBACKS.get(token.value, token.value)}")
        if token.value == "{":
            self._braces.append(len(self._out))
            self._out.append(self._pragmas(self._next_body))
        elif token.value == "}" and self._braces:
            self._closed = self._braces.pop()
        elif token.value == ";" and self._next_end:
            self._out.append(self._pragmas([f"member {kind}" for kind in self._next_end]))
            self._next_end = []
        if token.value == "{":
            self._next_body = []
        self._previous = at

    def _attribute(self, at: int) -> int:
        """Skip an attribute's parentheses; keep what it says about the layout."""
        end, depth = at + 1, 0
        while end < len(self._tokens):
            depth += {"(": 1, ")": -1}.get(self._tokens[end].value, 0)
            end += 1
            if depth == 0:
                break
        kinds = self._kinds(self._tokens[at + 1 : end])
        before = self._tokens[at - 1].value if at else ""
        if before == "}" and self._closed >= 0:
            self._out[self._closed] += self._pragmas(kinds)
        elif before in {"struct", "union"}:
            self._next_body = kinds
        else:
            self._next_end += kinds
        # What stands before the next attribute is what stood before this one.
        if end < len(self._tokens) and self._tokens[end].value in {"__attribute__", "__attribute"}:
            self._tokens[end - 1] = self._tokens[at - 1]
        return end

    def _kinds(self, tokens: list[Any]) -> list[str]:
        kinds = []
        for number, token in enumerate(tokens):
            word = token.value.strip("_")
            if word == "packed":
                kinds.append("packed")
            elif word == "aligned":
                inner = tokens[number + 1 :]
                value = (
                    self._reader.evalexpr(inner[: _closing(inner) + 1])[0] if inner and inner[0].value == "(" else 16
                )
                kinds.append(f"aligned {value}")
        return kinds

    def _pragmas(self, kinds: list[str]) -> str:
        if not kinds:
            return ""
        self._place = ("", 0)
        return "".join(f"\n#pragma {kind}\n" for kind in kinds)


def _closing(tokens: list[Any]) -> int:
    depth = 0
    for at, token in enumerate(tokens):
        depth += {"(": 1, ")": -1}.get(token.value, 0)
        if depth == 0:
            return at
    return len(tokens) - 1
