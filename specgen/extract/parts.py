"""What one file yields before linking: plain picklable values that refer to sections of their own file by number.

Nothing here depends on another file, so a part can be made in parallel and kept in the cache under its file's content.
"""

from dataclasses import dataclass, field

from specgen.diagnostics import Diagnostic
from specgen.model import Constant, Item, LabelDef, Reference, Register, Struct, Unread
from specgen.source import Span

NO_SECTION = -1
"""Text before a file's first heading: it belongs to the section that includes the file."""


@dataclass(frozen=True, slots=True)
class RawSection:
    """A heading. `kind` is "heading", "normative" or "conformance"; `role` is set for normative ones.

    `level` counts as in LaTeX (chapter 0, section 1); `labels` are those that belong to the heading itself.
    """

    level: int
    title: str
    kind: str
    role: str | None
    labels: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class RawInput:
    r"""An `\input` or `\import`: what it names, and after how many sections of this file it stands."""

    target: str
    after: int
    span: Span


@dataclass(frozen=True, slots=True)
class RawSentence:
    """A sentence with a keyword (`levels`), or one that says when a section's statements apply (`levels` empty).

    `claim` is the ID that a comment gives it.
    """

    section: int
    levels: tuple[str, ...]
    text: str
    condition: str | None
    items: tuple[Item, ...]
    span: Span
    claim: str | None = None


@dataclass(frozen=True, slots=True)
class RawEntry:
    r"""An `\item[label] text` of a description list, before anybody knows what the list is about.

    `label` is the label's plain text, `raw` its source; `text` is the item's plain text; `group` numbers the lists.
    """

    section: int
    group: int
    label: str
    raw: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class RawParagraph:
    """A paragraph of a section in which plain prose states facts (virtqueues, device IDs, feature bits)."""

    section: int
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class RawRow:
    """A table row: its cells as plain text."""

    section: int
    table: int
    cells: tuple[str, ...]
    span: Span


@dataclass(slots=True)
class FilePart:
    """Everything one file yields. Lists are in the order of the text."""

    path: str
    sections: list[RawSection] = field(default_factory=list)
    inputs: list[RawInput] = field(default_factory=list)
    sentences: list[RawSentence] = field(default_factory=list)
    entries: list[RawEntry] = field(default_factory=list)
    paragraphs: list[RawParagraph] = field(default_factory=list)
    rows: list[RawRow] = field(default_factory=list)
    structs: list[tuple[int, Struct]] = field(default_factory=list)
    constants: list[tuple[int, Constant]] = field(default_factory=list)
    registers: list[Register] = field(default_factory=list)
    labels: list[tuple[int, LabelDef]] = field(default_factory=list)
    references: list[tuple[int, Reference]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    listings: int = 0
    definitions: dict[str, str] = field(default_factory=dict)
