"""What a buffer holds -> whether it is what a phrase speaks of."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from specgen.conformance.monitors.facts import Facts
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Event


@dataclass(frozen=True, slots=True)
class Content:
    """Something that a buffer may hold: `within` looks at the buffer that the device takes."""

    name: str
    within: Callable[[Event, State], bool]


ContentEntry: TypeAlias = tuple[str, Callable[[re.Match[str], Facts], Content | None]]
