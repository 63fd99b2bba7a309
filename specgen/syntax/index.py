r"""The index of a virtqueue as written (`2(N-1)+1`, `2\ldots n`) -> canonical text and a formula; and its values.

Read by hand and not by a grammar file: the few formulas are read anew in each run, and lark costs a tenth of a second.
"""

import re
from collections.abc import Mapping

from specgen.model.formula import BinaryOp, Formula, IndexRange, Name, Number

LONGEST_INDEX = 100

_TOKEN = re.compile(
    r"(?P<number>\d{1,9}(?!\d))|(?P<range>\.\.\.?|…|\\l?dots\b|to\b|--+|\u2013)|(?P<name>[A-Za-z]\w*+)"
    r"|(?P<times>\*|\u00d7|\\(?:cdot|times)\b)|(?P<sign>[-+])|(?P<open>\()|(?P<close>\))"
    r"|(?P<space>[\s$]+|\\[,;: ]|\{\})"
)


def parse_index(raw: str) -> tuple[str, Formula | None]:
    """The canonical text ("2N", "2..n", "...") and the formula; `None` for an ellipsis and for what cannot be read."""
    text = " ".join(raw.split())
    tokens = _tokens(text)
    if tokens is None:
        return text, None
    if [kind for kind, _ in tokens] == ["range"]:
        return "...", None
    try:
        formula = _Reader(tokens).whole()
    except ValueError:
        return text, None
    if isinstance(formula, Name) and len(formula.name) > 1:
        return text, None  # a lone word is the title of something else
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
    return f"({text})" if isinstance(formula, BinaryOp) else text


def _tokens(text: str) -> list[tuple[str, str]] | None:
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(text) <= LONGEST_INDEX:
        match = _TOKEN.match(text, at)
        if match is None:
            return None
        if match.lastgroup != "space":
            tokens.append((match.lastgroup or "", match[0]))
        at = match.end()
    return tokens or None


class _Reader:
    """The tokens of one index, read by precedence; raises ValueError where they are none."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens[::-1]

    def whole(self) -> Formula:
        """`sum` or `sum..sum`."""
        formula = self._sum()
        if self._next() == "range":
            self.tokens.pop()
            formula = IndexRange(formula, self._sum())
        if self.tokens:
            raise ValueError(self.tokens[-1][1])
        return formula

    def _next(self) -> str:
        return self.tokens[-1][0] if self.tokens else ""

    def _sum(self) -> Formula:
        formula = self._product()
        while self._next() == "sign":
            sign = self.tokens.pop()[1]
            formula = BinaryOp(sign, formula, self._product())
        return formula

    def _product(self) -> Formula:
        formula = self._factor()
        while self._next() == "times" or (isinstance(formula, Number) and self._next() in ("name", "open")):
            if self._next() == "times":
                self.tokens.pop()
            formula = BinaryOp("*", formula, self._factor())
        return formula

    def _factor(self) -> Formula:
        kind, text = self.tokens.pop() if self.tokens else ("", "")
        if kind == "number":
            return Number(int(text))
        if kind == "name":
            return Name(text)
        if kind != "open":
            raise ValueError(text)
        formula = self._sum()
        if self._next() != "close":
            raise ValueError(text)
        self.tokens.pop()
        return formula
