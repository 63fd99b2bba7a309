"""What a whole run of a suite against one peer found: a row for each requirement of the device type and its rings."""

from collections import Counter
from dataclasses import dataclass

from specgen.conformance.standing import Mutant, Status, Verdict
from specgen.model import Requirement


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement and the verdict on it.

    `clause` is the canonical rendering, `monitor` the name of what judged it, `times` how often the run gave it an
    occasion to be violated. `reason` says why a requirement was not exercised or cannot be observed, `message` what was
    violated, and `excerpt` holds the lines of the trace that show it, the offending one last.
    """

    requirement: Requirement
    status: Status
    verdict: Verdict
    clause: str | None = None
    monitor: str = ""
    times: int = 0
    reason: str = ""
    message: str = ""
    excerpt: tuple[str, ...] = ()
    broken: int = 0
    """At how many of the `times` it was violated."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A run of the suite against `peer`: "pair", "linux", "qemu", or "traces" for saved ones that could be anybody's.

    `source` says where the text came from; `workloads` names what was run, in order; `mutants` holds the kills where
    the run included mutants.
    """

    device: str
    peer: str
    source: str
    version: str
    rows: tuple[Row, ...]
    workloads: tuple[str, ...] = ()
    mutants: tuple[tuple[str, Mutant], ...] = ()
    """Requirement ID and mutant."""

    @property
    def violated(self) -> tuple[Row, ...]:
        """The rows of requirements that the peer broke."""
        return tuple(row for row in self.rows if row.verdict is Verdict.VIOLATED)

    @property
    def counts(self) -> Counter[Verdict]:
        """How many rows have each verdict."""
        return Counter(row.verdict for row in self.rows)

    @property
    def survivors(self) -> tuple[tuple[str, Mutant], ...]:
        """The mutants that no check noticed, with the IDs of what they break."""
        return tuple((requirement, mutant) for requirement, mutant in self.mutants if not mutant.killed)
