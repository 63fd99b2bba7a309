"""The requirements of one package -> which of them speak of a feature bit or of a virtqueue, by ID."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from specgen.emit.catalog import Scope
from specgen.emit.queues import PlannedQueue
from specgen.model import Requirement, Role

_NAME = re.compile(r"[A-Z][A-Z0-9_]{2,}")
_QUEUE_WORD = re.compile(r"(?:q|vq|queues?|virtqueues?)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mentions:
    """`named` has the names in capitals each normative requirement uses."""

    requirements: tuple[Requirement, ...]
    named: Mapping[str, frozenset[str]]

    def of_feature(self, name: str) -> tuple[str, ...]:
        """IDs of the requirements that name the feature."""
        return self.of_all((name,))

    def of_all(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """IDs of the requirements that name all of these features."""
        names = frozenset(wanted)
        return tuple(one.id for one in self.requirements if names <= self.named[one.id])

    def of_queue(self, lines: Iterable[PlannedQueue], role: Role) -> tuple[str, ...]:
        """IDs of the requirements on `role` that name the queue."""
        patterns = [_pattern(title) for title in {line.title for line in lines} | {line.key for line in lines}]
        return tuple(
            one.id
            for one in self.requirements
            if one.role in (role, Role.BOTH) and any(pattern.search(_wording(one)) for pattern in patterns)
        )


def mentions_of(scope: Scope) -> Mentions:
    """What the normative requirements of one package speak of."""
    requirements = scope.normative
    return Mentions(requirements, {one.id: frozenset(_NAME.findall(_wording(one))) for one in requirements})


def _wording(requirement: Requirement) -> str:
    """All the text of a requirement."""
    items = (f"{item.label or ''} {item.text}" for item in requirement.items)
    return " ".join((requirement.text, requirement.condition or "", *requirement.applies_if, *items))


def _pattern(title: str) -> re.Pattern[str]:
    """Finds a queue's name; a name that is an English word counts only before "queue" or "virtqueue"."""
    name = re.escape(title).removesuffix("s") + "s?" if title.lower().endswith("queues") else re.escape(title)
    follows = "" if _QUEUE_WORD.search(title) else r"(?=[\s-]+(?:virt)?queue)"
    return re.compile(rf"(?<![\w-]){name}(?![\w-]){follows}", re.IGNORECASE)
