"""A ledger -> what contradicts itself in it: numbers that vanished, names used twice, versions nobody entered."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from specgen.ledger.entry import ID, SERIES, Entry, Status
from specgen.ledger.ledger import Ledger

_SHOWN = 20
_FINGERPRINT = re.compile(r"[0-9a-f]{12}")
_WORDS = re.compile(r"(?:[A-Za-z0-9_-]{2})*(?:\.(?:[A-Za-z0-9_-]{2})*)?")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and the line of the ledger's file it is about."""

    line: int
    message: str


def problems_in(ledger: Ledger, lines: Mapping[str, int], first: int) -> Iterator[Problem]:
    """What is wrong with a ledger; `lines` has the line of each ID and each series, `first` that of the versions."""
    if len(set(ledger.versions)) != len(ledger.versions):
        yield Problem(first, "a version is named twice")
    yield from _numbers(ledger, lines)
    yield from _names(ledger, lines)
    order = {version: number for number, version in enumerate(ledger.versions)}
    for entry in ledger:
        for message in _contradictions(entry, order):
            yield Problem(lines[entry.id], f"{entry.id} {message}")


def _numbers(ledger: Ledger, lines: Mapping[str, int]) -> Iterator[Problem]:
    """Every number up to the last of its series must be there: an ID is never taken out."""
    for series, last in ledger.last.items():
        if not SERIES.fullmatch(series):
            yield Problem(lines[series], f"{series!r} is no series of IDs")
            continue
        names = (f"{series}-{number:04d}" for number in range(1, last + 1))
        for name in islice((name for name in names if name not in ledger.entries), _SHOWN):
            yield Problem(lines[series], f"{name} has vanished: an ID is retired, never removed")
    for name in ledger.entries:
        match = ID.fullmatch(name)
        if match is None:
            yield Problem(lines[name], f"{name!r} is no ID")
        elif not 1 <= int(match["number"]) <= ledger.last.get(match["series"], 0):
            yield Problem(lines[name], f"{name} is beyond the last number of its series")


def _names(ledger: Ledger, lines: Mapping[str, int]) -> Iterator[Problem]:
    """An alias means one entry, and what is replaced is a tombstone."""
    known: dict[str, str] = {}
    for entry in ledger:
        for alias in entry.aliases:
            other = known.setdefault(alias, entry.id)
            if other != entry.id:
                yield Problem(lines[entry.id], f"{entry.id} has the alias {alias} of {other}")
            if alias in ledger.entries and not ledger.entries[alias].retired:
                yield Problem(lines[entry.id], f"{entry.id} has the alias {alias}, which is an ID in use")
        for name in entry.replaces:
            if name not in ledger.entries:
                yield Problem(lines[entry.id], f"{entry.id} replaces {name}, which is not there")
            elif not ledger.entries[name].retired:
                yield Problem(lines[entry.id], f"{entry.id} replaces {name}, which is not retired")


def _contradictions(entry: Entry, order: Mapping[str, int]) -> Iterator[str]:
    standing = [version for wording in entry.wordings for version in wording.versions]
    named = [*entry.places, *standing, entry.since, *([] if entry.until is None else [entry.until])]
    unknown = [version for version in named if version not in order]
    if unknown:
        yield f"names version {unknown[0]}, which the ledger does not know"
        return
    if [*entry.places] != sorted(entry.places, key=order.__getitem__):
        yield "has its places out of order"
    if len(set(standing)) != len(standing) or set(standing) != set(entry.places):
        yield "has wordings and places for different versions"
    if any(order[version] < order[entry.since] for version in named):
        yield f"stands in a version before {entry.since}, its first"
    if entry.until is not None and any(order[version] >= order[entry.until] for version in entry.places):
        yield f"stands in a version after {entry.until}, when it was retired"
    yield from _impossible(entry)


def _impossible(entry: Entry) -> Iterator[str]:
    """What no entry can be, whatever the versions are."""
    if entry.retired != (entry.until is not None):
        yield "is retired without saying since when" if entry.retired else "has an end, but is not retired"
    if entry.status is Status.SUSPECT and entry.revision == 1:
        yield "is suspect, but was never reworded"
    for wording in entry.wordings:
        if not _FINGERPRINT.fullmatch(wording.fingerprint):
            yield f"has no fingerprint in {wording.fingerprint!r}"
        if not _WORDS.fullmatch(wording.words):
            yield "has damaged words"
