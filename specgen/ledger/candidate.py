"""What matching works on: the requirements of a text and the entries of a ledger, side by side in a fixed order."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from specgen.ledger.entry import Entry, label_of
from specgen.ledger.words import Words, words_of
from specgen.model import Requirement


@dataclass(frozen=True)
class Known:
    """An entry as it stood in one version; `rank` counts the entries of its section from 0."""

    entry: Entry
    fingerprint: str
    rank: int
    version: str

    @cached_property
    def words(self) -> Words:
        """The bag of words of the wording in that version."""
        return Words.parse(self.entry.wording_at(self.version).words)

    @cached_property
    def levels(self) -> frozenset[str]:
        """The levels of the wording in that version."""
        return frozenset(self.entry.wording_at(self.version).levels)


@dataclass(frozen=True)
class Stated:
    """A requirement of the text; `index` is its place in the list, `rank` counts those of its section from 0."""

    requirement: Requirement
    label: str
    index: int
    rank: int

    @cached_property
    def words(self) -> Words:
        """Its bag of words."""
        return words_of(self.requirement)

    @property
    def order(self) -> tuple[str, int, str, int, int]:
        """What decides between equals: never the order in which files were read."""
        span = self.requirement.span
        return (self.label, self.rank, span.file, span.line, span.column)


def stated(requirements: Iterable[Requirement]) -> list[Stated]:
    """The requirements in an order that does not depend on the order of the files."""
    numbered = sorted(
        enumerate(requirements), key=lambda pair: (pair[1].span.file, pair[1].span.line, pair[1].span.column)
    )
    ranks: dict[str, int] = {}
    found = []
    for index, requirement in numbered:
        label = label_of(requirement)
        rank = ranks.get(label, 0)
        ranks[label] = rank + 1
        found.append(Stated(requirement, label, index, rank))
    return found


def known(entries: Iterable[Entry], version: str) -> list[Known]:
    """The entries as they stood in `version`, in the order they had there."""

    def order(entry: Entry) -> tuple[str, int, str]:
        file, _, line = entry.places.get(version, ":0").rpartition(":")
        return file, int(line), entry.id

    ranks: dict[str, int] = {}
    found = []
    for entry in sorted(entries, key=order):
        rank = ranks.get(entry.label, 0)
        ranks[entry.label] = rank + 1
        found.append(Known(entry, entry.wording_at(version).fingerprint, rank, version))
    return found
