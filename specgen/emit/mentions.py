"""The requirements of one package -> which of them speak of a feature bit or of a virtqueue, by ID."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from specgen.emit.catalog import Scope
from specgen.emit.identity import requirement_id
from specgen.emit.queues import PlannedQueue
from specgen.model import Requirement, Role

_NAME = re.compile(r"[A-Z][A-Z0-9_]{2,}")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_QUEUE_WORD = re.compile(r"(?:q|vq|queues?|virtqueues?)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mentions:
    """The normative requirements, each with its wording and the names in capitals that stand in it."""

    requirements: tuple[tuple[Requirement, str, frozenset[str]], ...]

    def of_feature(self, name: str) -> tuple[str, ...]:
        """IDs of the requirements that name the feature."""
        return self.of_all((name,))

    def of_all(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """IDs of the requirements that name all of these features."""
        names = frozenset(wanted)
        return _ids(one for one, _, named in self.requirements if names <= named)

    def of_queue(self, lines: Iterable[PlannedQueue], role: Role) -> tuple[str, ...]:
        """IDs of the requirements on `role` that name the queue."""
        patterns = [_pattern(title) for title in {line.title for line in lines} | {line.key for line in lines}]
        return _ids(
            one
            for one, wording, _ in self.requirements
            if one.role in (role, Role.BOTH) and any(pattern.search(wording) for pattern in patterns)
        )

    def of_struct(self, title: str) -> tuple[str, ...]:
        """IDs of the requirements that name the struct; those on a single member are on its use, not on the layout."""
        name = title.rpartition(" ")[2]
        if "_" not in name:  # it may be an English word
            return ()
        return _ids(one for one, wording, _ in self.requirements if name in _IDENTIFIER.findall(wording))


def mentions_of(scope: Scope) -> Mentions:
    """What the normative requirements of one package speak of."""
    worded = [(one, _wording(one)) for one in scope.normative]
    return Mentions(tuple((one, wording, frozenset(_NAME.findall(wording))) for one, wording in worded))


def _ids(requirements: Iterable[Requirement]) -> tuple[str, ...]:
    """Each ID once, in the order of the text."""
    return tuple(dict.fromkeys(requirement_id(one) for one in requirements))


def _wording(requirement: Requirement) -> str:
    """All the text of a requirement."""
    items = (f"{item.label or ''} {item.text}" for item in requirement.items)
    return " ".join((requirement.text, requirement.condition or "", *requirement.applies_if, *items))


def _pattern(title: str) -> re.Pattern[str]:
    """Finds a queue's name; a name that is an English word counts only before "queue" or "virtqueue"."""
    name = re.escape(title).removesuffix("s") + "s?" if title.lower().endswith("queues") else re.escape(title)
    follows = "" if _QUEUE_WORD.search(title) else r"(?=[\s-]+(?:virt)?queue)"
    return re.compile(rf"(?<![\w-]){name}(?![\w-]){follows}", re.IGNORECASE)
