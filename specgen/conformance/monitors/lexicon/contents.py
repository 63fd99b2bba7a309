"""What a buffer holds -> whether it is what a phrase speaks of."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from specgen.conformance.monitors.facts import Facts
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Cover, Event, Kind


@dataclass(frozen=True, slots=True)
class Content:
    """Something that one side may be sent: `within` looks at an event of the kind, as a rule a new buffer."""

    name: str
    within: Callable[[Event, State], bool]
    kind: Kind = Kind.ADD
    """The event that shows it."""
    needs: frozenset[Cover] = frozenset({Cover.BUFFERS_USED})


ContentEntry: TypeAlias = tuple[str, Callable[[re.Match[str], Facts], Content | None]]
