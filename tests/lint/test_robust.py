"""All rules on texts spoiled at random: none raises, places exist, and fixing twice changes nothing."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from lint.test_model_rules import CASES as MODEL
from lint.test_wording_and_text import CASES as WORDING
from lint.test_wording_and_text import DRIVER

from specgen.lint.engine import Linted, lint_tree
from specgen.lint.fix import apply_fixes
from specgen.trees import DirectoryTree

SEEDS = sorted({case[1] for case in MODEL} | {case[0].replace("@", DRIVER) for case in WORDING.values()})
TOKENS = (
    *("{", "}", "\\", "$", "%", "\\item", "\\begin{lstlisting}\n", "\\end{lstlisting}", "\\field{", "\n\n"),
    *("\\label{sec:", "\\drivernormative{\\subsection}{", "struct x {", ";", "\0", "\ufeff", "\r\n", "é", " "),
    "% specgen: ignore[VS601]",
)
ROUNDS = 8


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    text = "\n".join(draw(st.lists(st.sampled_from(SEEDS), min_size=1, max_size=3)))
    for _ in range(draw(st.integers(0, 5))):
        start, end = sorted(draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
        end = min(end, start + 60)
        piece = draw(st.sampled_from(("", text[start:end] * 2, *TOKENS)))
        text = text[:start] + piece + text[end:]
    return text


def linted(text: str, directory: Path) -> Linted:
    (directory / "content.tex").write_bytes(text.encode())
    return lint_tree(DirectoryTree(directory), jobs=1, cache=False)


def fixed(text: str, directory: Path) -> str:
    """As the command does it: rounds until nothing changes."""
    for _ in range(ROUNDS):
        changed, count = apply_fixes({"content.tex": text}, linted(text, directory).findings, unsafe=False)
        if not count:
            break
        text = changed["content.tex"]
    return text


@settings(max_examples=150, deadline=None)
@given(spoiled())
def test_no_rule_raises_and_places_exist(text: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        found = linted(text, Path(scratch)).findings
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for finding in found:
        span = finding.diagnostic.span
        if span.file == "content.tex":
            assert 1 <= span.line <= span.end_line <= len(lines)
            assert 1 <= span.column <= len(lines[span.line - 1]) + 2


@settings(max_examples=60, deadline=None)
@given(spoiled().filter(lambda text: "\r" not in text and "\ufeff" not in text))
def test_fixing_twice_changes_nothing(text: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        once = fixed(text, Path(scratch))
        assert fixed(once, Path(scratch)) == once


def test_every_bad_case_is_fixed_once_and_for_all(tmp_path: Path) -> None:
    for text in SEEDS:
        once = fixed(text, tmp_path)
        changed, count = apply_fixes({"content.tex": once}, linted(once, tmp_path).findings, unsafe=False)
        assert (changed, count) == ({}, 0), text
