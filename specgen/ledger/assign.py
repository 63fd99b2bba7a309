"""A specification and a ledger -> the ledger after it: numbers for what is new, tombstones for what has gone."""

from dataclasses import dataclass, replace

from specgen.diagnostics import SpecgenError
from specgen.ledger.basis import basis_at
from specgen.ledger.candidate import Stated
from specgen.ledger.entry import Entry, Status, Wording, place_of, series_of, version_name
from specgen.ledger.identify import identification
from specgen.ledger.ledger import Ledger, order_of
from specgen.ledger.levels import levels_of
from specgen.ledger.matching import Match, Outcome
from specgen.model import Specification

_PART = 0.5


@dataclass(frozen=True, slots=True)
class Assignment:
    """The ledger after a version, and what was done: IDs that got a number, were reworded, retired."""

    ledger: Ledger
    version: str
    numbered: tuple[str, ...]
    reworded: tuple[str, ...]
    retired: tuple[str, ...]


def assign(specification: Specification, ledger: Ledger, version: str = "", *, part: bool = False) -> Assignment:
    """Enter a text as `version` (the one it states) into the ledger; the same text again changes nothing.

    With `part` the text is only a part of the specification, and nothing is retired. Raises SpecgenError for a text
    without a version, for one older than the ledger's last, for an inline ID that is none, and for a text that lacks
    most of what the ledger holds.
    """
    name = _version(specification, ledger, version)
    last = ledger.versions[-1] if ledger.versions else name
    found = identification(specification, ledger, basis_at(ledger, last))
    if found.bad_claims:
        first = found.bad_claims[0]
        raise SpecgenError(first.message, place=f"{first.span.file}:{first.span.line}")
    standing = [entry for entry in ledger if not entry.retired]
    kept = {match.entry.id for match in found.matches if match.entry is not None and match.outcome is not Outcome.NEW}
    if not part and len(kept) < _PART * len(standing):
        raise SpecgenError(
            f"this text has {len(kept)} of the {len(standing)} requirements that the ledger knows",
            hint="--part enters a part of a specification and retires nothing",
        )
    return _Entering(ledger, name, found.matches).run(part=part)


def _version(specification: Specification, ledger: Ledger, version: str) -> str:
    name = version_name(version or specification.version)
    if not name:
        raise SpecgenError("the text does not state its version", hint="--as NAME says what to call it")
    if name in ledger.versions[:-1]:
        raise SpecgenError(
            f"the ledger has {name} already, and versions after it up to {ledger.versions[-1]}",
            hint="--as NAME enters the text as a version of its own",
        )
    return name


class _Entering:
    def __init__(self, ledger: Ledger, version: str, matches: tuple[Match, ...]) -> None:
        self.version = version
        self.matches = matches
        self.before = ledger
        self.entries = dict(ledger.entries)
        self.last = dict(ledger.last)
        self.versions = ledger.versions if version in ledger.versions else (*ledger.versions, version)
        self.numbered: list[str] = []
        self.reworded: list[str] = []
        self.retired: list[str] = []

    def run(self, *, part: bool) -> Assignment:
        for match in self.matches:
            if match.entry is not None and match.outcome in {Outcome.SAME, Outcome.REWORDED}:
                self._keep(match.entry, match.stated)
        kept = {
            match.entry.id
            for match in self.matches
            if match.entry is not None and match.outcome is not Outcome.REPLACES
        }
        replaced = {match.entry.id for match in self.matches if match.entry is not None} - kept
        for entry in self.before:
            if not entry.retired and entry.id not in kept and (not part or entry.id in replaced):
                self._retire(entry)
        new = [match for match in self.matches if match.outcome in {Outcome.NEW, Outcome.REPLACES}]
        for match in sorted(new, key=_reading_order):
            self._number(match)
        entries = {name: self.entries[name] for name in sorted(self.entries, key=order_of)}
        last = {series: self.last[series] for series in sorted(self.last)}
        ledger = Ledger(self.versions, last, entries)
        return Assignment(ledger, self.version, tuple(self.numbered), tuple(self.reworded), tuple(self.retired))

    def _keep(self, entry: Entry, one: Stated) -> None:
        requirement = one.requirement
        wordings = _without(entry.wordings, self.version)
        status = entry.status
        if wordings[-1].fingerprint == requirement.fingerprint:
            wordings = (*wordings[:-1], replace(wordings[-1], versions=(*wordings[-1].versions, self.version)))
        else:
            wordings = (*wordings, self._wording(one))
            status = Status.SUSPECT
            self.reworded.append(entry.id)
        self.entries[entry.id] = replace(
            entry,
            status=status,
            kind=requirement.kind.value,
            scope=requirement.scope,
            label=one.label,
            wordings=wordings,
            places={**entry.places, self.version: place_of(one.requirement)},
        )

    def _retire(self, entry: Entry) -> None:
        places = {version: place for version, place in entry.places.items() if version != self.version}
        wordings = _without(entry.wordings, self.version)
        self.entries[entry.id] = replace(
            entry, status=Status.RETIRED, until=self.version, wordings=wordings, places=places
        )
        self.retired.append(entry.id)

    def _number(self, match: Match) -> None:
        one = match.stated
        series = series_of(one.requirement)
        number = self.last[series] = self.last.get(series, 0) + 1
        name = f"{series}-{number:04d}"
        self.entries[name] = Entry(
            id=name,
            status=Status.ACTIVE,
            role=one.requirement.role.value,
            kind=one.requirement.kind.value,
            scope=one.requirement.scope,
            label=one.label,
            since=self.version,
            until=None,
            aliases=(),
            replaces=self._replaced(match),
            wordings=(self._wording(one),),
            places={self.version: place_of(one.requirement)},
        )
        self.numbered.append(name)

    def _replaced(self, match: Match) -> tuple[str, ...]:
        """What the requirement replaces: the one it comes from, or the tombstone of the same sentence."""
        if match.entry is not None:
            return (match.entry.id,)
        done = {name for entry in self.entries.values() for name in entry.replaces}
        requirement = match.stated.requirement
        tombs = [
            entry
            for entry in self.before
            if entry.retired
            and entry.id not in done
            and entry.fingerprint == requirement.fingerprint
            and entry.scope == requirement.scope
            and entry.role == requirement.role.value
        ]
        return (
            (max(tombs, key=lambda entry: (entry.label == match.stated.label, order_of(entry.id))).id,) if tombs else ()
        )

    def _wording(self, one: Stated) -> Wording:
        requirement = one.requirement
        return Wording(requirement.fingerprint, levels_of(requirement.text), str(one.words), (self.version,))


def _without(wordings: tuple[Wording, ...], version: str) -> tuple[Wording, ...]:
    """The wordings as if the version had not been entered yet."""
    return tuple(
        replace(wording, versions=tuple(other for other in wording.versions if other != version))
        for wording in wordings
    )


def _reading_order(match: Match) -> tuple[str, int, int]:
    span = match.stated.requirement.span
    return span.file, span.line, span.column
