"""A constant expression of C -> its value: numbers, names, shifts, sizes, macros; in bounded time, never by `eval`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

LONGEST_EXPRESSION = 1_000
DEEPEST_EXPRESSION = 32
MOST_STEPS = 5_000
WIDEST_VALUE = 128
"""Bits; a value or a shift beyond this is taken for nonsense."""

_TOKEN = re.compile(
    r"\s*+(?:(?P<number>(?:0[xX][0-9A-Fa-f]++|0[bB][01]++|\d++)(?P<suffix>[uUlL]{0,3}+)(?!\w))"
    r"|(?P<name>[A-Za-z_]\w*+)|(?P<op><<|>>|[-+*/%&|^~()!,]))"
)
_BINARY = {"|": 1, "^": 2, "&": 3, "<<": 4, ">>": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6}
_SIZEOF = re.compile(r"\s*+\(\s*+(?P<type>[A-Za-z_]\w*+(?:\s++[A-Za-z_]\w*+)*+)\s*+\)")


class _UnknownValueError(Exception):
    """The expression has no value that can be told."""


@dataclass(frozen=True, slots=True)
class Macro:
    """`#define name(parameters) expression`."""

    parameters: tuple[str, ...]
    expression: str


@dataclass(frozen=True, slots=True)
class Names:
    """What an expression may refer to; `size_of` gives the bytes of a type, `None` where they are not known."""

    values: Mapping[str, int]
    macros: Mapping[str, Macro]
    size_of: Callable[[str], int | None]


NO_NAMES = Names({}, {}, lambda _: None)


def evaluate(expression: str, names: Names = NO_NAMES) -> int | None:
    """The value of `expression`, or `None` where it is no expression, or one that refers to something unknown."""
    if expression.isdecimal() and len(expression) < 20 and expression.isascii() and not expression.startswith("0"):
        return int(expression)
    try:
        return _Reader(expression, names, [MOST_STEPS], 0).whole()
    except _UnknownValueError:
        return None


class _Reader:
    """One expression being read, by precedence; `budget` is shared with the macros it calls."""

    def __init__(self, text: str, names: Names, budget: list[int], depth: int) -> None:
        if len(text) > LONGEST_EXPRESSION:
            raise _UnknownValueError
        self.text = text
        self.names = names
        self.budget = budget
        self.depth = depth
        self.at = 0
        self.unsigned = 0
        self.token = self._next()

    def whole(self) -> int:
        """The value of the whole text."""
        value = self._binary(1)
        if self.token is not None:
            raise _UnknownValueError
        if value < 0 and self.unsigned:
            value &= (1 << self.unsigned) - 1
        return value

    def _next(self) -> re.Match[str] | None:
        self.budget[0] -= 1
        if self.budget[0] < 0:
            raise _UnknownValueError
        match = _TOKEN.match(self.text, self.at)
        if match is None:
            if self.text[self.at :].strip():
                raise _UnknownValueError
            return None
        self.at = match.end()
        return match

    def _operator(self) -> str | None:
        return self.token["op"] if self.token is not None else None

    def _binary(self, least: int) -> int:
        value = self._unary()
        while (power := _BINARY.get(self._operator() or "", 0)) >= least:
            operator = self._operator() or ""
            self.token = self._next()
            value = _apply(operator, value, self._binary(power + 1))
        return value

    def _unary(self) -> int:
        self.depth += 1
        if self.depth > DEEPEST_EXPRESSION or self.token is None:
            raise _UnknownValueError
        token, self.token = self.token, self._next()
        if token["number"] is not None:
            value = self._number(token)
        elif token["name"] is not None:
            value = self._name(token["name"])
        elif token["op"] == "(":
            value = self._binary(1)
            self._expect(")")
        elif token["op"] in ("-", "+", "~", "!"):
            inner = self._unary()
            value = {"-": -inner, "+": inner, "~": ~inner, "!": int(not inner)}[token["op"]]
        else:
            raise _UnknownValueError
        self.depth -= 1
        return value

    def _number(self, token: re.Match[str]) -> int:
        suffix = token["suffix"]
        digits = token["number"][: len(token["number"]) - len(suffix)]
        if "u" in suffix.lower():
            self.unsigned = max(self.unsigned, 64 if "l" in suffix.lower() else 32)
        octal = len(digits) > 1 and digits[0] == "0" and digits.isdecimal()
        if octal and not set(digits) <= set("01234567"):
            raise _UnknownValueError
        return _bounded(int(digits, 8 if octal else 0) if len(digits) < 40 else 1 << WIDEST_VALUE)

    def _name(self, name: str) -> int:
        if name == "sizeof":
            return self._sizeof()
        if self._operator() == "(" and name in self.names.macros:
            return self._call(self.names.macros[name])
        if name not in self.names.values:
            raise _UnknownValueError
        return _bounded(self.names.values[name])

    def _sizeof(self) -> int:
        # The parenthesis is read already: step back to it and read the type as words.
        if self.token is None or self._operator() != "(":
            raise _UnknownValueError
        match = _SIZEOF.match(self.text, self.token.start())
        size = self.names.size_of(" ".join(match["type"].split())) if match is not None else None
        if match is None or size is None:
            raise _UnknownValueError
        self.at = match.end()
        self.token = self._next()
        return _bounded(size)

    def _call(self, macro: Macro) -> int:
        arguments: list[int] = []
        while not arguments or self._operator() == ",":
            self.token = self._next()
            arguments.append(self._binary(1))
        self._expect(")")
        if len(arguments) != len(macro.parameters):
            raise _UnknownValueError
        values = {**self.names.values, **dict(zip(macro.parameters, arguments, strict=True))}
        inner = Names(values, self.names.macros, self.names.size_of)
        return _Reader(macro.expression, inner, self.budget, self.depth + 1).whole()

    def _expect(self, operator: str) -> None:
        if self._operator() != operator:
            raise _UnknownValueError
        self.token = self._next()


def _apply(operator: str, left: int, right: int) -> int:
    if operator in ("<<", ">>"):
        if not 0 <= right < WIDEST_VALUE:
            raise _UnknownValueError
        return _bounded(left << right if operator == "<<" else left >> right)
    if operator in ("/", "%"):
        if right == 0:
            raise _UnknownValueError
        quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
        return quotient if operator == "/" else left - quotient * right
    results = {"+": left + right, "-": left - right, "*": left * right}
    bits = {"|": left | right, "^": left ^ right, "&": left & right}
    return _bounded({**results, **bits}[operator])


def _bounded(value: int) -> int:
    if value.bit_length() > WIDEST_VALUE:
        raise _UnknownValueError
    return value
