"""The blocks below a file's headings -> its runs of plain text, each with its heading and its place in the file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from specgen.extract.parts import RawSection
from specgen.extract.view import ViewRegion
from specgen.latex.prose import Block, Flat, ListBlock, Paragraph, Table, walk_blocks


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


def prose_in(regions: Iterable[ViewRegion]) -> Iterator[Prose]:
    """Every run of plain text, in the order of the text; listings and mathematics are no prose."""
    for region in regions:
        yield from _prose(region.heading, region.blocks)


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
