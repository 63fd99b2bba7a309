"""Pairs that are certain -> how near a section of the ledger is to a section of the text, whatever it is called now."""

from collections import defaultdict
from enum import IntEnum

from specgen.ledger.candidate import Known, Stated


class Nearness(IntEnum):
    """How near two sections are; MOVED is the section of a chapter that took up the same scope elsewhere."""

    ELSEWHERE = 0
    MOVED = 1
    SCOPE = 2
    SECTION = 3


class Sections:
    """What the certain pairs say about sections and scopes that were renamed or moved."""

    def __init__(self) -> None:
        self._labels: defaultdict[str, set[str]] = defaultdict(set)
        self._scopes: set[tuple[str, str]] = set()

    def learn(self, known: Known, stated: Stated) -> None:
        """Take note of a certain pair."""
        self._labels[stated.label].add(known.entry.label)
        self._scopes.add((known.entry.scope, stated.requirement.scope))

    def former(self, label: str) -> set[str]:
        """What the ledger may call the section that the text calls `label`."""
        return {label, *self._labels[label]}

    def nearness(self, known: Known, stated: Stated) -> Nearness:
        """How near the two sections are: by label, then by what stands in them, then by scope."""
        before, now = known.entry.label, stated.label
        if before == now or before in self._labels[now] or _same(before, now):
            return Nearness.SECTION
        if known.entry.scope == stated.requirement.scope:
            return Nearness.SCOPE
        if (known.entry.scope, stated.requirement.scope) in self._scopes:
            return Nearness.MOVED
        return Nearness.ELSEWHERE


def _same(before: str, now: str) -> bool:
    return len(before) == len(now) and before.casefold() == now.casefold()
