"""How every requirement of a specification stands: whether it is checked, by what, and what its checks found."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from specgen.model import Requirement


class Status(StrEnum):
    """Whether a requirement is checked; the first two are."""

    DERIVED = "derived"
    """A monitor made from its clause checks it."""
    BOUND = "bound"
    """A monitor written by hand and bound to its ID checks it."""
    PERMISSION = "permission"
    """It allows something, so nothing can violate it."""
    UNOBSERVABLE = "unobservable"
    """No trace of events can show whether it holds; the reason says why."""
    OPEN = "open"
    """It could be checked, and is not."""


class Verdict(StrEnum):
    """What a check found with one peer."""

    HOLDS = "holds"
    VIOLATED = "violated"
    NOT_EXERCISED = "not exercised"
    NOT_OBSERVABLE = "not observable"


@dataclass(frozen=True, slots=True)
class PeerVerdict:
    """The verdict on one peer ("pair", "linux", "qemu"), with the lines of the trace that show a violation.

    `message` says what was violated, `reason` why there was no verdict.
    """

    peer: str
    verdict: Verdict
    excerpt: tuple[str, ...] = ()
    message: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A small change to a device or driver that breaks one rule; `killed` says that the check noticed."""

    name: str
    about: str
    killed: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One requirement: `clause` is the canonical rendering, or `None` where its sentence could not be parsed."""

    requirement: Requirement
    status: Status
    clause: str | None = None
    reason: str = ""
    monitor: str = ""
    mutants: tuple[Mutant, ...] = ()
    tests: tuple[str, ...] = ()
    verdicts: tuple[PeerVerdict, ...] = ()

    @property
    def checked(self) -> bool:
        """Whether a monitor judges it."""
        return self.status in {Status.DERIVED, Status.BOUND}

    @property
    def exercised(self) -> bool:
        """Whether the last run had an occasion to violate it."""
        return self.checked and any(one.verdict in {Verdict.HOLDS, Verdict.VIOLATED} for one in self.verdicts)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over some requirements; `by_status` is in the order of `Status`."""

    requirements: int
    parsed: int
    by_status: tuple[tuple[Status, int], ...]
    mutants: int
    killed: int
    exercised: int
    violated: int

    @property
    def checked(self) -> int:
        """How many a monitor judges."""
        counts = dict(self.by_status)
        return counts[Status.DERIVED] + counts[Status.BOUND]


@dataclass(frozen=True, slots=True)
class Coverage:
    """All normative requirements of one text, in its order; `source` says where the text came from."""

    title: str
    version: str
    source: str
    names: tuple[tuple[str, str], ...]
    """The scopes in the order of the text, each with its title."""
    standings: tuple[Standing, ...]

    def of(self, scope: str) -> tuple[Standing, ...]:
        """The standings of one scope."""
        return tuple(one for one in self.standings if one.requirement.scope == scope)


def changed(before: Coverage, after: Coverage) -> tuple[tuple[Standing, ...], tuple[Standing, ...]]:
    """The standings that only `after` has, and those that only `before` has, by the IDs of their requirements."""
    old = {one.requirement.id for one in before.standings}
    new = {one.requirement.id for one in after.standings}
    come = tuple(one for one in after.standings if one.requirement.id not in old)
    return come, tuple(one for one in before.standings if one.requirement.id not in new)


def tally(standings: Iterable[Standing]) -> Tally:
    """Count them."""
    listed = list(standings)
    counts = Counter(one.status for one in listed)
    mutants = [mutant for one in listed for mutant in one.mutants]
    return Tally(
        requirements=len(listed),
        parsed=sum(one.clause is not None for one in listed),
        by_status=tuple((status, counts[status]) for status in Status),
        mutants=len(mutants),
        killed=sum(mutant.killed for mutant in mutants),
        exercised=sum(one.exercised for one in listed),
        violated=sum(any(found.verdict is Verdict.VIOLATED for found in one.verdicts) for one in listed),
    )
