"""Runs of the suite -> verdicts and kills on the standings they are about."""

from dataclasses import replace

from conformance.standings import bare

from specgen.conformance.judgement import Judgement, Row
from specgen.conformance.last_run import with_runs
from specgen.conformance.standing import Mutant, Status, Verdict


def run(peer: str, *rows: Row, mutants: tuple[tuple[str, Mutant], ...] = ()) -> Judgement:
    return Judgement("balloon", peer, "sample", "0.1", rows, mutants=mutants)


def test_each_peer_gives_a_verdict_and_the_later_run_counts() -> None:
    first, second, *_ = bare().standings
    name = first.requirement.id
    early = Row(first.requirement, Status.BOUND, Verdict.VIOLATED, message="too early", excerpt=("1", "2"), times=4)
    late = replace(early, verdict=Verdict.HOLDS, message="", excerpt=(), times=9)
    unheard = Row(second.requirement, Status.BOUND, Verdict.NOT_EXERCISED, reason="nothing asked for it")
    mutant = Mutant("deaf", "hears nothing", killed=True)
    found = with_runs(
        bare(), (run("pair", early, unheard), run("qemu", early), run("pair", late, mutants=((name, mutant),)))
    )
    one, other, *rest = found.standings
    assert [(verdict.peer, verdict.verdict, verdict.times) for verdict in one.verdicts] == [
        ("pair", Verdict.HOLDS, 9),
        ("qemu", Verdict.VIOLATED, 4),
    ]
    assert (one.verdicts[1].message, one.verdicts[1].excerpt) == ("too early", ("1", "2"))
    assert one.mutants == (mutant,)
    assert [verdict.message for verdict in other.verdicts] == ["nothing asked for it"]
    assert all(not left.verdicts and not left.mutants for left in rest)


def test_a_run_by_another_wording_says_nothing() -> None:
    first = bare().standings[0].requirement
    row = Row(replace(first, fingerprint="0" * 12), Status.DERIVED, Verdict.HOLDS)
    assert with_runs(bare(), (run("pair", row, mutants=((first.id, Mutant("a", "b", killed=True)),)),)) == bare()


def test_a_mutant_is_counted_once() -> None:
    first = bare().standings[0]
    alive, dead = (Mutant("deaf", "hears nothing", killed=killed) for killed in (False, True))
    known = replace(bare(), standings=(replace(first, mutants=(alive,)), *bare().standings[1:]))
    row = Row(first.requirement, Status.DERIVED, Verdict.HOLDS)
    found = with_runs(known, (run("pair", row, mutants=((first.requirement.id, dead),)),))
    assert found.standings[0].mutants == (dead,)
