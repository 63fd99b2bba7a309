"""Kept answers: the same words again, and other words as soon as anything they depend on is other."""

from importlib import import_module
from pathlib import Path

import pytest

from specgen.cli import main

SPEC = r"""
\chapter{Device Types}
\section{Lamp Device}\label{sec:Device Types / Lamp Device}
\subsection{Device ID}
42
\subsection{Feature bits}
\begin{description}
\item[VIRTIO_LAMP_F_DIM (0)] The lamp can be dimmed.
\end{description}
"""
PATCH = """\
--- a/content.tex
+++ b/content.tex
@@ -7,3 +7,4 @@
 \\begin{description}
 \\item[VIRTIO_LAMP_F_DIM (0)] The lamp can be dimmed.
+\\item[VIRTIO_LAMP_F_BLINK (1)] The lamp can blink.
 \\end{description}
"""


@pytest.fixture
def lamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPECGEN_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("SPECGEN_NO_CACHE", raising=False)
    tree = tmp_path / "lamp"
    tree.mkdir()
    (tree / "content.tex").write_text(SPEC)
    (tmp_path / "blink.patch").write_text(PATCH)
    return tree


def diff(tree: Path, *options: str) -> int:
    return main(["diff", str(tree), "--patch", str(tree.parent / "blink.patch"), *options])


def test_a_kept_answer_repeats_both_streams_and_the_exit_code(lamp: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = diff(lamp, "--fail-on", "extending"), capsys.readouterr()
    second = diff(lamp, "--fail-on", "extending"), capsys.readouterr()
    assert first == second
    assert first[0] == 1
    assert "VIRTIO_LAMP_F_BLINK" in first[1].out


def test_nothing_is_compared_again(
    lamp: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    diff(lamp)
    said = capsys.readouterr()

    def fail(*_: object) -> None:
        raise AssertionError("compared again")

    monkeypatch.setattr(import_module("specgen.diff.compare"), "compare_named", fail)
    diff(lamp)
    assert capsys.readouterr() == said
    with pytest.raises(AssertionError, match="compared again"):
        diff(lamp, "--no-cache")


@pytest.mark.parametrize("changed", ["text", "patch", "option"])
def test_what_depends_on_something_else_is_worked_out_again(
    lamp: Path, capsys: pytest.CaptureFixture[str], changed: str
) -> None:
    diff(lamp)
    before = capsys.readouterr().out
    options: tuple[str, ...] = ()
    if changed == "text":
        (lamp / "content.tex").write_text("% a line more\n" + SPEC)
    elif changed == "patch":
        (lamp.parent / "blink.patch").write_text(PATCH.replace("BLINK", "GLOW"))
    else:
        options = ("--output-format", "mail")
    diff(lamp, *options)
    assert capsys.readouterr().out != before
