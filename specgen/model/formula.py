"""Virtqueue indices that are formulas: `2(N-1)+1`, `2..n`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A literal number."""

    value: int


@dataclass(frozen=True, slots=True)
class Name:
    """A symbol such as N, bound when the formula is evaluated."""

    name: str


@dataclass(frozen=True, slots=True)
class BinaryOp:
    """`left op right`; `op` is one of `+ - *`."""

    op: str
    left: "Formula"
    right: "Formula"


@dataclass(frozen=True, slots=True)
class IndexRange:
    """`first..last`, both included."""

    first: "Formula"
    last: "Formula"


Formula = Number | Name | BinaryOp | IndexRange
