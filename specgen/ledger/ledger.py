"""All entries of a ledger, and the ways to find one: by ID, by alias, by the name it had before it got a number."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from specgen.ledger.entry import ID, PROVISIONAL, Entry

SCHEMA = "specgen-ledger/1"


@dataclass(frozen=True, slots=True)
class Ledger:
    """`versions` in the order they were entered, `last` the highest number ever given in each series, entries by ID."""

    versions: tuple[str, ...] = ()
    last: dict[str, int] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)

    def find(self, name: str) -> Entry | None:
        """The entry of an ID, an alias or a provisional name; None where the ledger has none."""
        found = self.entries.get(name)
        if found is not None:
            return found
        if PROVISIONAL.fullmatch(name):
            series, _, start = name.partition("-new-")
            return next((entry for entry in self if entry.id.startswith(f"{series}-") and _had(entry, start)), None)
        return next((entry for entry in self if name in entry.aliases), None)

    def successors(self, name: str) -> tuple[Entry, ...]:
        """The entries that took the place of `name`."""
        return tuple(entry for entry in self if name in entry.replaces)

    def __iter__(self) -> Iterator[Entry]:
        """The entries in the order of the file."""
        return iter(self.entries.values())


def order_of(name: str) -> tuple[str, int]:
    """What IDs are sorted by: series, then number."""
    match = ID.fullmatch(name)
    return (match["series"], int(match["number"])) if match else (name, 0)


def _had(entry: Entry, start: str) -> bool:
    return any(wording.fingerprint.startswith(start) for wording in entry.wordings)
