r"""One source file -> its `FilePart`: the document tree is made, walked once by every pass, and dropped."""

import re
from collections.abc import Iterator

from specgen.diagnostics import Diagnostic, Severity
from specgen.extract.claims import attach_claims
from specgen.extract.layout import model_declarations
from specgen.extract.outline import Region, argument_label, label_name, outline
from specgen.extract.parts import NO_SECTION, FilePart, RawEntry, RawInput, RawParagraph, RawRow
from specgen.extract.sentences import block_text, requirements_in
from specgen.extract.view import FileView, ReadListing, ViewRegion
from specgen.latex import Document, Macro, Node, Verbatim, parse_document
from specgen.latex.macros import DEFINITIONS
from specgen.latex.prose import ListBlock, Listing, Paragraph, Table, blocks, fold, plain, walk, walk_blocks
from specgen.model import LabelDef, Reference, Register, Unread
from specgen.source import SourceFile, Span
from specgen.syntax.listing import parse_listing

_REFERENCES = frozenset({"ref", "nameref", "pageref", "autoref", "hyperref"})
_INPUTS = frozenset({"input", "include", "import", "subimport"})
_NAMED_NUMBER = re.compile(r"^\s*[A-Z][A-Za-z0-9_]+\s*\(\s*(?:0x[0-9A-Fa-f]+|\d+)\s*\)")
_FACTUAL = re.compile(r"virtqueue|device id|feature bit", re.IGNORECASE)
_LABEL_OPTION = re.compile(r"label\s*=\s*(?:\{([^}]*)\}|([^,\]]+))")
_NUMBER = re.compile(r"0x[0-9A-Fa-f]+|\d+")


def read_part(path: str, text: str) -> FilePart:
    """Everything one file states; never raises on any text."""
    return view_file(path, text).part


def view_file(path: str, text: str) -> FileView:
    """Everything one file states, with the document tree it was taken from; never raises on any text."""
    source = SourceFile(path, text)
    document = parse_document(text)
    part = FilePart(path, definitions=_definitions(text))
    view = FileView(source, document, part, [], [])
    _problems(part, source, document)
    for target, start, end in inputs_in(text[: document.body_start]):
        part.inputs.append(RawInput(target, 0, source.span(start, end)))
    part.sections, regions = outline(source, document)
    for region in regions:
        _read_region(view, region)
    part.sentences = attach_claims(source, part.sentences)
    return view


def preamble_view(path: str, text: str) -> FileView:
    r"""A file that stands before `\begin{document}`: it yields nothing but the files it includes."""
    part = FilePart(path, definitions=_definitions(text))
    source = SourceFile(path, text)
    for target, start, end in inputs_in(text):
        part.inputs.append(RawInput(target, 0, source.span(start, end)))
    return FileView(source, parse_document(""), part, [], [])


_INPUT = re.compile(
    r"\\(?:input|include)(?![a-zA-Z])\s*(?:\{([^{}]*)\}|([^\s{}\\%]+))"
    r"|\\(?:sub)?import\s*\{([^{}]*)\}\s*\{([^{}]*)\}|\\.|%[^\n]*",
    re.DOTALL,
)


def inputs_in(text: str) -> Iterator[tuple[str, int, int]]:
    r"""The files a text names in `\input` and `\import`, comments left out: target, start and end offset."""
    for match in _INPUT.finditer(text):
        target = match[1] or match[2] or (f"{match[3]}{match[4]}" if match[3] is not None else None)
        if target:
            yield target.strip(), match.start(), match.end()


_DEFINITION = re.compile(
    r"^[ \t]*\\(?:re)?newcommand\*?\s*\{?\\([A-Za-z]+)\}?\s*\{((?:[^{}\n]|\{[^{}\n]*\})*)\}", re.MULTILINE
)


def _definitions(text: str) -> dict[str, str]:
    r"""The `\newcommand`s without arguments, such as the revision's number."""
    return {match[1]: match[2] for match in _DEFINITION.finditer(text)} if "newcommand" in text else {}


def _problems(part: FilePart, source: SourceFile, document: Document) -> None:
    for problem in document.problems:
        span = source.span(problem.start, problem.end)
        part.unread.append(Unread(span, "latex", problem.reason))
        part.diagnostics.append(
            Diagnostic("VS903", Severity.WARNING, f"cannot be read whole: {problem.reason}", source.span(problem.start))
        )


