r"""The index of a virtqueue as written (`2(N-1)+1`, `2\ldots n`) -> canonical text and a formula; and its values."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from specgen.grammars import Grammar, Misfit
from specgen.model.formula import BinaryOp, Formula, IndexRange, Name, Number

if TYPE_CHECKING:
    from lark import Token

LONGEST_INDEX = 100

_ELLIPSES = ("...", "..", "…", r"\ldots", r"\dots")


def parse_index(raw: str) -> tuple[str, Formula | None]:
    """The canonical text ("2N", "2..n", "...") and the formula; `None` for an ellipsis and for what cannot be read."""
    text = " ".join(raw.split())
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return str(int(text)), Number(int(text))
    if text.replace("$", "").replace("{}", "").strip() in _ELLIPSES:
        return "...", None
    if not text or len(text) > LONGEST_INDEX:
        return text, None
    formula = _GRAMMAR.parse(text)
    if isinstance(formula, Misfit) or (isinstance(formula, Name) and len(formula.name) > 1):
        return text, None  # a lone word is a title of something else
    return formula_text(formula), formula


def formula_text(formula: Formula) -> str:
    """The formula as the specification would print it: a number stands before what it multiplies without a sign."""
    match formula:
        case Number(value):
            return str(value)
        case Name(name):
            return name
        case IndexRange(first, last):
            return f"{formula_text(first)}..{formula_text(last)}"
        case BinaryOp("*", left, right):
            between = "" if isinstance(left, Number) and not isinstance(right, Number) else "*"
            return f"{_factor_text(left)}{between}{_factor_text(right)}"
        case BinaryOp(op, left, right):
            grouped = isinstance(right, BinaryOp) and right.op != "*"
            return f"{formula_text(left)}{op}{f'({formula_text(right)})' if grouped else formula_text(right)}"


def evaluate(formula: Formula, bindings: Mapping[str, int]) -> int:
    """The value for given symbols; raises KeyError for a symbol without one and ValueError for a range."""
    match formula:
        case Number(value):
            return value
        case Name(name):
            return bindings[name]
        case BinaryOp(op, left, right):
            a, b = evaluate(left, bindings), evaluate(right, bindings)
            return a + b if op == "+" else a - b if op == "-" else a * b
        case IndexRange():
            raise ValueError(f"{formula_text(formula)} is a range of indices")


def indices(formula: Formula, bindings: Mapping[str, int]) -> range:
    """All indices a formula stands for, one for a single queue; raises KeyError for a symbol without a value."""
    if isinstance(formula, IndexRange):
        return range(evaluate(formula.first, bindings), evaluate(formula.last, bindings) + 1)
    index = evaluate(formula, bindings)
    return range(index, index + 1)


def _factor_text(formula: Formula) -> str:
    text = formula_text(formula)
    return f"({text})" if isinstance(formula, BinaryOp) and formula.op != "*" else text


class _IndexBuilder:
    """One method per rule of index.lark."""

    def number(self, parts: list["Token"]) -> Formula:
        return Number(int(parts[0]))

    def name(self, parts: list["Token"]) -> Formula:
        return Name(str(parts[0]))

    def add(self, parts: list[Formula]) -> Formula:
        return BinaryOp("+", *parts)

    def subtract(self, parts: list[Formula]) -> Formula:
        return BinaryOp("-", *parts)

    def multiply(self, parts: list[Formula]) -> Formula:
        return BinaryOp("*", parts[0], parts[-1])

    def index_range(self, parts: list[Formula]) -> Formula:
        return IndexRange(parts[0], parts[-1])


_GRAMMAR = Grammar("index", _IndexBuilder())
