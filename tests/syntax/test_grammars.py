"""Grammars: errors are values with an offset, and lark is loaded only when a text is read."""

import subprocess
import sys
from typing import Any

import pytest

from specgen.grammars import Grammar, Misfit


class Collect:
    """Makes lists of the parts."""

    def pair(self, parts: list[Any]) -> list[str]:
        return [str(part) for part in parts]


@pytest.fixture
def grammar(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Grammar:
    (tmp_path / "pairs.lark").write_text('start: pair\npair: WORD "=" WORD\nWORD: /[a-z]+/\n%ignore " "\n')
    monkeypatch.setattr("specgen.grammars.resource_directory", lambda kind: {"grammars": tmp_path}[kind])
    return Grammar("pairs", Collect())


def test_a_text_that_fits(grammar: Grammar) -> None:
    assert grammar.parse("a = b").children == [["a", "b"]]


@pytest.mark.parametrize(
    ("text", "misfit"),
    [
        ("a b", Misfit(2, "b", ("EQUAL",))),
        ("a = ", Misfit(4, "", ("WORD",))),
        ("a ? b", Misfit(2, "?", ("EQUAL", "WORD"))),
    ],
)
def test_a_text_that_does_not_fit_gives_the_place(grammar: Grammar, text: str, misfit: Misfit) -> None:
    assert grammar.parse(text) == misfit


def test_feeding_stops_before_what_does_not_fit_and_goes_on_after_mending(grammar: Grammar) -> None:
    tokens = grammar.tokens("a b")
    parser = grammar.begin()
    assert grammar.feed(parser, tokens) == 1
    assert grammar.feed(parser, [grammar.token("EQUAL", "=", 1)]) is None
    assert grammar.feed(parser, tokens, 1) is None
    assert grammar.finish(parser).children == [["a", "b"]]


def test_a_text_that_is_not_complete_makes_nothing(grammar: Grammar) -> None:
    parser = grammar.begin()
    grammar.feed(parser, grammar.tokens("a ="))
    assert grammar.finish(parser) is None


def test_importing_the_reader_of_listings_does_not_load_lark() -> None:
    code = (
        "import sys, specgen.syntax.listing, specgen.syntax.index, specgen.syntax.item; sys.exit('lark' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
