r"""One source file -> a document: sections with their nodes, read region by region so that damage stays where it is.

A region runs from one heading to the next. What cannot be parsed in a region is a `Problem`; reading goes on after it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import ClassVar

from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexCommentNode,
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexMathNode,
)

from specgen.latex.macros import HEADINGS, VERBATIM
from specgen.latex.tree import Comment, Environment, Group, Macro, Math, Node, Text, Verbatim
from specgen.latex.walker import RegionError, Walker

_HEADING_NAMES = "|".join([*HEADINGS, "drivernormative", "devicenormative", "conformance"])
_SCAN = re.compile(
    rf"""
      \\begin\{{(?P<verbatim>{"|".join(sorted(VERBATIM))})\}}
    | \\(?P<heading>{_HEADING_NAMES})(?![a-zA-Z@])(?=\s*[*\[{{])
    | \\(?P<document>begin|end)\{{document\}}
    | \\(?P<definition>(?:re|provide)?newcommand|providecommand|(?:re)?newenvironment|def)(?![a-zA-Z@])
    | \\.
    | %[^\n]*
    """,
    re.VERBOSE | re.DOTALL,
)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_NEXT_HEADING = re.compile(rf"^[ \t]*\\(?:{_HEADING_NAMES})(?![a-zA-Z@])", re.MULTILINE)


@dataclass(slots=True)
class Problem:
    """A region the parser could not read whole: offsets into the file's text, and why."""

    start: int
    end: int
    reason: str


@dataclass(slots=True)
class Document:
    r"""One file: `regions` of nodes, each starting with its heading macro but for the first; `problems` found.

    `body_start` is the offset after `\begin{document}`, 0 where there is none.
    """

    regions: list[list[Node]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    body_start: int = 0


def parse_document(text: str) -> Document:
    """Read a whole file; never raises on any text, and takes time linear in it."""
    document = Document()
    body_start, body_end = _document_body(text)
    document.body_start = body_start
    bounds = [body_start, *_heading_offsets(text, body_start, body_end), body_end]
    for start, end in pairwise(bounds):
        document.regions.append(_parse_region(text, start, end, document.problems))
    return document


def _document_body(text: str) -> tuple[int, int]:
    r"""The offsets between `\begin{document}` and `\end{document}`, the whole text where there is none."""
    start, end = 0, len(text)
    for match in _scan(text, 0):
        if match["document"] == "begin":
            start = match.end()
        elif match["document"] == "end":
            return start, match.start()
    return start, end


def _scan(text: str, start: int) -> Iterator[re.Match[str]]:
    """Matches outside comments and verbatim bodies; a verbatim body that is never closed ends at a heading."""
    position = start
    while (match := _SCAN.search(text, position)) is not None:
        position = match.end()
        name = match["verbatim"]
        if name is not None:
            position = _verbatim_end(text, position, name)
        yield match


def _verbatim_end(text: str, position: int, name: str) -> int:
    closing = f"\\end{{{name}}}"
    end = text.find(closing, position)
    reopened = text.find(f"\\begin{{{name}}}", position, end if end != -1 else len(text))
    if end == -1 or reopened != -1:
        heading = _NEXT_HEADING.search(text, position, end if end != -1 else len(text))
        if heading is not None:
            return heading.start()
    return len(text) if end == -1 else end + len(closing)


def _heading_offsets(text: str, start: int, end: int) -> list[int]:
    """Where headings start, in definitions' bodies excepted."""
    offsets = []
    defining = -1
    for match in _scan(text, start):
        if match.start() >= end:
            break
        if match["definition"] is not None:
            defining = _definition_end(text, match.end())
        elif match["heading"] is not None and match.start() >= defining:
            offsets.append(match.start())
    return offsets


def _definition_end(text: str, position: int) -> int:
    """One past the groups that follow a definition macro, so that headings in a macro's body are no headings."""
    limit = min(len(text), position + 4000)
    depth = 0
    closed = position
    while position < limit:
        character = text[position]
        if character == "\\":
            position += 1
        elif character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            closed = position + 1
            if depth < 0:
                break
        elif character == "\n" and depth == 0:
            break
        position += 1
    return closed


def _parse_region(text: str, start: int, end: int, problems: list[Problem]) -> list[Node]:
    try:
        return _walk(text, start, end, problems)
    except RegionError as error:
        problems.append(Problem(start + min(error.position, end - start), end, error.reason))
    nodes: list[Node] = []
    position = start
    for match in _PARAGRAPH.finditer(text, start, end):
        nodes += _parse_piece(text, position, match.end(), problems)
        position = match.end()
    return nodes + _parse_piece(text, position, end, problems)


def _parse_piece(text: str, start: int, end: int, problems: list[Problem]) -> list[Node]:
    """A paragraph of a region that was too deep as a whole; left out where it is the one that is too deep."""
    try:
        return _walk(text, start, end, problems)
    except RegionError:
        return []


def _walk(text: str, start: int, end: int, problems: list[Problem]) -> list[Node]:
    walker = Walker(text[start:end])
    nodes, _, _ = walker.get_latex_nodes()
    for position, reason in walker.forgiven:
        problems.append(Problem(start + min(position, end - start), end, _plain(reason)))
    return _Converter(text, start).nodes(nodes)


def _plain(reason: str) -> str:
    return re.sub(r"\s+", " ", reason).strip().removesuffix(".")


class _Converter:
    """pylatexenc's nodes of one region -> ours, with offsets into the file."""

    def __init__(self, text: str, base: int) -> None:
        self._text = text
        self._base = base

    def nodes(self, raw: list[object]) -> list[Node]:
        """Convert a list of nodes; macros in math stay source text."""
        return [node for item in raw if (node := self._node(item)) is not None]

    def _node(self, raw: object) -> Node | None:
        convert = self._converters.get(type(raw))
        if convert is None:
            return None
        start = self._base + raw.pos  # type: ignore[attr-defined]  # pylatexenc has no types
        return convert(self, raw, start, start + raw.len)  # type: ignore[attr-defined]

    def _chars(self, raw: object, start: int, _end: int) -> Node:
        return Text(self._text[start : start + len(raw.chars)], start)  # type: ignore[attr-defined]

    def _macro(self, raw: object, start: int, end: int) -> Node:
        star, arguments = self._arguments(raw)
        return Macro(raw.macroname, arguments, start, end, star)  # type: ignore[attr-defined]

    def _group(self, raw: object, start: int, end: int) -> Node:
        return Group(self.nodes(raw.nodelist), start, end)  # type: ignore[attr-defined]

    def _comment(self, raw: object, start: int, _end: int) -> Node:
        return Comment(raw.comment, start)  # type: ignore[attr-defined]

    def _math(self, raw: object, start: int, end: int) -> Node:
        left, right = raw.delimiters  # type: ignore[attr-defined]
        return Math(self._text[start + len(left) : end - len(right)], start + len(left))

    def _environment(self, raw: object, start: int, end: int) -> Node:
        name = raw.environmentname  # type: ignore[attr-defined]
        if name in VERBATIM:
            body_start, body_end = (self._base + offset for offset in raw.nodelist[0])  # type: ignore[attr-defined]
            options, body_start = _verbatim_options(self._text, body_start, body_end)
            return Verbatim(name, options, self._text[body_start:body_end], start, body_start, end)
        _, arguments = self._arguments(raw)
        return Environment(name, arguments, self.nodes(raw.nodelist), start, end)  # type: ignore[attr-defined]

    def _arguments(self, raw: object) -> tuple[bool, list[Group | None]]:
        parsed = raw.nodeargd  # type: ignore[attr-defined]
        if parsed is None or parsed.argnlist is None:
            return False, []
        star = False
        arguments: list[Group | None] = []
        for spec, node in zip(parsed.argspec, parsed.argnlist, strict=False):
            if spec == "*":
                star = node is not None
            elif node is None:
                arguments.append(None)
            else:
                converted: Node | None = self._node(node)
                if not isinstance(converted, Group):
                    inner: list[Node] = [] if converted is None else [converted]
                    converted = Group(inner, self._base + node.pos, self._base + node.pos + node.len)
                arguments.append(converted)
        return star, arguments

    _converters: ClassVar = {
        LatexCharsNode: _chars,
        LatexMacroNode: _macro,
        LatexGroupNode: _group,
        LatexEnvironmentNode: _environment,
        LatexCommentNode: _comment,
        LatexMathNode: _math,
    }


def _verbatim_options(text: str, start: int, end: int) -> tuple[str, int]:
    """Split `[label=..., escapechar=|]` off a verbatim body; the options end at the matching bracket."""
    position = start
    while position < end and text[position] in " \t":
        position += 1
    if position >= end or text[position] != "[":
        return "", start
    close = text.find("]", position, end)
    newline = text.find("\n", position, end)
    if close == -1 or (newline != -1 and close > newline + 400):
        return "", start
    return text[position + 1 : close], close + 1
