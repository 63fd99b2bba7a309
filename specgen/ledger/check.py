"""A specification and a ledger -> what is wrong between them: IDs that vanished from the text, or are used wrongly."""

from dataclasses import dataclass

from specgen.ledger.basis import Basis
from specgen.ledger.entry import Entry, version_name
from specgen.ledger.identify import identification
from specgen.ledger.ledger import Ledger
from specgen.ledger.matching import Outcome
from specgen.model import Specification

_PART = 0.5


@dataclass(frozen=True, slots=True)
class Check:
    """What a text and a ledger say of each other.

    `wrong` has a place and a message for each defect, `notes` what was not checked and why; `counts` has how many
    requirements of the text are the same, reworded, replacing others or new.
    """

    version: str
    wrong: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    counts: dict[Outcome, int]


def check(specification: Specification, ledger: Ledger) -> Check:
    """Compare a text with the version of the ledger that is nearest to it."""
    found = identification(specification, ledger)
    counts = {outcome: sum(match.outcome is outcome for match in found.matches) for outcome in Outcome}
    wrong = [(f"{claim.span.file}:{claim.span.line}", claim.message) for claim in found.bad_claims]
    kept = {
        match.entry.id for match in found.matches if match.entry is not None and match.outcome is not Outcome.REPLACES
    }
    replacing = {
        match.entry.id: match.stated.requirement.span
        for match in found.matches
        if match.entry is not None and match.outcome is Outcome.REPLACES
    }
    expected, notes = _expected(specification, ledger, found.basis, counts)
    for entry in expected:
        if entry.id in replacing:
            span = replacing[entry.id]
            wrong.append((f"{span.file}:{span.line}", f"{entry.id} has become another requirement: it needs a new ID"))
        elif entry.id not in kept:
            place = entry.places[found.basis.version]
            wrong.append((place, f"{entry.id} has vanished from the text (place as of {found.basis.version})"))
    return Check(found.basis.version, tuple(wrong), tuple(notes), counts)


def compare(before: Ledger, after: Ledger) -> list[str]:
    """What an edit of a ledger must not do: take IDs out, give them to other requirements, or call them back."""
    wrong = []
    for old in before:
        new = after.entries.get(old.id)
        if new is None:
            wrong.append(f"{old.id} has vanished from the ledger")
        elif not {wording.fingerprint for wording in old.wordings} <= {wording.fingerprint for wording in new.wordings}:
            wrong.append(f"{old.id} was reused: the ledger has forgotten wordings of it")
        elif old.retired and not new.retired:
            wrong.append(f"{old.id} was retired and has come back")
        elif (old.role, old.since) != (new.role, new.since):
            wrong.append(f"{old.id} was reused: it had another role or first version")
    return wrong


def _expected(
    specification: Specification, ledger: Ledger, basis: Basis, counts: dict[Outcome, int]
) -> tuple[list[Entry], list[str]]:
    """The entries that the text must have, and why they may be fewer than those of the version."""
    if not ledger.versions:
        return [], ["the ledger is empty"]
    if not counts[Outcome.SAME]:
        return [], ["no requirement of this text is in the ledger as it stands: vanished IDs are not looked for"]
    if basis.historic and version_name(specification.version) != basis.version:
        return [], [f"the text is older than {ledger.versions[-1]}: vanished IDs are not looked for"]
    entries = [known.entry for known in basis.entries]
    here = {requirement.scope for requirement in specification.requirements}
    scopes = {entry.scope for entry in entries}
    if len(scopes & here) < _PART * len(scopes):
        present = ", ".join(sorted(scopes & here))
        return [entry for entry in entries if entry.scope in here], [
            f"the text is a part: IDs are looked for in {present}"
        ]
    return entries, []
