"""What was judged is known afterwards, for the same wording and no other, whatever became of the files."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from conformance.judged import hostile, judgement, sample

from specgen.conformance import runs
from specgen.conformance.judgement import Judgement
from specgen.conformance.runs import last_kills, last_runs, last_verdicts, record
from specgen.conformance.standing import Verdict

DAMAGE = [b"", b"{", b"[]", b"null", b'{"schema": "specgen-run/1"}', b"\xff\xfe", b"[" * 100_000]


@pytest.fixture(autouse=True)
def _times(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter(range(1, 1000))
    monkeypatch.setattr("specgen.conformance.runs.time.time_ns", lambda: next(moments))


@pytest.mark.parametrize("judged", [judgement(), hostile()])
def test_a_judgement_comes_back(judged: Judgement, tmp_path: Path) -> None:
    assert record(judged, tmp_path) is not None
    (run,) = last_runs(tmp_path)
    assert (run.device, run.peer, run.source, run.version) == ("balloon", "pair", judged.source, judged.version)
    found = last_verdicts([row.requirement for row in judged.rows], [run])
    for row in judged.rows:
        (verdict,) = found[row.requirement.id]
        assert (verdict.peer, verdict.verdict, verdict.excerpt) == ("pair", row.verdict, row.excerpt)
        assert (verdict.message, verdict.reason) == (row.message, row.reason)
    kills = last_kills(sample().requirements, [run])
    assert [(name, one) for name, mutants in kills.items() for one in mutants] == list(judged.mutants)


def test_the_last_run_counts_and_kills_outlive_runs_without_mutants(tmp_path: Path) -> None:
    judged = judgement()
    record(judged, tmp_path)
    rows = tuple(replace(row, verdict=Verdict.HOLDS, message="", excerpt=()) for row in judged.rows)
    record(replace(judged, rows=rows, mutants=()), tmp_path)
    found = last_runs(tmp_path)
    assert [run.when for run in found] == [2, 1]
    verdicts = last_verdicts(sample().requirements, found)
    assert {one.verdict for several in verdicts.values() for one in several} == {Verdict.HOLDS}
    assert sum(map(len, last_kills(sample().requirements, found).values())) == 2
    record(judged, tmp_path)
    assert len(list(tmp_path.iterdir())) == 2
    assert last_runs(tmp_path)[0].mutants


def test_each_peer_has_its_verdict(tmp_path: Path) -> None:
    for peer in ("qemu", "pair", "linux"):
        record(judgement(peer), tmp_path)
    verdicts = last_verdicts(sample().requirements, last_runs(tmp_path))
    assert {tuple(one.peer for one in several) for several in verdicts.values()} == {("linux", "pair", "qemu")}


def test_of_several_device_types_the_worst_counts(tmp_path: Path) -> None:
    judged = judgement()
    record(judged, tmp_path)
    rows = tuple(replace(row, verdict=Verdict.HOLDS) for row in judged.rows)
    record(replace(judged, device="entropy", rows=rows, mutants=()), tmp_path)
    verdicts = last_verdicts(sample().requirements, last_runs(tmp_path))
    assert [verdicts[row.requirement.id][0].verdict for row in judged.rows[:3]] == [
        Verdict.HOLDS, Verdict.VIOLATED, Verdict.HOLDS,
    ]  # fmt: skip


def test_a_verdict_is_for_one_wording(tmp_path: Path) -> None:
    record(judgement(), tmp_path)
    reworded = [replace(one, fingerprint="0" * 12) for one in sample().requirements]
    assert last_verdicts(reworded, last_runs(tmp_path)) == {}
    assert last_kills(reworded, last_runs(tmp_path)) == {}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_files_are_left_out_with_a_note(damage: bytes, tmp_path: Path) -> None:
    file = record(judgement(), tmp_path)
    assert file is not None
    (tmp_path / "a.json").write_bytes(damage)
    notes: list[str] = []
    assert [run.peer for run in last_runs(tmp_path, notes.append)] == ["pair"]
    assert len(notes) == 1
    assert notes[0].startswith("a.json is no record of a run")


@pytest.mark.parametrize("key", ["id", "fingerprint", "verdict", "excerpt", "message"])
def test_a_row_that_is_not_as_it_was_written_is_damage(key: str, tmp_path: Path) -> None:
    file = record(judgement(), tmp_path)
    assert file is not None
    document = json.loads(file.read_bytes())
    for value in (None, 7, ["x", 7], {}):
        document["judgement"]["requirements"][0][key] = value
        file.write_text(json.dumps(document))
        notes: list[str] = []
        assert last_runs(tmp_path, notes.append) == () or (key, value) == ("excerpt", {})


def test_files_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "MAX_RUNS", 3)
    for number in range(6):
        rows = tuple(
            replace(row, requirement=replace(row.requirement, fingerprint=f"{number:012}")) for row in judgement().rows
        )
        file = record(replace(judgement(), rows=rows), tmp_path)
        assert file is not None
        os.utime(file, ns=(number * 10**9, number * 10**9))
    assert [run.when for run in last_runs(tmp_path)] == [6, 5, 4]


def test_nothing_is_kept_where_nothing_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPECGEN_CACHE_DIR", str(tmp_path))
    file = record(judgement())
    assert file is not None
    assert file.parent == tmp_path / "runs"
    assert len(last_runs()) == 1
    (tmp_path / "blocked").touch()
    assert record(judgement(), tmp_path / "blocked") is None
    assert last_runs(tmp_path / "blocked") == last_runs(tmp_path / "nowhere") == ()
    monkeypatch.setenv("SPECGEN_NO_CACHE", "1")
    assert record(judgement()) is None
    assert last_runs() == ()
