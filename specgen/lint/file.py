"""One file as rules see it: its source, its document tree, its prose with places, and the notes taken of it."""

from dataclasses import dataclass, field
from functools import cached_property

from specgen.extract.view import FileView
from specgen.lint.markup import is_change_log, markup_of
from specgen.lint.prose import Prose, prose_in
from specgen.lint.suppress import Suppression
from specgen.lint.words import Words
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
    suppressions: list[Suppression] = field(default_factory=list)
    words: dict[str, int] = field(default_factory=dict)
    """How often each word stands in the file's prose, names left out."""


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
        return list(prose_in(self.view.regions))

    @cached_property
    def words(self) -> Words:
        """The words of all prose; none where the file is a log of changes."""
        return Words(self.source, [] if is_change_log(self.source.text) else self.prose)

    @cached_property
    def markup(self) -> str:
        """The source with comments and listings blanked out; empty for a preamble and a log of changes."""
        return "" if is_change_log(self.source.text) else markup_of(self.view)

    def span(self, prose: Prose, start: int, end: int) -> Span:
        """The place of the characters `start` to `end` of a run of plain text."""
        return self.source.span(prose.flat.offset(start), prose.flat.offset(max(start, end - 1)) + 1)
