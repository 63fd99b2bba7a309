"""A coverage and what runs of the suite found -> the coverage with their verdicts and their kills."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from specgen.conformance.judgement import Judgement, Row
from specgen.conformance.standing import Coverage, Mutant, PeerVerdict, Standing


def with_runs(coverage: Coverage, runs: Iterable[Judgement]) -> Coverage:
    """The coverage with a verdict for each peer; of two runs against one peer the later one counts.

    A run says something of a requirement with the wording that it judged by: what was found under the same ID for other
    words is left out.
    """
    rows: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
    kills: dict[str, dict[str, Mutant]] = defaultdict(dict)
    for run in runs:
        for row in run.rows:
            rows[row.requirement.id, row.requirement.fingerprint][run.peer] = row
        for name, mutant in run.mutants:
            kills[name][mutant.name] = mutant
    standings = tuple(
        _with_run(one, rows.get((one.requirement.id, one.requirement.fingerprint), {}), kills[one.requirement.id])
        for one in coverage.standings
    )
    return replace(coverage, standings=standings)


def _with_run(one: Standing, rows: dict[str, Row], kills: dict[str, Mutant]) -> Standing:
    if not rows:
        return one
    verdicts = {found.peer: found for found in one.verdicts} | {peer: _verdict(peer, row) for peer, row in rows.items()}
    mutants = {mutant.name: mutant for mutant in one.mutants} | kills
    return replace(one, verdicts=tuple(verdicts.values()), mutants=tuple(mutants.values()))


def _verdict(peer: str, row: Row) -> PeerVerdict:
    return PeerVerdict(peer, row.verdict, row.excerpt, row.times, row.message or row.reason)
