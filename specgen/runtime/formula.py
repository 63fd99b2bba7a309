"""An index formula as the text writes it, `2(N-1)+1` or `2..n`, and values for its symbols -> numbers."""

import re
from collections.abc import Mapping

_TOKEN = re.compile(r"\s*(\d+|[A-Za-z_]\w*|\.\.|[-+*()])")
_MAX_TOKENS = 64
MAX_QUEUES = 65536
"""Virtqueue indices are 0 to 65535. ["sec:Basic Facilities of a Virtio Device / Virtqueues"]"""


class _Parser:
    """Recursive descent over a bounded list of tokens: sums of products, a product also by juxtaposition."""

    def __init__(self, text: str, symbols: Mapping[str, int]) -> None:
        self.text = text
        self.symbols = symbols
        self.tokens = _tokenize(text)

    def fail(self) -> ValueError:
        return ValueError(f"{self.text!r} is not an index formula")

    def sum(self) -> int:
        total = self.product()
        while self.tokens and self.tokens[-1] in "+-":
            sign = 1 if self.tokens.pop() == "+" else -1
            total += sign * self.product()
        return total

    def product(self) -> int:
        value = self.factor()
        while self.tokens and self.tokens[-1] not in ("+", "-", ")", ".."):
            if self.tokens[-1] == "*":
                self.tokens.pop()
            value *= self.factor()
        return value

    def factor(self) -> int:
        if not self.tokens:
            raise self.fail()
        word = self.tokens.pop()
        if word == "(":
            value = self.sum()
            if not self.tokens or self.tokens.pop() != ")":
                raise self.fail()
            return value
        if word.isdecimal():
            return int(word)
        if not word.isidentifier():
            raise self.fail()
        try:
            return self.symbols[word]
        except KeyError:
            raise ValueError(f"no value for {word!r} in the index formula {self.text!r}") from None


def _tokenize(text: str) -> list[str]:
    """The tokens in reverse, to be popped from the end."""
    tokens: list[str] = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or len(tokens) == _MAX_TOKENS:
            raise ValueError(f"{text!r} is not an index formula")
        tokens.append(match[1])
        at = match.end()
    return tokens[::-1]


def evaluate(formula: int | str, symbols: Mapping[str, int]) -> range:
    """The numbers a formula stands for: one for `2N`, several or none for `2..n`.

    Raises `ValueError` for what is no formula, for a symbol without value and for numbers that are no virtqueue index.
    """
    if isinstance(formula, int):
        return _bounded(formula, formula)
    parser = _Parser(formula, symbols)
    first = last = parser.sum()
    if parser.tokens and parser.tokens[-1] == "..":
        parser.tokens.pop()
        last = parser.sum()
    if parser.tokens:
        raise parser.fail()
    return _bounded(first, last)


def _bounded(first: int, last: int) -> range:
    if not 0 <= first < MAX_QUEUES or last >= MAX_QUEUES:
        raise ValueError(f"{first}..{last} are no virtqueue index: the lowest is 0, the highest {MAX_QUEUES - 1}")
    return range(first, last + 1)
