"""Phrases for quantities -> their values in a state: fields of configuration space, constants, numbers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from specgen.conformance.monitors.facts import Facts
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Cover

_FIELD = re.compile(r"(?P<field>\w+)(?: field)?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """The values that a phrase may stand for; `known` takes what the driver knows of configuration space."""

    values: Callable[[State], tuple[int, ...]]
    needs: frozenset[Cover] = frozenset()
    place: range = range(0)
    """The bytes of configuration space that it is read from, if it is a field."""


QuantityEntry: TypeAlias = tuple[str, Callable[[re.Match[str], Facts], Quantity | None]]


def number_of(phrase: str, facts: Facts) -> Quantity | None:
    """A number, a constant, or several of them joined by "or"."""
    numbers = [facts.number(word) for word in phrase.split(" or ")]
    if any(number is None for number in numbers):
        return None
    values = tuple(number for number in numbers if number is not None)
    return Quantity(lambda _: values)


def field_of(phrase: str, facts: Facts) -> Quantity | None:
    """A field of configuration space as the driver knows it."""
    match = _FIELD.fullmatch(phrase)
    name = "" if match is None else match["field"]
    if name not in facts.fields:
        return None

    def values(state: State) -> tuple[int, ...]:
        found = state.value(name, known=True)
        return () if found is None else (found,)

    return Quantity(values, frozenset({Cover.CONFIG_DRIVER}), facts.fields[name])
