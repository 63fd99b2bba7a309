"""A ledger -> what each version did to the requirements before it, and what it says of one requirement."""

from dataclasses import dataclass

from specgen.ledger.entry import Entry
from specgen.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Step:
    """What a version did: `kept` requirements have the same words, `reworded` ones others under the same ID.

    `replaced` ones got a new ID because level, role or negation changed, `new` ones have no forerunner, `retired` ones
    are gone without a successor. `total` is how many the version has.
    """

    version: str
    total: int
    kept: int
    reworded: int
    replaced: int
    new: int
    retired: int


def steps(ledger: Ledger) -> list[Step]:
    """A step for each version of the ledger, the first one included."""
    replaced = {(name, entry.since) for entry in ledger for name in entry.replaces}
    found = []
    before = ""
    for version in ledger.versions:
        standing = [entry for entry in ledger if version in entry.places]
        stayed = [entry for entry in standing if before in entry.places]
        kept = sum(entry.wording_at(before) == entry.wording_at(version) for entry in stayed)
        added = [entry for entry in standing if entry.since == version]
        successors = sum(bool(entry.replaces) for entry in added)
        retired = sum(entry.until == version and (entry.id, version) not in replaced for entry in ledger)
        total, new = len(standing), len(added) - successors
        found.append(Step(version, total, kept, len(stayed) - kept, successors, new, retired))
        before = version
    return found


def suspects(ledger: Ledger) -> list[Entry]:
    """The requirements whose rewording nobody has looked at yet."""
    return [entry for entry in ledger if entry.status == "suspect"]