def _read_region(view: FileView, region: Region) -> None:
    part, source, section, nodes = view.part, view.source, region.section, region.nodes
    _read_macros(part, source, section, nodes)
    found = blocks(nodes)
    view.regions.append(ViewRegion(view.heading(section), section, nodes, found))
    part.sentences += requirements_in(source, section, found)
    title = part.sections[section].title if section != NO_SECTION else ""
    factual = section == NO_SECTION or _FACTUAL.search(title) is not None
    for block in walk_blocks(found):
        if isinstance(block, ListBlock):
            _read_list(part, source, section, block)
        elif isinstance(block, Table):
            _read_table(part, source, section, block)
        elif isinstance(block, Listing):
            _read_listing(view, section, block.node)
        elif factual and isinstance(block, Paragraph):
            start = block.flat.offset(_first(block.flat.text))
            part.paragraphs.append(RawParagraph(section, fold(block.flat.text), source.span(start)))


def _first(text: str) -> int:
    return len(text) - len(text.lstrip())


def _read_macros(part: FilePart, source: SourceFile, section: int, nodes: list[Node]) -> None:
    defining = -1
    for node in walk(nodes):
        if isinstance(node, Verbatim):
            _listing_label(part, source, section, node)
        if not isinstance(node, Macro) or node.start < defining:
            continue
        span = source.span(node.start, node.end)
        if node.name in DEFINITIONS:
            defining = node.end
        elif node.name == "label":
            title = part.sections[section].title if section != NO_SECTION else ""
            part.labels.append((section, LabelDef(label_name(node), title, span)))
        elif node.name in _REFERENCES:
            _reference(part, section, node, span)
        elif node.name in _INPUTS:
            target = "".join(plain(argument) for argument in node.args)
            part.inputs.append(RawInput(target, section + 1, span))
        elif node.name in {"mmioreg", "mmiodreg"}:
            part.registers += _registers(node, span)


def _reference(part: FilePart, section: int, node: Macro, span: Span) -> None:
    if node.name != "hyperref":
        part.references.append((section, Reference(node.name, label_name(node), span)))
    elif node.args and node.args[0] is not None:
        part.references.append((section, Reference(node.name, argument_label(node.args[0]), span)))


def _listing_label(part: FilePart, source: SourceFile, section: int, node: Verbatim) -> None:
    match = _LABEL_OPTION.search(node.options)
    if match is not None:
        name = fold(match[1] if match[1] is not None else match[2])
        part.labels.append((section, LabelDef(name, name, source.span(node.start))))


def _registers(node: Macro, span: Span) -> list[Register]:
    """`mmioreg` has name, function, offset, direction, text; `mmiodreg` has two names and two offsets."""
    cells = [plain(argument) for argument in node.args]
    if node.name == "mmioreg" and len(cells) >= 4:
        pairs = [(cells[0], cells[2])]
        function, direction = cells[1], cells[3]
    elif len(cells) >= 6:
        pairs = [(cells[0], cells[3]), (cells[1], cells[4])]
        function, direction = cells[2], cells[5]
    else:
        return []
    found = []
    for name, offset in pairs:
        number = _NUMBER.match(offset)
        if number is not None:
            found.append(Register(name, function, int(number.group(), 0), direction, span))
    return found


def _read_list(part: FilePart, source: SourceFile, section: int, block: ListBlock) -> None:
    group = block.start
    for item in block.items:
        text = block_text(item.blocks)
        if block.kind == "description" or (item.label is None and _NAMED_NUMBER.match(text)):
            label = "" if item.label is None else item.label.text
            raw = source.text[slice(*item.label_span)]
            part.entries.append(RawEntry(section, group, label, raw, text, source.span(item.start)))


def _read_table(part: FilePart, source: SourceFile, section: int, table: Table) -> None:
    for row in table.rows:
        if row.macro is None and len(row.cells) > 1:
            cells = tuple(fold(cell.text) for cell in row.cells)
            first = next(cell for cell in row.cells if cell.text.strip())
            start = first.offset(_first(first.text))
            part.rows.append(RawRow(section, table.start, cells, source.span(start)))


def _read_listing(view: FileView, section: int, node: Verbatim) -> None:
    part, source = view.part, view.source
    part.listings += 1
    listing = parse_listing(node.body)
    view.listings.append(ReadListing(view.heading(section), node, listing))

    def span(start: int, end: int) -> Span:
        return source.span(node.body_start + start, node.body_start + end)

    structs, constants, unread = model_declarations(listing, span)
    part.structs += [(section, struct) for struct in structs]
    part.constants += [(section, constant) for constant in constants]
    part.unread += unread
