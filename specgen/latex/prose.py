r"""Document nodes -> blocks of plain text (paragraphs, lists, listings, tables) that still know their places.

Markup goes, words stay: `\field{x}` is x, `\ref{l}` is `<ref l>`, footnotes become paragraphs of their own.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from specgen.latex.tree import Comment, Environment, Group, Macro, Math, Node, Text, Verbatim

LISTS = frozenset({"itemize", "enumerate", "description", "itemize*", "enumerate*", "description*"})
TABLES = frozenset({"tabular", "tabular*", "tabularx", "longtable", "array"})

_REFERENCES = frozenset({"ref", "nameref", "pageref", "autoref"})
_FIRST = frozenset(
    {
        "field", "textbf", "textit", "texttt", "emph", "underline", "mbox", "textsc", "textrm", "textsf", "url",
        "nolinkurl", "textsuperscript", "textsubscript", "fbox", "ensuremath", "caption", "framebox", "sout",
    }
)  # fmt: skip
_ASIDES = frozenset({"footnote", "footnotetext"})
_SECOND = frozenset({"hyperref", "href", "textcolor", "lstinline"})
_WORDS = {
    "ldots": "...", "dots": "...", "textbackslash": "\\", "lbrack": "[", "rbrack": "]", "newline": "\n", "\\": "\n",
    "textasciitilde": "~", "textgreater": ">", "textless": "<", "textbar": "|", "textemdash": "--", "textendash": "-",
    "textquotesingle": "'", "copyright": "(c)", "linebreak": "\n", "quad": " ", "qquad": " ", "space": " ",
    "textunderscore": "_", "texttrademark": "(tm)", "LaTeX": "LaTeX", "TeX": "TeX",
    "_": "_", "&": "&", "%": "%", "#": "#", "$": "$", "{": "{", "}": "}", " ": " ", "\n": "\n", ",": " ", ";": " ",
}  # fmt: skip
_MATH_WORDS = re.compile(r"\\(?:field|text|mathrm|mathit|textit|emph)\s*\{([^{}]*)\}|\\([a-zA-Z]+) ?|\\(.)")
_MATH_SYMBOLS = {
    "ldots": "...", "dots": "...", "cdots": "...", "times": "*", "cdot": "*", "leq": "<=", "le": "<=", "geq": ">=",
    "ge": ">=", "neq": "!=", "ne": "!=", "rightarrow": "->", "to": "->", "lceil": "ceil(", "rceil": ")",
    "lfloor": "floor(", "rfloor": ")", "textbackslash": "\\", "ll": "<<", "gg": ">>", "lt": "<", "gt": ">",
}  # fmt: skip
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """White space folded to single blanks, none at the ends."""
    return " ".join(text.split())


def math_text(source: str) -> str:
    """Mathematics as plain text: symbols by their usual ASCII spelling, braces gone."""

    def spell(match: re.Match[str]) -> str:
        argument, name, character = match.groups()
        if argument is not None:
            return str(argument)
        return _MATH_SYMBOLS.get(name, name) if name is not None else str(character)

    return _MATH_WORDS.sub(spell, source).replace("{", "").replace("}", "").replace("~", " ")


class Flat:
    """Plain text assembled from pieces; `offset(i)` is where character i stands in the file."""

    __slots__ = ("_linear", "_plain", "_source", "text")

    def __init__(self, pieces: list[tuple[str, int, bool]]) -> None:
        self.text = "".join(piece[0] for piece in pieces)
        self._plain: list[int] = []
        self._source: list[int] = []
        self._linear: list[bool] = []
        position = 0
        for text, start, linear in pieces:
            if text:
                self._plain.append(position)
                self._source.append(start)
                self._linear.append(linear)
                position += len(text)

    def offset(self, position: int) -> int:
        """The offset in the file of the plain character at `position`."""
        index = bisect_right(self._plain, position) - 1
        if index < 0:
            return 0
        return self._source[index] + (position - self._plain[index] if self._linear[index] else 0)


@dataclass(slots=True)
class Paragraph:
    """Running text up to a blank line; `footnote` marks text that stood in a footnote or a caption."""

    flat: Flat
    footnote: bool = False


@dataclass(slots=True)
class Item:
    r"""One `\item`: its label in brackets or `None`, its blocks, where the `\item` stands, and the label's offsets."""

    label: Flat | None
    blocks: list["Block"]
    start: int
    label_span: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class ListBlock:
    """A list environment; `kind` without the star."""

    kind: str
    items: list[Item]
    start: int
    end: int


