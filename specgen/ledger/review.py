"""A ledger and IDs somebody has looked at -> the ledger in which these are no longer suspect."""

from collections.abc import Iterable
from dataclasses import replace

from specgen.diagnostics import SpecgenError
from specgen.ledger.entry import Status
from specgen.ledger.ledger import Ledger


def accept(ledger: Ledger, names: Iterable[str]) -> Ledger:
    """The ledger with these requirements accepted under their IDs; SpecgenError for one that is not suspect."""
    entries = dict(ledger.entries)
    for name in names:
        entry = ledger.find(name)
        if entry is None:
            raise SpecgenError(f"the ledger has no {name}")
        if entry.status is not Status.SUSPECT:
            raise SpecgenError(f"{name} is {entry.status.value}, not suspect", hint="specgen ids review lists those")
        entries[entry.id] = replace(entry, status=Status.ACTIVE)
    return Ledger(ledger.versions, ledger.last, entries)
