"""Clauses on the command line: shown with their requirement, written into facts and packages, and read by no others."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from specgen.cli import main

TEXT = r"""\chapter{Device Types}\label{sec:Device Types}
\section{Lamp Device}\label{sec:Device Types / Lamp Device}
\subsection{Device ID}\label{sec:Device Types / Lamp Device / Device ID}
61
\drivernormative{\subsection}{Lighting}{Device Types / Lamp Device / Lighting}
The driver MUST NOT add lamps to the lampq until the device has acknowledged the lamp request.

If a lamp is red and a lamp is green or a lamp is blue, the driver MUST report lamps.

The driver MUST lamps lamps the of red of of.
"""


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPECGEN_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "content.tex").write_text(TEXT, encoding="utf-8")
    return tmp_path / "spec"


def facts(spec: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    assert main(["facts", str(spec)]) == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)["requirements"]
    return found


def test_a_requirement_is_shown_with_what_it_means(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain, ambiguous, unread = facts(spec, capsys)
    assert main(["show", str(spec), str(plain["id"])]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "clause, binds driver" in shown
    assert "driver MUST NOT add lamps to lampq before device acknowledges lamp request" in shown
    assert main(["show", str(spec), str(ambiguous["id"])]) == 0
    assert capsys.readouterr().out.count("either: ") == 2
    assert main(["show", str(spec), str(unread["id"])]) == 0
    assert "not read as a clause" in capsys.readouterr().out


def test_what_was_read_before_is_read_from_the_cache(
    spec: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = facts(spec, capsys)
    (spec / "content.tex").write_text(TEXT + "\nThe driver MUST report lamps.\n", encoding="utf-8")
    read = []

    def spy(sentences: list[tuple[str, ...]], jobs: int) -> list[object]:
        read.extend(sentences)
        return original(sentences, jobs)

    import specgen.extract.clauses

    original = specgen.extract.clauses._read_all
    monkeypatch.setattr(specgen.extract.clauses, "_read_all", spy)
    after = facts(spec, capsys)
    assert [sentence[0] for sentence in read] == ["The driver MUST report lamps."]
    assert [one["clause"] for one in after[:3]] == [one["clause"] for one in before]


@pytest.mark.parametrize("text", ["none", "full"])
def test_packages_say_what_requirements_mean(spec: Path, tmp_path: Path, text: str) -> None:
    assert main(["build", str(spec), "--out", str(tmp_path / "out"), "--text", text]) == 0
    written = (tmp_path / "out" / "virtio" / "lamp" / "requirements.py").read_text(encoding="utf-8")
    assert written.count("clause=") == 1
    assert "driver MUST NOT add lamps" in written


def test_a_rendering_that_quotes_the_text_is_left_out(spec: Path, tmp_path: Path) -> None:
    quoted = "The driver MUST light red lamps before green lamps with white lamps."
    (spec / "content.tex").write_text(TEXT + f"\n{quoted}\n", encoding="utf-8")
    assert main(["build", str(spec), "--out", str(tmp_path / "out"), "--text", "none"]) == 0
    written = (tmp_path / "out" / "virtio" / "lamp" / "requirements.py").read_text(encoding="utf-8")
    assert "red lamps" not in written
    assert main(["build", str(spec), "--out", str(tmp_path / "full"), "--text", "full"]) == 0
    assert 'clause="driver MUST light red lamps before green lamps' in (
        tmp_path / "full" / "virtio" / "lamp" / "requirements.py"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["lint", "ids", "show", "diff"])
def test_commands_that_need_no_clauses_do_not_read_them(command: str, tmp_path: Path) -> None:
    sample = ROOT / "specgen" / "sample"
    patch = ["--patch", str(sample / "add-page-reporting.patch")] if command == "diff" else []
    script = f"""
import sys
from specgen.cli import main
main([{command!r}, {str(sample)!r}, *{patch!r}, "--no-cache"])
print(sorted(name for name in sys.modules if name.startswith("specgen.syntax.clause")), file=sys.stderr)
"""
    environment = {**os.environ, "SPECGEN_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=False)
    assert done.stderr.splitlines()[-1] == "[]"
