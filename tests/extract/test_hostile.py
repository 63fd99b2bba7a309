"""Bad input ends in findings with places: no exception, no file outside the tree, bounded time."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specgen.diagnostics import SpecgenError
from specgen.extract import Reading, read_specification
from specgen.extract.file_part import read_part
from specgen.trees import DirectoryTree

Read = Callable[..., Reading]
HEAD = "\\chapter{Device Types}\\label{sec:Device Types}\n\\section{X Device}\n\\subsection{Device ID}\n 9\n"


def codes(reading: Reading) -> list[str]:
    return [diagnostic.code for diagnostic in reading.diagnostics]


def test_unbalanced_braces(read_text: Read) -> None:
    reading = read_text(
        HEAD + "\\subsection{A}\n {{{ \\field{x\n\\subsection{Virtqueues}\n\\begin{description}\n"
        "\\item[0] q\n\\end{description}\n"
    )
    assert "VS903" in codes(reading)
    assert reading.specification.unread
    assert [queue.name for queue in reading.specification.device_types[0].virtqueues] == ["q"]


def test_closing_braces_too_many(read_text: Read) -> None:
    reading = read_text(HEAD + "\\subsection{A}\n" + "}" * 5000 + "\nThe end.\n\\subsection{B}\n")
    assert "VS903" in codes(reading)


def test_an_unclosed_environment(read_text: Read) -> None:
    reading = read_text(
        HEAD + "\\subsection{A}\n\\begin{itemize}\n\\item The driver MUST x.\n\\subsection{B}\nIt MAY y.\n"
    )
    assert [requirement.levels for requirement in reading.specification.requirements] == [("MUST",), ("MAY",)]
    assert reading.diagnostics[0].span.line == 6


def test_an_unclosed_listing(read_text: Read) -> None:
    reading = read_text(HEAD + "\\subsection{A}\n\\begin{lstlisting}\nstruct x {\n\\subsection{B}\nIt MAY y.\n")
    assert [requirement.levels for requirement in reading.specification.requirements] == [("MAY",)]
    assert "VS903" in codes(reading)


def test_ten_thousand_groups(read_text: Read) -> None:
    reading = read_text(HEAD + "\\subsection{A}\n" + "{" * 10_000 + "}" * 10_000 + "\n\n\\subsection{B}\nIt MAY y.\n")
    assert len(reading.specification.requirements) == 1
    assert "deep" in reading.diagnostics[0].message


def test_environments_nested_deep(read_text: Read) -> None:
    reading = read_text("\\begin{itemize}\\item " * 3000 + "x" + "\\end{itemize}" * 3000)
    assert "VS903" in codes(reading)


def test_a_line_of_many_megabytes() -> None:
    part = read_part("a.tex", "word " * 2_000_000)
    assert part.sentences == []


def test_a_file_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "content.tex").write_text("\\input{big}\nIt MAY y.\n")
    (tmp_path / "big.tex").write_text("x" * 50_000_000)
    reading = read_specification(DirectoryTree(tmp_path), cache=False)
    assert codes(reading) == ["VS106"]
    assert "too large" in reading.diagnostics[0].message
    assert len(reading.specification.requirements) == 1


def test_nul_bytes(read_text: Read) -> None:
    reading = read_text("\\section{A}\nIt MAY\0 y.\n")
    assert codes(reading) == ["VS904"]
    assert reading.diagnostics[0].span.line == 2


def test_not_utf8(read_text: Read) -> None:
    reading = read_text(b"\\section{A}\nIt MAY \xff\xfe y.\n")
    assert codes(reading) == ["VS904"]
    assert (reading.diagnostics[0].span.line, reading.diagnostics[0].span.column) == (2, 8)
    assert "0xff" in reading.diagnostics[0].message


def test_crlf_and_a_byte_order_mark(read_text: Read) -> None:
    reading = read_text(b"\xef\xbb\xbf\\section{A}\r\n\r\nThe driver\r\nMUST x.\r\n")
    (requirement,) = reading.specification.requirements
    assert (requirement.span.line, requirement.span.end_line) == (3, 4)
    assert requirement.text == "The driver MUST x."


def test_input_cycles(read_text: Read) -> None:
    reading = read_text("\\input{a}\nIt MAY y.\n", a="\\input{b}\n", b="\\input{content}\n")
    assert codes(reading) == ["VS107"]
    assert "content.tex -> a.tex -> b.tex -> content.tex" in reading.diagnostics[0].message
    assert len(reading.specification.requirements) == 1


def test_includes_nested_deep(tmp_path: Path) -> None:
    (tmp_path / "content.tex").write_text("\\input{f0}\n")
    for number in range(1500):
        (tmp_path / f"f{number}.tex").write_text(f"\\input{{f{number + 1}}}\n")
    reading = read_specification(DirectoryTree(tmp_path), cache=False)
    assert codes(reading) == ["VS107"]


@pytest.mark.parametrize(
    "target", ["../../etc/passwd", "/etc/passwd", "../secret", "a/../../secret", "C:/x", "..\\secret"]
)
def test_files_outside_the_tree(tmp_path: Path, target: str) -> None:
    (tmp_path / "secret.tex").write_text("It MUST NOT be read.\n")
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "content.tex").write_text(f"\\input{{{target}}}\nIt MAY y.\n")
    reading = read_specification(DirectoryTree(tree), cache=False)
    assert [requirement.levels for requirement in reading.specification.requirements] == [("MAY",)]
    if "\\" not in target:
        assert codes(reading) == ["VS106"]
        assert reading.diagnostics[0].span.line == 1


def test_a_link_out_of_the_tree(tmp_path: Path) -> None:
    (tmp_path / "secret.tex").write_text("It MUST NOT be read.\n")
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "link.tex").symlink_to(tmp_path / "secret.tex")
    (tree / "content.tex").write_text("\\input{link}\n")
    reading = read_specification(DirectoryTree(tree), cache=False)
    assert codes(reading) == ["VS106"]
    assert reading.specification.requirements == ()


def test_a_missing_file_names_its_place(read_text: Read) -> None:
    reading = read_text("\\section{A}\n\n  \\input{nowhere}\n")
    assert codes(reading) == ["VS105"]
    assert str(reading.diagnostics[0].span) == "content.tex:3:3"


def test_a_commented_include_is_none(read_text: Read) -> None:
    assert codes(read_text("% \\input{nowhere}\n\\section{A}\n")) == []


def test_a_missing_entry_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(SpecgenError):
        read_specification(DirectoryTree(tmp_path), cache=False)


PIECES = st.sampled_from(
    [
        "\\chapter{Device Types}\n",
        "\\section{A Device}\n",
        "\\subsection{Device ID}\n 7\n",
        "\\subsection{Virtqueues}\n",
        "\\subsection{Feature bits}\n",
        "\\begin{description}\n",
        "\\item[VIRTIO_A_F_B (3)] Requires VIRTIO_A_F_C.\n",
        "\\item[2\\ldots n] qs\n",
        "\\end{description}\n",
        "\\begin{lstlisting}\n",
        "struct virtio_a_config { le32 a[N];\n",
        "};\n",
        "\\end{lstlisting}\n",
        "\\drivernormative{\\subsection}{T}{P}\n",
        "The driver MUST x:\n",
        "\\begin{itemize}\n",
        "\\item it MAY\n",
        "\\end{itemize}\n",
        "goes on.\n",
        "\n",
        "&",
        "\\\\",
        "\\begin{tabular}{|l|}",
        "1 & one \\\\\n",
        "\\end{tabular}\n",
        "\\input{content}",
        "\\mmioreg{A}{B}{0x0}{R}{c}",
        "\\conformance{\\section}{C}\n",
        "\\ref{P}",
    ]
)


@given(st.lists(PIECES, max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_arrangement_links(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    tree = tmp_path_factory.mktemp("tree")
    (tree / "content.tex").write_text("".join(pieces))
    reading = read_specification(DirectoryTree(tree), cache=False)
    lines = "".join(pieces).count("\n") + 1
    assert all(1 <= requirement.span.line <= lines for requirement in reading.specification.requirements)


def test_a_root_without_a_document_environment_is_read(read_text: Read) -> None:
    reading = read_text("\\documentclass{report}\n\\section{A}\nIt MAY y.\n\\input{b}\n", b="It MUST z.\n")
    assert sorted(requirement.levels for requirement in reading.specification.requirements) == [("MAY",), ("MUST",)]


def test_a_preamble_yields_no_text(read_text: Read) -> None:
    main = "\\begin{document}\n\\section{A}\nIt MAY y.\n\\end{document}\n"
    reading = read_text("\\documentclass{report}\n% It MUST x.\n\\input{main}\n\\input{late}\n", main=main, late="")
    assert [requirement.span.file for requirement in reading.specification.requirements] == ["main.tex"]
    assert reading.diagnostics == ()
