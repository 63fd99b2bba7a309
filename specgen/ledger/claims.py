"""Inline IDs of a text -> the entries they mean, and what is wrong with those that mean none."""

from dataclasses import dataclass

from specgen.ledger.candidate import Stated
from specgen.ledger.entry import PROVISIONAL, Entry
from specgen.ledger.ledger import Ledger
from specgen.source import Span


@dataclass(frozen=True, slots=True)
class BadClaim:
    """An inline ID that cannot be followed, and why."""

    span: Span
    message: str


def resolve_claims(requirements: list[Stated], ledger: Ledger) -> tuple[dict[int, Entry], list[BadClaim]]:
    """The entries that inline IDs name, by the index of the requirement; a bad claim counts as none."""
    claims: dict[int, Entry] = {}
    bad: list[BadClaim] = []
    first: dict[str, Span] = {}
    for one in requirements:
        name, span = one.requirement.id, one.requirement.span
        if not name or PROVISIONAL.fullmatch(name):
            continue
        entry = ledger.find(name)
        if entry is None:
            bad.append(BadClaim(span, f"the inline ID {name} is not in the ledger"))
        elif entry.retired:
            bad.append(BadClaim(span, f"the inline ID {name} was retired as of {entry.until}, and never comes back"))
        elif entry.role != one.requirement.role.value:
            role = one.requirement.role.value
            bad.append(BadClaim(span, f"the inline ID {name} is a {entry.role} requirement, this one is a {role} one"))
        elif entry.id in first:
            bad.append(BadClaim(span, f"the inline ID {name} is used twice, first in {first[entry.id]}"))
        else:
            first[entry.id] = span
            claims[one.index] = entry
    return claims, bad
