"""Pages whose content an event shows."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from specgen.conformance.monitors.facts import Facts
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Cover, Event, Side


@dataclass(frozen=True, slots=True)
class Filling:
    """Pages that `by` has filled: `concerns` says whether an event, whose `fill` shows it, is about such pages."""

    name: str
    by: Side
    needs: frozenset[Cover]
    concerns: Callable[[Event, State], bool]
    chances: Callable[[Event, State], bool] | None = None
    """Whether an event ends a time in which they could have been given another content, and were not."""


FillingEntry: TypeAlias = tuple[str, Callable[[re.Match[str], Facts], Filling | None]]
