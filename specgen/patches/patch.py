"""What a patch is once it is read: the mail around it, its files, its hunks, each with its line in the input."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from specgen.diagnostics import Diagnostic


class Change(StrEnum):
    """What a patch does to one file; `MODE` touches no text."""

    MODIFY = "modify"
    ADD = "add"
    DELETE = "delete"
    RENAME = "rename"
    COPY = "copy"
    MODE = "mode"


class HunkLine(NamedTuple):
    """One line of a hunk: `sign` is " ", "+" or "-"; `text` ends in a line feed unless the file ends without one."""

    sign: str
    text: str
    line: int
    """Its line in the patch as it was given, from 1."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """One `@@` block; starts count from 1 and are 0 where the side is empty, as in the diff itself."""

    old_start: int
    old_count: int
    new_start: int
    new_count: int
    lines: tuple[HunkLine, ...]
    line: int

    @property
    def header(self) -> str:
        """The numbers as a diff writes them."""
        return f"@@ -{self.old_start},{self.old_count} +{self.new_start},{self.new_count} @@"

    @property
    def old(self) -> list[HunkLine]:
        """The lines that must stand in the file before."""
        return [line for line in self.lines if line.sign != "+"]

    @property
    def new(self) -> list[HunkLine]:
        """The lines that stand there afterwards."""
        return [line for line in self.lines if line.sign != "-"]

    def context(self) -> tuple[int, int]:
        """How many unchanged lines lead and how many trail."""
        changed = [index for index, line in enumerate(self.lines) if line.sign != " "]
        if not changed:
            return len(self.lines), 0
        return changed[0], len(self.lines) - changed[-1] - 1


@dataclass(frozen=True, slots=True)
class FilePatch:
    """What happens to one file.

    `old` and `new` hold the names it may have in a tree, the likeliest first: a diff without git's own header does not
    say how many leading directories of its names are the writer's. An empty tuple is /dev/null.
    """

    change: Change
    old: tuple[str, ...]
    new: tuple[str, ...]
    hunks: tuple[Hunk, ...]
    line: int
    by_git: bool = True

    @property
    def name(self) -> str:
        """The file in messages."""
        return (self.new or self.old)[0]

    def added(self) -> Iterator[HunkLine]:
        """The lines it adds."""
        return (line for hunk in self.hunks for line in hunk.lines if line.sign == "+")

    def content(self) -> tuple[object, ...]:
        """All of it but the places, to tell a patch that arrived twice."""
        hunks = tuple((hunk.header, tuple((line.sign, line.text) for line in hunk.lines)) for hunk in self.hunks)
        return (self.change, self.old, self.new, hunks)


@dataclass(frozen=True, slots=True)
class Patch:
    """One patch of a series: `name` is the input it came from, as the user knows it.

    `message` is the text a commit would carry and `message_line` the line of the input it starts at (0 where there is
    none); `number` of `total` is its place in the series (0 of 0 where the subject has none), `version` 1 unless the
    subject says v2 or later. `subject` is without its [PATCH] tags, which are in `tags`.
    """

    name: str
    files: tuple[FilePatch, ...]
    subject: str = ""
    tags: tuple[str, ...] = ()
    author: str = ""
    date: str = ""
    message: str = ""
    message_line: int = 0
    number: int = 0
    total: int = 0
    version: int = 1
    line: int = 1
    crlf: bool = False
    """Every line came with CRLF, which the lines here no longer show."""
    page: bool = False
    """It was taken from a page for readers, which may have lost blanks at line ends."""
    notes: tuple[Diagnostic, ...] = ()
    """What was set aside or looked odd while reading."""

    @property
    def title(self) -> str:
        """Subject and place in the series, for headings."""
        place = f"[{self.number}/{self.total}] " if self.total else ""
        return place + (self.subject or f"{self.name}:{self.line}")
