"""A requirement of a text and the ledger -> whether what was bound to its ID may still be trusted."""

from specgen.ledger.entry import Entry, Status
from specgen.ledger.ledger import Ledger
from specgen.model import Requirement


def entry_of(requirement: Requirement, ledger: Ledger) -> Entry | None:
    """The entry of a requirement's ID; None for a provisional one."""
    return ledger.entries.get(requirement.id)


def is_suspect(requirement: Requirement, ledger: Ledger) -> bool:
    """Whether nobody has looked at this wording under this ID yet; a provisional ID binds nothing, and is none."""
    entry = entry_of(requirement, ledger)
    if entry is None:
        return False
    if requirement.fingerprint == entry.fingerprint:
        return entry.status is Status.SUSPECT
    return all(requirement.fingerprint != wording.fingerprint for wording in entry.wordings)
