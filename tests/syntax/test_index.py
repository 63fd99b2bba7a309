"""Indices of virtqueues: canonical text, formula, values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.model.formula import BinaryOp, IndexRange, Name, Number
from specgen.syntax.index import evaluate, formula_text, indices, parse_index

N_LESS_1 = BinaryOp("-", Name("N"), Number(1))


@pytest.mark.parametrize(
    ("raw", "text", "formula"),
    [
        ("0", "0", Number(0)),
        (" 12 ", "12", Number(12)),
        ("2N", "2N", BinaryOp("*", Number(2), Name("N"))),
        ("$2N$", "2N", BinaryOp("*", Number(2), Name("N"))),
        ("2*N", "2N", BinaryOp("*", Number(2), Name("N"))),
        (r"2 \cdot N", "2N", BinaryOp("*", Number(2), Name("N"))),
        ("N - 1", "N-1", N_LESS_1),
        ("2(N-1)", "2(N-1)", BinaryOp("*", Number(2), N_LESS_1)),
        ("2(N-1)+1", "2(N-1)+1", BinaryOp("+", BinaryOp("*", Number(2), N_LESS_1), Number(1))),
        ("0..N-1", "0..N-1", IndexRange(Number(0), N_LESS_1)),
        (r"2\ldots n", "2..n", IndexRange(Number(2), Name("n"))),
        (r"2\ldots{} n", "2..n", IndexRange(Number(2), Name("n"))),
        ("2...n", "2..n", IndexRange(Number(2), Name("n"))),
        ("2 to 5", "2..5", IndexRange(Number(2), Number(5))),
        ("max_pairs - 1", "max_pairs-1", BinaryOp("-", Name("max_pairs"), Number(1))),
        ("a-(b-c)", "a-(b-c)", BinaryOp("-", Name("a"), BinaryOp("-", Name("b"), Name("c")))),
    ],
)
def test_formulas(raw: str, text: str, formula: object) -> None:
    assert parse_index(raw) == (text, formula)
    assert parse_index(text) == (text, formula)


@pytest.mark.parametrize("raw", [r"\ldots", "...", "..", "…", r"$\ldots$", r"\ldots{}"])
def test_a_series_that_goes_on(raw: str) -> None:
    assert parse_index(raw) == ("...", None)


@pytest.mark.parametrize(
    "raw", ["", "queue", "two words", "2N+", "(N", "N)", "1 2", "2**N", "N.x", "9" * 20, "(" * 5000]
)
def test_what_is_no_formula_stays_text(raw: str) -> None:
    assert parse_index(raw) == (raw, None)


def test_values() -> None:
    _, formula = parse_index("2(N-1)+1")
    assert formula is not None
    assert [evaluate(formula, {"N": n}) for n in (1, 2, 8)] == [1, 3, 15]
    with pytest.raises(KeyError, match="N"):
        evaluate(formula, {})


def test_a_range_has_indices_but_no_value() -> None:
    formula = IndexRange(Number(2), Name("n"))
    assert list(indices(formula, {"n": 4})) == [2, 3, 4]
    assert list(indices(formula, {"n": 1})) == []
    assert list(indices(Number(7), {})) == [7]
    with pytest.raises(ValueError, match=r"2\.\.n"):
        evaluate(formula, {"n": 4})


@given(st.text(alphabet="012Nn()+-*. $\\ldots", max_size=40) | st.text(max_size=200))
def test_any_text_is_read_and_printed_so_that_it_reads_the_same(raw: str) -> None:
    text, formula = parse_index(raw)
    if formula is not None:
        assert parse_index(text) == (text, formula)
        assert formula_text(formula) == text
