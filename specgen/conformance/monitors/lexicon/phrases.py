"""A phrase in canonical words -> the first entry of the lexicon that fits it, in the terms of a device type.

A module of this package adds entries by a list `ACTS`, `CONDITIONS`, `MILESTONES`, `QUANTITIES`, `CONTENTS`, `FILLINGS`
or `TOKENS`: a regular expression for the whole phrase, and a function from its match and the facts to a meaning, or to
`None` where the names in it mean nothing here.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, TypeAlias

from specgen.conformance.monitors.facts import Facts
from specgen.conformance.monitors.lexicon.contents import Content
from specgen.conformance.monitors.lexicon.fillings import Filling
from specgen.conformance.monitors.lexicon.meaning import Act, Condition, Milestone
from specgen.conformance.monitors.lexicon.quantities import Quantity, field_of, number_of
from specgen.conformance.monitors.lexicon.tokens import Token
from specgen.runtime.trace import Side

ActEntry: TypeAlias = tuple[str, Callable[[re.Match[str], Facts, Side], Act | None]]
ConditionEntry: TypeAlias = tuple[str, Callable[[re.Match[str], Facts], Condition | None]]
MilestoneEntry: TypeAlias = tuple[str, Callable[[re.Match[str], Facts], Milestone | None]]

_PACKAGE = "specgen.conformance.monitors.lexicon"


def act_of(phrase: str, by: Side, facts: Facts) -> Act | None:
    """What `by` does where it does that; the phrase has its verb in the base form."""
    return _first("ACTS", phrase, facts, by)  # type: ignore[no-any-return]  # by kind


def condition_of(phrase: str, facts: Facts) -> Condition | None:
    """What holds where that is so."""
    return _first("CONDITIONS", phrase, facts)  # type: ignore[no-any-return]  # by kind


def quantity_of(phrase: str, facts: Facts) -> Quantity | None:
    """The values that a phrase for a quantity stands for."""
    return _first("QUANTITIES", phrase, facts) or number_of(phrase, facts) or field_of(phrase, facts)


def content_of(phrase: str, facts: Facts) -> Content | None:
    """What a buffer may hold."""
    return _first("CONTENTS", phrase, facts)  # type: ignore[no-any-return]  # by kind


def filling_of(phrase: str, facts: Facts) -> Filling | None:
    """Pages that are filled."""
    return _first("FILLINGS", phrase, facts)  # type: ignore[no-any-return]  # by kind


def token_of(phrase: str, facts: Facts) -> Token | None:
    """A number that buffers carry."""
    return _first("TOKENS", phrase, facts)  # type: ignore[no-any-return]  # by kind


def milestone_of(phrase: str, facts: Facts) -> Milestone | None:
    """What has happened once that has."""
    return _first("MILESTONES", phrase, facts)  # type: ignore[no-any-return]  # by kind


def _first(kind: str, phrase: str, facts: Facts, *more: Any) -> Any:  # noqa: ANN401 - by kind
    for pattern, make in _entries(kind):
        match = pattern.fullmatch(phrase)
        if match is not None and (found := make(match, facts, *more)) is not None:
            return found
    return None


@cache
def _entries(kind: str) -> tuple[tuple[re.Pattern[str], Callable[..., Any]], ...]:
    """The entries of all modules, those of device types first: their words are the more special ones."""
    return tuple((re.compile(pattern), make) for module in _modules() for pattern, make in getattr(module, kind, ()))


@cache
def _modules() -> tuple[Any, ...]:
    package = import_module(_PACKAGE)
    names: Iterable[str] = sorted(found.name for found in iter_modules(package.__path__))
    modules = [import_module(f"{_PACKAGE}.{name}") for name in names]
    return tuple(sorted(modules, key=lambda module: getattr(module, "RANK", 1)))
