"""One source file -> what may be seen of it while its document tree is there: for stages that judge more than facts.

The tree is dropped once a file has been read; a stage above hands in an `Inspection`, which looks at every file while
it is being read, in the process that reads it, and keeps what it makes of it beside the file's part in the cache.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from specgen.extract.parts import NO_SECTION, FilePart, RawSection
from specgen.latex import Document, Node, Verbatim
from specgen.latex.prose import Block
from specgen.source import SourceFile
from specgen.syntax.declaration import Listing


@dataclass(frozen=True, slots=True)
class ViewRegion:
    """The nodes and the blocks of text below one heading; `heading` is `None` before a file's first heading."""

    heading: RawSection | None
    section: int
    nodes: list[Node]
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class ReadListing:
    """A listing as parsed; offsets in `listing` count from `node.body_start`."""

    heading: RawSection | None
    node: Verbatim
    listing: Listing


@dataclass(frozen=True, slots=True)
class FileView:
    """One file with its tree: `part` is what it yields, `regions` and `listings` are in the order of the text."""

    source: SourceFile
    document: Document
    part: FilePart
    regions: list[ViewRegion]
    listings: list[ReadListing]

    def heading(self, section: int) -> RawSection | None:
        """The heading of a section of this file."""
        return None if section == NO_SECTION else self.part.sections[section]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a stage above makes of every file: `look` is a function of a module, its value can be pickled.

    `key` changes when `look` would give something else for the same text. `prepare` loads what `look` needs, once,
    before files are shared between processes.
    """

    key: str
    look: Callable[[FileView], Any]
    prepare: Callable[[], None] = lambda: None
