"""How every requirement of a specification stands: whether it is checked, by what, and what its checks found."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
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


SAYS = {
    Status.DERIVED: "checked by a monitor derived from its clause",
    Status.BOUND: "checked by a monitor written for it",
    Status.PERMISSION: "nothing can violate it",
    Status.UNOBSERVABLE: "no trace of events can show it",
    Status.OPEN: "nothing checks it yet",
}
"""What a status means, to follow a name or to begin a sentence."""


class Verdict(StrEnum):
    """What a check found with one peer."""

    HOLDS = "holds"
    VIOLATED = "violated"
    NOT_EXERCISED = "not exercised"
    NOT_OBSERVABLE = "not observable"


@dataclass(frozen=True, slots=True)
class PeerVerdict:
    """The verdict on one peer ("pair", "linux", "qemu"), with the lines of the trace that show a violation.

    `message` says what was violated, `reason` why there was no verdict, `times` how often the run gave the peer an
    occasion to violate it.
    """

    peer: str
    verdict: Verdict
    excerpt: tuple[str, ...] = ()
    message: str = ""
    reason: str = ""
    times: int = 0

    @property
    def about(self) -> str:
        """The verdict's occasions, and what was violated or why there was no verdict; "" where there is nothing."""
        times = f"{self.times:,} occasion{'s' if self.times > 1 else ''}" if self.times else ""
        return ": ".join(part for part in (times, self.message or self.reason) if part)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A small change to a device or driver that breaks one rule; `killed` says that the check noticed."""

    name: str
    about: str
    killed: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One requirement: `clause` is the canonical rendering, or `None` where its sentence could not be parsed.

    `reason` says why it is open or unobservable. `readings` holds the renderings of a sentence that can be read in more
    ways than one, `unparsed` says why there is no clause, `applies` when the clause applies, in our words.
    """

    requirement: Requirement
    status: Status
    clause: str | None = None
    reason: str = ""
    monitor: str = ""
    mutants: tuple[Mutant, ...] = ()
    tests: tuple[str, ...] = ()
    verdicts: tuple[PeerVerdict, ...] = ()
    readings: tuple[str, ...] = ()
    unparsed: str = ""
    applies: str = ""

    @property
    def checked(self) -> bool:
        """Whether a monitor judges it."""
        return self.status in {Status.DERIVED, Status.BOUND}

    @property
    def open(self) -> bool:
        """Whether something could judge it, and nothing does."""
        return self.status is Status.OPEN

    @property
    def violated(self) -> bool:
        """Whether a peer broke it in the last run."""
        return any(one.verdict is Verdict.VIOLATED for one in self.verdicts)

    @property
    def exercised(self) -> bool:
        """Whether the last run had an occasion to violate it."""
        return self.checked and any(one.verdict in {Verdict.HOLDS, Verdict.VIOLATED} for one in self.verdicts)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over some requirements; `by_status` is in the order of `Status`, `killed` counts mutants."""

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
        return self.count(Status.DERIVED) + self.count(Status.BOUND)

    @property
    def observable(self) -> int:
        """How many something could judge: all but permissions and what no trace shows."""
        return self.checked + self.count(Status.OPEN)

    def count(self, status: Status) -> int:
        """How many have this status."""
        return dict(self.by_status)[status]


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

    def only(self, scopes: Collection[str]) -> "Coverage":
        """The coverage of these scopes alone."""
        return replace(
            self,
            names=tuple(name for name in self.names if name[0] in scopes),
            standings=tuple(one for one in self.standings if one.requirement.scope in scopes),
        )


def reasons(standings: Iterable[Standing], status: Status) -> tuple[tuple[str, tuple[Standing, ...]], ...]:
    """The reasons of those with this status, each with whom it holds for; the commonest first, then as in the text."""
    found: dict[str, list[Standing]] = {}
    for one in standings:
        if one.status is status:
            found.setdefault(one.reason, []).append(one)
    return tuple((reason, tuple(group)) for reason, group in sorted(found.items(), key=lambda pair: -len(pair[1])))


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
        violated=sum(one.violated for one in listed),
    )
