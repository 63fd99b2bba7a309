"""A text and a ledger -> what the text is compared with: the ledger's version nearest to it, and the entries of it."""

from dataclasses import dataclass

from specgen.ledger.candidate import Known, known
from specgen.ledger.entry import version_name
from specgen.ledger.ledger import Ledger
from specgen.model import Specification


@dataclass(frozen=True, slots=True)
class Basis:
    """The version, the entries that stood in it, and others whose sentences the text may hold all the same.

    `historic` says that the text is older than the ledger's last version.
    """

    version: str
    historic: bool
    entries: list[Known]
    others: list[Known]


def basis_of(specification: Specification, ledger: Ledger) -> Basis:
    """What a text is compared with: the version with most of its sentences, the stated one where several have as many.

    A text older than the ledger's last version may hold sentences of any version, for example between two releases.
    Beside the last version, and in a later one, what is retired stays so: its ID never comes back.
    """
    if not ledger.versions:
        return Basis("", historic=False, entries=[], others=[])
    version = _nearest(specification, ledger)
    stated = version_name(specification.version)
    last = ledger.versions[-1]
    return basis_at(ledger, version, historic=version != last or stated in ledger.versions[:-1] or _older(stated, last))


def basis_at(ledger: Ledger, version: str, *, historic: bool = False) -> Basis:
    """What a text is compared with that follows `version`; `historic` lets it hold sentences of other versions."""
    standing = [entry for entry in ledger if version in entry.places]
    others = [entry for entry in ledger if version not in entry.places] if historic else []
    return Basis(version, historic, known(standing, version), known(others, version))


def _nearest(specification: Specification, ledger: Ledger) -> str:
    here = {requirement.fingerprint for requirement in specification.requirements}
    common = dict.fromkeys(ledger.versions, 0)
    for entry in ledger:
        for wording in entry.wordings:
            if wording.fingerprint in here:
                for version in wording.versions:
                    common[version] += 1
    stated = version_name(specification.version)
    order = {version: number for number, version in enumerate(ledger.versions)}
    return max(ledger.versions, key=lambda version: (common[version], version == stated, order[version]))


def _older(stated: str, last: str) -> bool:
    """Whether a version that the ledger does not know is one before its last."""
    try:
        return [int(part) for part in stated.split(".")] < [int(part) for part in last.split(".")]
    except ValueError:
        return False
