"""Numbers that buffers carry to say what they belong to."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from specgen.conformance.monitors.facts import Facts
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Event


@dataclass(frozen=True, slots=True)
class Token:
    """`carried` is the token of a buffer that is made available, `renewed` are those that an event gives a new life."""

    name: str
    carried: Callable[[Event, State], int | None]
    renewed: Callable[[Event, State], Iterable[int]]


TokenEntry: TypeAlias = tuple[str, Callable[[re.Match[str], Facts], Token | None]]
