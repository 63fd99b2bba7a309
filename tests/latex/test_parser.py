"""The document tree: nothing raises, damage stays in its region, the token loop agrees with pylatexenc's."""

from pathlib import Path

import pytest
from conftest import specification_root
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pylatexenc.latexwalker import LatexWalker

from specgen.latex import Macro, Text, Verbatim, parse_document
from specgen.latex.macros import context
from specgen.latex.prose import walk

SNIPPETS = st.lists(
    st.sampled_from(
        [
            "\\section{A}",
            "\\begin{itemize}",
            "\\end{itemize}",
            "\\item[X (1)] ",
            "{",
            "}",
            "[",
            "]",
            "$",
            "\\(",
            "\\)",
            "\\begin{lstlisting}",
            "\\end{lstlisting}",
            "%",
            "\n",
            "\n\n",
            "\\field{a}",
            "MUST",
            " text ",
            "\\",
            "\\\\",
            "&",
            "\\drivernormative{\\subsection}{T}{A / B}",
            "\\drivernormative{A / B}",
            "\\label{",
            "\\newcommand{\\x}[1]{",
            "\\begin{document}",
            "\\end{document}",
            "\\begin{tabular}{|l|}",
            "\\end{tabular}",
            "\\conformance{\\section}{C}",
        ]
    )
)


@given(SNIPPETS)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read(pieces: list[str]) -> None:
    text = "".join(pieces)
    for region in parse_document(text).regions:
        for node in walk(region):
            if isinstance(node, Text):
                assert text[node.start : node.start + len(node.text)] == node.text


def test_a_broken_region_does_not_touch_the_next() -> None:
    document = parse_document("\\section{A}\n\\begin{itemize}\\item one {\n\\section{B}\n\\field{x}\n")
    assert document.problems
    assert any(isinstance(node, Macro) and node.name == "field" for node in document.regions[2])


def test_an_unclosed_listing_ends_at_the_next_heading() -> None:
    document = parse_document("\\section{A}\n\\begin{lstlisting}\nstruct a {\n\n\\section{B}\nMUST\n")
    assert len(document.regions) == 3
    assert any("never closed" in problem.reason for problem in document.problems)


def test_headings_in_listings_and_comments_are_none() -> None:
    document = parse_document(
        "\\begin{lstlisting}\n\\section{no}\n\\end{lstlisting}\n% \\section{no}\n\\section{yes}\n"
    )
    assert len(document.regions) == 2


def test_deep_nesting_is_a_problem_and_no_crash() -> None:
    document = parse_document("\\section{A}\n" + "{" * 10_000 + "x" + "}" * 10_000 + "\n\nafter \\field{y}\n")
    assert any("deep" in problem.reason for problem in document.problems)
    assert any(isinstance(node, Macro) and node.name == "field" for node in document.regions[1])


def test_verbatim_options_and_body() -> None:
    text = "\\begin{lstlisting}[label={lst:x}, escapechar=|]\nle32 a;\n\\end{lstlisting}"
    node = next(node for node in parse_document(text).regions[0] if isinstance(node, Verbatim))
    assert node.options == "label={lst:x}, escapechar=|"
    assert node.body == "\nle32 a;\n"
    assert text[node.body_start :].startswith("\nle32")


def test_the_form_of_2014_takes_one_argument() -> None:
    (_, region) = parse_document("\\drivernormative{A / B}\nThe driver MUST x.\n").regions
    assert isinstance(region[0], Macro)
    assert len(region[0].args) == 1
    assert "The driver MUST x." in "".join(node.text for node in region if isinstance(node, Text))


def shape(nodes: list[object]) -> list[tuple[str, str]]:
    """Macros, environments and words in order, for either kind of tree."""
    found = []
    for node in nodes:
        name = type(node).__name__.removeprefix("Latex").removesuffix("Node")
        if name == "Environment":
            environment = getattr(node, "environmentname", None) or node.name  # type: ignore[attr-defined]
            found.append(("environment", environment))
            found += shape(getattr(node, "nodelist", None) or getattr(node, "nodes", []))
        elif name == "Macro":
            found.append(("macro", getattr(node, "macroname", None) or node.name))  # type: ignore[attr-defined]
        elif name == "Group":
            found += shape(getattr(node, "nodelist", None) or getattr(node, "nodes", []))
        elif name in {"Chars", "Text"}:
            chars = getattr(node, "chars", None)
            found += [("word", word) for word in (node.text if chars is None else chars).split()]  # type: ignore[attr-defined]
    return found


PLAIN = st.lists(
    st.sampled_from(
        [
            "word ",
            "two words\n",
            "\\field{x y}",
            "\\textbf{z}",
            "{group}",
            "\\ldots ",
            "% note\n",
            "\\begin{itemize}\\item a\n\\end{itemize}",
            "\\_",
            "\\item[ X (2) ] t\n",
            "\\ref{a b}",
            "\n\n",
            "[x]",
            "*",
        ]
    )
)


@given(PLAIN)
@settings(max_examples=300, deadline=None)
def test_the_token_loop_agrees_with_pylatexenc(pieces: list[str]) -> None:
    text = "".join(pieces)
    reference, _, _ = LatexWalker(text, latex_context=context(), tolerant_parsing=True).get_latex_nodes()
    (region,) = parse_document(text).regions
    assert [item for item in shape(region) if item[0] != "word"] == [
        item for item in shape(reference) if item[0] != "word"
    ]
    assert "".join(word for kind, word in shape(region) if kind == "word") == "".join(
        word for kind, word in shape(reference) if kind == "word"
    )


@pytest.fixture(scope="module")
def chapters() -> list[str]:
    root = specification_root()
    return [path.read_text() for path in sorted(Path(root / "v1.4").rglob("description.tex"))]


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_mutated_chapters_are_read(chapters: list[str], data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(sorted(chapters, key=len)[:14]))
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 400)))
        how = data.draw(st.sampled_from(["delete", "repeat", "cut", "swap"]))
        middle = {"delete": "", "repeat": text[start:end] * 2, "cut": "", "swap": text[start:end][::-1]}[how]
        text = text[:start] if how == "cut" else text[:start] + middle + text[end:]
    from specgen.extract.file_part import read_part

    part = read_part("chapter.tex", text)
    assert part.path == "chapter.tex"
    assert all(1 <= sentence.span.line <= text.count("\n") + 1 for sentence in part.sentences)


def test_problem_free_on_the_real_text(chapters: list[str]) -> None:
    assert [problem for text in chapters for problem in parse_document(text).problems] == []
