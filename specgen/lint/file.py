"""One file as rules see it: its source, its document tree, its prose with places, and the notes taken of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from specgen.extract.parts import RawSection
from specgen.extract.view import FileView
from specgen.latex.prose import Block, Flat, ListBlock, Paragraph, Table, walk_blocks
from specgen.source import SourceFile, Span


@dataclass(frozen=True, slots=True)
class Mention:
    r"""A name the text uses: `kind` is the macro that marks it ("field", ...), "name" for a bare VIRTIO_ word.

    `where` is "prose", "listing" or "label"; `section` is the number of the heading within the file.
    """

    name: str
    kind: str
    where: str
    section: int
    span: Span


@dataclass(slots=True)
class FileNotes:
    """What is kept of a file's tree for rules that judge the whole: plain values that can be pickled."""

    mentions: list[Mention] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Prose:
    """A run of plain text: a paragraph, an item's label or a table cell; `flat.offset(i)` is its place in the file."""

    heading: RawSection | None
    flat: Flat
    kind: str
    """One of paragraph, footnote, label and cell."""

    @property
    def normative(self) -> bool:
        """Whether the text stands in a driver or device normative section."""
        return self.heading is not None and self.heading.kind == "normative"


@dataclass
class LintFile:
    """One file while its document tree is there; what several rules need is made once."""

    view: FileView

    @property
    def source(self) -> SourceFile:
        """The file's text and lines."""
        return self.view.source

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file, without line ends."""
        return self.source.text.split("\n")

    @cached_property
    def prose(self) -> list[Prose]:
        """Every run of plain text, in the order of the text; listings and mathematics are no prose."""
        return [prose for region in self.view.regions for prose in _prose(region.heading, region.blocks)]

    def span(self, prose: Prose, start: int, end: int) -> Span:
        """The place of the characters `start` to `end` of a run of plain text."""
        return self.source.span(prose.flat.offset(start), prose.flat.offset(max(start, end - 1)) + 1)


def _prose(heading: RawSection | None, blocks: list[Block]) -> Iterator[Prose]:
    for block in walk_blocks(blocks):
        match block:
            case Paragraph():
                yield Prose(heading, block.flat, "footnote" if block.footnote else "paragraph")
            case ListBlock():
                for item in block.items:
                    if item.label is not None:
                        yield Prose(heading, item.label, "label")
            case Table():
                for row in block.rows:
                    for cell in row.cells:
                        yield Prose(heading, cell, "cell")
