"""A specification and a ledger -> the specification with an ID on every requirement."""

from collections import defaultdict
from dataclasses import dataclass, replace
from hashlib import sha256

from specgen.ledger.basis import Basis, basis_of
from specgen.ledger.candidate import Stated, stated
from specgen.ledger.claims import BadClaim, resolve_claims
from specgen.ledger.entry import series_of
from specgen.ledger.ledger import Ledger
from specgen.ledger.matching import Match, Outcome, match
from specgen.ledger.store import load_ledger
from specgen.model import Specification

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Identification:
    """What the ledger makes of a text: the outcome of each requirement in the order of the text.

    `ids` are beside `matches`; `basis` is the version compared with; `bad_claims` are inline IDs that were not
    followed.
    """

    basis: Basis
    matches: tuple[Match, ...]
    ids: tuple[str, ...]
    bad_claims: tuple[BadClaim, ...]


def identify(specification: Specification, ledger: Ledger | None = None) -> Specification:
    """The specification with the ledger's ID on each requirement, or a provisional one such as balloon-drv-new-3fa9c1.

    Without `ledger` the bundled one counts; SpecgenError where it is damaged. An ID that a requirement has already,
    from an inline comment, is kept if the ledger has it.
    """
    found = identification(specification, load_ledger() if ledger is None else ledger)
    requirements = tuple(
        replace(requirement, id=name) for requirement, name in zip(specification.requirements, found.ids, strict=True)
    )
    return replace(specification, requirements=requirements)


def identification(specification: Specification, ledger: Ledger, basis: Basis | None = None) -> Identification:
    """The outcome of each requirement; `basis` says what to compare with where it is not the nearest version."""
    basis = basis or basis_of(specification, ledger)
    ordered = stated(specification.requirements)
    claims, bad = resolve_claims(ordered, ledger)
    matches = sorted(match(ordered, basis.entries, basis.others, claims), key=lambda found: found.stated.index)
    return Identification(basis, tuple(matches), _ids(matches), tuple(bad))


def _ids(matches: list[Match]) -> tuple[str, ...]:
    provisional = _provisional([found.stated for found in matches if not _kept(found)])
    return tuple(
        found.entry.id if found.entry is not None and _kept(found) else provisional[found.stated.index]
        for found in matches
    )


def _kept(found: Match) -> bool:
    return found.outcome in {Outcome.SAME, Outcome.REWORDED}


def _provisional(requirements: list[Stated]) -> dict[int, str]:
    """A name for each requirement without a number, from its fingerprint; those of one name are told apart by place."""
    named: defaultdict[str, list[Stated]] = defaultdict(list)
    for one in requirements:
        named[f"{series_of(one.requirement)}-new-{one.requirement.fingerprint[:_DIGITS]}"].append(one)
    names: dict[int, str] = {}
    used = set(named)
    for name in sorted(named):
        first, *others = sorted(named[name], key=lambda one: one.order)
        names[first.index] = name
        for one in others:
            names[one.index] = _another(one, used)
            used.add(names[one.index])
    return names


def _another(one: Stated, used: set[str]) -> str:
    series = series_of(one.requirement)
    number = 0
    while True:
        seed = f"{one.requirement.fingerprint}\0{one.label}\0{one.rank}\0{number}"
        name = f"{series}-new-{sha256(seed.encode(errors='surrogatepass')).hexdigest()[:_DIGITS]}"
        if name not in used:
            return name
        number += 1
