"""One file as rules see it: its source, its document tree, its prose with places, and the notes taken of it."""

from dataclasses import dataclass
from functools import cached_property

from specgen.extract.view import FileView
from specgen.lint.finding import Edit, Fix
from specgen.lint.markup import is_change_log, markup_of
from specgen.lint.mentions import Mentions, mentions_in
from specgen.lint.prose import prose_in
from specgen.lint.suppress import Suppression, suppressions_in
from specgen.lint.words import Words
from specgen.source import SourceFile


@dataclass(frozen=True, slots=True)
class FileNotes:
    """What is kept of a file's tree for rules that judge the whole: plain values that can be pickled."""

    suppressions: list[Suppression]
    words: dict[str, int]
    """How often each word stands in the file's prose, names left out."""
    change_log: bool
    mentions: Mentions


@dataclass
class LintFile:
    """One file while its document tree is there; what several rules need is made once."""

    view: FileView

    @property
    def source(self) -> SourceFile:
        """The file's text."""
        return self.view.source

    @cached_property
    def change_log(self) -> bool:
        """Whether the file is a log of changes, which quotes what nobody mends."""
        return is_change_log(self.source.text)

    @cached_property
    def words(self) -> Words:
        """The words of all prose; none where the file is a log of changes."""
        return Words(self.source, [] if self.change_log else list(prose_in(self.view.regions)))

    @cached_property
    def markup(self) -> str:
        """The source with comments and listings blanked out; empty for a preamble and a log of changes."""
        return "" if self.change_log else markup_of(self.view)

    def rewrite(self, first: int, last: int, text: str) -> Fix | None:
        """A fix to look at, which writes `text` from the beginning of one word to the end of another.

        `None` where the source spells them in another way than the prose.
        """
        place = self.words.place(self.words.starts[first], self.words.end(last))
        return None if place is None else Fix((Edit(self.source.path, *place, text),), f"write {text!r}", safe=False)

    @property
    def notes(self) -> FileNotes:
        """What is kept of the file."""
        mentions = mentions_in(self.view, self.words, self.markup)
        return FileNotes(suppressions_in(self.source), self.words.counts(), self.change_log, mentions)
