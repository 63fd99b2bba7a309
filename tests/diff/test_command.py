"""`specgen diff` on small trees: two of them, patches, a series, formats and exit codes."""

import difflib
import json
from pathlib import Path

import pytest

from specgen.cli import main

LAMP = r"""
\chapter{Device Types}\label{sec:Device Types}
\section{Lamp Device}\label{sec:Device Types / Lamp Device}
\subsection{Device ID}\label{sec:Device Types / Lamp Device / Device ID}
61
\subsection{Feature bits}\label{sec:Device Types / Lamp Device / Feature bits}
\begin{description}
\item[VIRTIO_LAMP_F_DIM (0)] It dims.
\end{description}
\subsection{Device Operation}\label{sec:Device Types / Lamp Device / Device Operation}
\drivernormative{\subsubsection}{Device Operation}{Device Types / Lamp Device / Device Operation}
The driver SHOULD switch the lamp off at night.
"""
BIT = "\\item[VIRTIO_LAMP_F_DIM (0)] It dims.\n"
NEW_BIT = "\\item[VIRTIO_LAMP_F_FADE (1)] It fades.\n"
SOFT, HARD = "The driver SHOULD switch", "The driver MUST switch"


def patch(number: int, title: str, old: str, new: str) -> str:
    diff = "".join(
        difflib.unified_diff(
            old.splitlines(keepends=True), new.splitlines(keepends=True), "a/content.tex", "b/content.tex"
        )
    )
    return (
        f"From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n"
        f"From: A <a@example.org>\nSubject: [PATCH {number}/2] {title}\nMessage-Id: <{number}@example.org>\n\n---\n"
        f"diff --git a/content.tex b/content.tex\n{diff}-- \n2.0\n\n"
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "content.tex").write_text(LAMP)
    return tmp_path / "old"


def test_two_trees_and_the_exit_code(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    new = tree.parent / "new"
    new.mkdir()
    (new / "content.tex").write_text(LAMP.replace(SOFT, HARD))
    command = ["diff", str(tree), str(new), "--no-cache"]
    assert main(command) == 0
    assert "level changed" in capfd.readouterr().out
    assert main([*command, "--fail-on", "breaking"]) == 1
    assert main(["diff", str(new), str(tree), "--no-cache", "--fail-on", "breaking"]) == 0
    assert main(["diff", str(new), str(tree), "--no-cache", "--fail-on", "extending"]) == 1


def test_a_series_is_shown_by_step_and_as_a_whole(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    series = tree.parent / "series.mbox"
    faded = LAMP.replace(BIT, BIT + NEW_BIT)
    series.write_text(patch(1, "fade", LAMP, faded) + patch(2, "insist", faded, faded.replace(SOFT, HARD)))
    command = ["diff", str(tree), "--patch", str(series), "--no-cache"]
    assert main([*command, "--output-format", "json"]) == 0
    document = json.loads(capfd.readouterr().out)
    kinds = [[(one["thing"], one["action"]) for one in step["changes"]] for step in document["steps"]]
    assert kinds == [[("feature bit", "added")], [("requirement", "level changed")]]
    assert [one["effect"] for one in document["changes"]] == ["extending", "breaking"]
    assert (tree / "content.tex").read_text() == LAMP
    assert main([*command, "--output-format", "mail"]) == 0
    assert max(map(len, capfd.readouterr().out.splitlines())) <= 72


@pytest.mark.parametrize("rest", [[], ["{tree}", "{tree}", "--patch", "x"], ["{tree}", "--patch", "no-such-file"]])
def test_wrong_use(tree: Path, rest: list[str]) -> None:
    assert main(["diff", *(word.format(tree=tree) for word in rest), "--no-cache"]) == 2