@dataclass(slots=True)
class Listing:
    """A verbatim block."""

    node: Verbatim


@dataclass(slots=True)
class Note:
    """A note environment."""

    blocks: list["Block"]


@dataclass(slots=True)
class Row:
    """One row of a table; `macro` is the register macro that made it, if one did."""

    cells: list[Flat]
    start: int
    macro: Macro | None = None


@dataclass(slots=True)
class Table:
    """A table: rows of cells, rules left out."""

    rows: list[Row]
    start: int


Block = Paragraph | ListBlock | Listing | Note | Table


def blocks(nodes: Iterable[Node]) -> list[Block]:
    """The blocks of a node list, in order."""
    return _Builder().build(nodes)


def flat(nodes: Iterable[Node]) -> Flat:
    """One run of plain text from nodes without block structure, such as a macro's argument."""
    builder = _Builder()
    builder.inline(nodes)
    return Flat(builder.pieces)


def plain(group: Group | None) -> str:
    """An argument's plain text, white space folded; "" for a missing one."""
    return "" if group is None else fold(flat(group.nodes).text)


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node below, in document order, arguments included."""
    for node in nodes:
        yield node
        if isinstance(node, Macro):
            for argument in node.args:
                if argument is not None:
                    yield from walk(argument.nodes)
        elif isinstance(node, Environment):
            for argument in node.args:
                if argument is not None:
                    yield from walk(argument.nodes)
            yield from walk(node.nodes)
        elif isinstance(node, Group):
            yield from walk(node.nodes)


def walk_blocks(found: Iterable[Block]) -> Iterator[Block]:
    """Every block, those within lists and notes included, in document order."""
    for block in found:
        yield block
        if isinstance(block, ListBlock):
            for item in block.items:
                yield from walk_blocks(item.blocks)
        elif isinstance(block, Note):
            yield from walk_blocks(block.blocks)


@dataclass(slots=True)
class _Builder:
    """Collects pieces of text until a block ends."""

    pieces: list[tuple[str, int, bool]] = field(default_factory=list)
    found: list[Block] = field(default_factory=list)
    asides: list[Block] = field(default_factory=list)

    def build(self, nodes: Iterable[Node]) -> list[Block]:
        self.inline(nodes)
        self._end_paragraph()
        return self.found

    def inline(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            if isinstance(node, Text):
                self._text(node)
            elif isinstance(node, Macro):
                self._macro(node)
            elif isinstance(node, Group):
                self.inline(node.nodes)
            elif isinstance(node, Math):
                self.pieces.append((math_text(node.text), node.start, False))
            elif isinstance(node, Environment):
                self._environment(node)
            elif isinstance(node, Verbatim):
                self._block(Listing(node))
            elif isinstance(node, Comment):
                continue

    def _text(self, node: Text) -> None:
        position = 0
        text = node.text
        for match in _BLANK_LINE.finditer(text):
            self.pieces.append((text[position : match.start()].replace("~", " "), node.start + position, True))
            self._end_paragraph()
            position = match.end()
        self.pieces.append((text[position:].replace("~", " "), node.start + position, True))

    def _macro(self, node: Macro) -> None:
        name, args = node.name, node.args
        if name in _WORDS:
            self.pieces.append((_WORDS[name], node.start, False))
        elif name in _REFERENCES:
            self.pieces.append((f"<ref {_label(args)}>", node.start, False))
        elif name == "cite":
            self.pieces.append((f"[{_label(args)}]", node.start, False))
        elif name in {"mmioreg", "mmiodreg"}:
            self._block(Table([_register_row(node)], node.start))
        elif name == "par":
            self._end_paragraph()
        else:
            self._words_of_argument(name, args)

    def _words_of_argument(self, name: str, args: list[Group | None]) -> None:
        """Take up the argument that is running text, if the macro has one."""
        index = 0 if name in _FIRST or name in _ASIDES else 1 if name in _SECOND else len(args)
        argument = args[index] if index < len(args) else None
        if argument is None:
            return
        if name in _ASIDES:
            self.asides += [_aside(block) for block in blocks(argument.nodes)]
        else:
            self.inline(argument.nodes)

    def _environment(self, node: Environment) -> None:
        if node.name in LISTS:
            self._block(_list(node))
        elif node.name == "note":
            self._block(Note(blocks(node.nodes)))
        elif node.name in TABLES:
            self._block(Table(_rows(node.nodes), node.start))
        else:
            self._end_paragraph()
            self.inline(node.nodes)
            self._end_paragraph()

    def _block(self, block: Block) -> None:
        self._end_paragraph()
        self.found.append(block)

    def _end_paragraph(self) -> None:
        if self.pieces:
            paragraph = Flat(self.pieces)
            self.pieces = []
            if paragraph.text.strip():
                self.found.append(Paragraph(paragraph))
        if self.asides:
            self.found += self.asides
            self.asides = []


def _label(args: list[Group | None]) -> str:
    return "" if not args or args[-1] is None else fold(source_text(args[-1].nodes))


def source_text(nodes: Iterable[Node]) -> str:
    """The text of a label or file name: characters only, as they stand."""
    return "".join(
        node.text if isinstance(node, Text) else f"\\{node.name}" if isinstance(node, Macro) and not node.args else ""
        for node in _flattened(nodes)
    )


def _flattened(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, Group):
            yield from _flattened(node.nodes)
        elif isinstance(node, Macro) and node.name in _WORDS and len(node.name) == 1:
            yield Text(_WORDS[node.name], node.start)
        else:
            yield node


def _aside(block: Block) -> Block:
    return Paragraph(block.flat, footnote=True) if isinstance(block, Paragraph) else block


def _list(node: Environment) -> ListBlock:
    items: list[Item] = []
    label: Flat | None = None
    label_span = (0, 0)
    start = -1
    content: list[Node] = []
    for child in node.nodes:
        if isinstance(child, Macro) and child.name == "item":
            if start >= 0:
                items.append(Item(label, blocks(content), start, label_span))
            argument = child.args[0] if child.args else None
            label = None if argument is None else flat(argument.nodes)
            label_span = (0, 0) if argument is None else (argument.start + 1, argument.end - 1)
            start, content = child.start, []
        else:
            content.append(child)
    if start >= 0:
        items.append(Item(label, blocks(content), start, label_span))
    elif content:
        items.append(Item(None, blocks(content), node.start))
    return ListBlock(node.name.rstrip("*"), items, node.start, node.end)


def _register_row(node: Macro) -> Row:
    cells = [flat(argument.nodes) if argument is not None else Flat([]) for argument in node.args]
    return Row(cells, node.start, node)


_ROW_ENDS = frozenset({"\\", "tabularnewline", "endhead", "endfirsthead", "endfoot", "endlastfoot"})
_RULES = frozenset({"hline", "cline", "caption", "label"})


def _rows(nodes: list[Node]) -> list[Row]:
    builder = _RowBuilder(start=nodes[0].start if nodes else 0)
    for node in nodes:
        builder.take(node)
    builder.end_row(0)
    return builder.rows


@dataclass(slots=True)
class _RowBuilder:
    """Splits a table's nodes at `&` and at the ends of rows."""

    start: int
    rows: list[Row] = field(default_factory=list)
    cell: list[Node] = field(default_factory=list)
    cells: list[list[Node]] = field(default_factory=list)

    def take(self, node: Node) -> None:
        if isinstance(node, Text) and "&" in node.text:
            self._split(node)
        elif not isinstance(node, Macro):
            self.cell.append(node)
        elif node.name in _ROW_ENDS:
            self.end_row(node.end)
        elif node.name in {"mmioreg", "mmiodreg"}:
            self.end_row(node.end)
            self.rows.append(_register_row(node))
        elif node.name not in _RULES:
            self.cell.append(node)

    def _split(self, node: Text) -> None:
        position = 0
        for part in re.split(r"(&)", node.text):
            if part == "&":
                self.cells.append(self.cell)
                self.cell = []
            elif part:
                self.cell.append(Text(part, node.start + position))
            position += len(part)

    def end_row(self, next_start: int) -> None:
        flats = [flat(content) for content in (*self.cells, self.cell)]
        if any(content.text.strip() for content in flats):
            self.rows.append(Row(flats, self.start))
        self.cell, self.cells, self.start = [], [], next_start
