"""specgen check: its options, what it hands to the suite, how it shows a verdict, and its exit codes."""

import json
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from conformance.judged import SAMPLE, judgement
from junitparser import JUnitXml

from specgen.cli import main
from specgen.conformance.judgement import Judgement
from specgen.conformance.runs import last_runs
from specgen.conformance.standing import Verdict

CLEAN = replace(
    judgement(),
    rows=tuple(row for row in judgement().rows if row.verdict is not Verdict.VIOLATED),
    mutants=judgement().mutants[:1],
)
Suite = SimpleNamespace


@pytest.fixture(autouse=True)
def suite(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Suite:
    """A suite that finds `result`, and keeps what it was called with."""
    found = SimpleNamespace(result=CLEAN, called=[])

    def judge(*arguments: Any, note: Callable[[str], None], **named: Any) -> Judgement:
        note("running inflate")
        found.called.append((arguments, named))
        return found.result

    module = ModuleType("specgen.conformance.suite")
    module.judge = judge  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setenv("SPECGEN_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("SPECGEN_NO_CACHE", raising=False)
    monkeypatch.chdir(tmp_path)
    return found


def check(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["check", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_suite_gets_what_was_asked_for(suite: Suite, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    patch = SAMPLE / "add-page-reporting.patch"
    options = ("--patch", patch, "--mutants", "--seed", 7, "--trace", tmp_path / "traces")
    code, out, err = check(capsys, "-q", "balloon", SAMPLE, *options)
    assert (code, err) == (0, "")
    ((device, peer, specification, source), named) = suite.called[0]
    assert (device, peer, source) == ("balloon", "pair", "sample with add-page-reporting.patch")
    assert "reporting_vq" in {queue.name for one in specification.device_types for queue in one.virtqueues}
    assert named == {"traces": tmp_path / "traces", "replay": (), "mutants": True, "seed": 7}
    assert "balloon of the bundled sample" in out


def test_without_a_spec_it_says_which_one_it_took(suite: Suite, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = check(capsys, "balloon")
    assert (code, suite.called[0][0][3]) == (0, "the bundled sample")
    assert err == "no SPEC given, and this is no checkout of one: reading the sample that comes with specgen\n"


def test_the_exit_code_follows_what_counts(suite: Suite, capsys: pytest.CaptureFixture[str]) -> None:
    suite.result = judgement()
    broken = judgement().violated[0].requirement.id
    assert check(capsys, "balloon")[0] == 1
    assert check(capsys, "balloon", "--select", broken)[0] == 1
    assert check(capsys, "balloon", "--ignore", broken)[0] == 0
    assert check(capsys, "balloon", "--select", "balloon-drv", "--ignore", f"balloon-dev-*,{broken}")[0] == 0
    suite.result = replace(CLEAN, mutants=judgement().mutants)
    assert check(capsys, "balloon")[0] == 1


def test_a_selection_shows_only_what_counts(suite: Suite, capsys: pytest.CaptureFixture[str]) -> None:
    suite.result = judgement()
    first = judgement().rows[0].requirement.id
    _, out, _ = check(capsys, "balloon", "--select", first, "--output-format", "json")
    assert [row["id"] for row in json.loads(out)["requirements"]] == [first]


def test_a_run_is_recorded_whole_but_for_replays(
    suite: Suite, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    suite.result = judgement()
    trace = tmp_path / "inflate.jsonl"
    trace.touch()
    check(capsys, "balloon", "--no-cache")
    check(capsys, "balloon", "--replay", trace)
    assert suite.called[1][1]["replay"] == (trace,)
    assert last_runs() == ()
    check(capsys, "balloon", "--select", judgement().rows[0].requirement.id)
    (run,) = last_runs()
    assert len(run.verdicts) == len(judgement().rows)


def test_forms_go_to_files_and_the_counts_to_the_terminal(
    suite: Suite, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    suite.result = judgement()
    code, out, err = check(capsys, "balloon", "--output-format", "junit", "-o", tmp_path / "out.xml")
    assert (code, out) == (1, "")
    assert JUnitXml.fromfile(str(tmp_path / "out.xml")).failures == 2
    assert err.splitlines()[-1].startswith(f"{len(judgement().rows)} requirements: 1 hold, 1 violated")
    check(capsys, "balloon", "-o", tmp_path / "out.txt", "--color", "always")
    assert "\x1b" not in (tmp_path / "out.txt").read_text()
    assert check(capsys, "-q", "balloon", "--output-format", "github")[1:] == (
        check(capsys, "balloon", "--output-format", "github")[1],
        "",
    )


@pytest.mark.parametrize("peer", ["linux", "qemu"])
def test_a_peer_that_is_missing_names_its_packages(
    peer: str, suite: Suite, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    code, out, err = check(capsys, "balloon", "--against", peer)
    assert (code, out, suite.called) == (2, "", [])
    assert "hint: apt-get install " in err
    assert {"linux": "user-mode-linux", "qemu": "qemu-system-x86"}[peer] in err


def test_a_trace_of_a_peer_that_is_missing_can_be_judged(
    suite: Suite, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "trace.jsonl").touch()
    assert check(capsys, "balloon", "--against", "qemu", "--replay", tmp_path / "trace.jsonl")[0] == 0
    assert suite.called[0][0][1] == "qemu"


def test_saved_traces_are_not_said_to_be_the_pairs(
    suite: Suite, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "trace.jsonl").touch()
    check(capsys, "balloon", "--replay", tmp_path / "trace.jsonl")
    assert suite.called[0][0][1] == "traces"
    suite.result = replace(judgement(), peer="traces")
    assert "Saved traces, judged by the text" in check(capsys, "balloon")[1]
    assert "a saved trace violates" in check(capsys, "balloon", "--output-format", "github")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "DEVICE"),
        (["baloon"], "did you mean balloon?"),
        (["net"], "there is no device type 'net'"),
        (["balloon", "--against", "xen"], "invalid choice: 'xen'"),
        (["balloon", "--seed", "-1"], "--seed"),
        (["balloon", "--seed", "x"], "'x' is not a number"),
        (["balloon", "--select", "balloon-drv-9999"], "has no requirement 'balloon-drv-9999'"),
        (["balloon", "--ignore", "\x1b"], "has no requirement '\\x1b'"),
        (["balloon", "--replay", "nowhere"], "there is no trace nowhere"),
        (["balloon", "--replay", "file", "--trace", "traces"], "--trace has no meaning"),
        (["balloon", "--replay", "file", "--mutants"], "--mutants has no meaning"),
        (["balloon", "--trace", "file"], "file is no directory"),
        (["balloon", "nowhere"], "there is no nowhere"),
    ],
)
def test_wrong_use_says_what_would_be_right(
    arguments: list[str], said: str, suite: Suite, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    code, out, err = check(capsys, *arguments)
    assert (code, out, suite.called) == (2, "", [])
    assert said in err


def test_traces_of_two_runs_are_not_mixed(suite: Suite, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "001-resize.jsonl").write_text("kept")
    code, out, err = check(capsys, "balloon", SAMPLE, "--trace", tmp_path)
    assert (code, out, suite.called) == (2, "", [])
    assert "holds traces already" in err
    assert (tmp_path / "001-resize.jsonl").read_text() == "kept"


def test_a_device_without_behaviour_says_what_there_is(
    suite: Suite, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = "\\chapter{Device Types}\n\\section{Lamp Device}\n\\subsection{Device ID}\n 70\n"
    (tmp_path / "lamp.tex").write_text(text)
    code, _, err = check(capsys, "lamp", tmp_path / "lamp.tex", "--against", "linux")
    assert (code, suite.called) == (2, [])
    assert "lamp has no behaviour to judge: its device and driver are skeletons" in err
    assert "there is behaviour for balloon" in err
    assert "against pair they are judged by how they come up" in err


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (r"Once the number of pages[^.]*\\field\{actual\}\.", "balloon-drv-0012, which is gone"),
        (r"inflateq|statsq", "does not fit this text"),
    ],
)
def test_a_text_that_leaves_no_device_to_run_is_said_before_anything_runs(
    pattern: str, said: str, suite: Suite, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    tree = tmp_path / "tree"
    shutil.copytree(SAMPLE, tree)
    file = tree / "device-types" / "balloon" / "description.tex"
    text, count = re.subn(pattern, "", file.read_text(), flags=re.DOTALL)
    assert count
    file.write_text(text)
    code, out, err = check(capsys, "balloon", tree)
    assert (code, out, suite.called) == (2, "", [])
    assert said in err
    (tmp_path / "trace.jsonl").touch()
    assert check(capsys, "balloon", tree, "--replay", tmp_path / "trace.jsonl")[0] == 0


def test_behaviour_that_is_bound_to_other_words_is_said(suite: Suite, capsys: pytest.CaptureFixture[str]) -> None:
    assert "warning[suspect-binding]" in check(capsys, "balloon", SAMPLE)[2]
    assert "suspect-binding" not in check(capsys, "-q", "balloon", SAMPLE)[2]
    assert "suspect-binding" not in check(capsys, "balloon")[2]
    assert len(suite.called) == 3


def test_steps_are_shown_on_a_terminal_only(
    suite: Suite, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "running" not in check(capsys, "balloon", SAMPLE)[2]
    monkeypatch.setattr("specgen.cli.terminal.Terminal.shows_progress", property(lambda _: True))
    err = check(capsys, "balloon", SAMPLE)[2]
    assert "\r\x1b[Krunning inflate ..." in err
    assert err.endswith("\r\x1b[K")
    assert len(suite.called) == 2
