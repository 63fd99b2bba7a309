"""The lines of a file and a hunk -> where the hunk fits: at its place, further up or down, or with less context."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from specgen.diagnostics import SpecgenError
from specgen.patches.patch import Hunk

_MAX_COMPARED = 50_000_000  # lines, about two seconds; a real hunk needs some hundreds


class Fit(NamedTuple):
    """Where a hunk fits: index `at` of its first line, less the context given up `before` and `after` its changes."""

    at: int
    before: int = 0
    after: int = 0
    offset: int = 0
    rivals: int = 0
    """How many other places fit as well, where the hunk is not at its own."""
    adrift: bool = False
    """It stood at an end of the file and no longer does."""


def exactly(line: str) -> str:
    """Lines are compared as they are."""
    return line


def without_carriage_return(line: str) -> str:
    """Lines are compared whatever their line ends."""
    ended = line.endswith("\n")
    return line.removesuffix("\n").removesuffix("\r") + ("\n" if ended else "")


def without_last_blanks(line: str) -> str:
    """Lines are compared but for blanks at their ends."""
    return line.rstrip() + ("\n" if line.endswith("\n") else "")


class Placing:
    """Finds hunks, in their order, among the lines of one file; two lines are equal if `key` says so."""

    def __init__(self, lines: Sequence[str], key: Callable[[str], str] = exactly) -> None:
        self.lines = list(lines) if key is exactly else [key(line) for line in lines]
        self.key = key
        self._where: dict[str, list[int]] = {}
        self._compared = 0

    def place(self, hunk: Hunk, offset: int, lowest: int, fuzz: int) -> Fit | None:
        """Where `hunk` fits at or behind index `lowest`, nearest to its own place moved by `offset`; None if nowhere.

        Up to `fuzz` lines of context may be given up at either end, as patch(1) does it. SpecgenError where a file is
        so repetitive that looking would take too long.
        """
        old = [self.key(line.text) for line in hunk.old]
        own = hunk.old_start - (1 if old else 0)
        if not old:  # nothing to compare: the line number is all there is
            at = own + offset
            return Fit(at, offset=offset) if lowest <= at <= len(self.lines) else None
        lead, trail = hunk.context()
        longest = max(lead, trail)
        for given_up in range(min(fuzz, longest) + 1):
            before, after = max(0, given_up + lead - longest), max(0, given_up + trail - longest)
            pattern = old[before : len(old) - after]
            at_start = hunk.old_start <= 1 and given_up < trail - lead
            at_end = not trail and given_up < lead
            if not pattern:  # all context is given up: what is left is that it stood at an end of the file
                before, after, pattern = 0, 0, old
            ends = (len(self.lines) - len(pattern),) if at_end else (0,) if at_start else None
            found, rivals = self._nearest(pattern, own + before + offset, lowest, ends)
            if found is not None:
                adrift = not (before or after) and given_up > 0
                return Fit(found, before, after, found - own - before, rivals, adrift)
        return None

    def _nearest(
        self, pattern: list[str], wanted: int, lowest: int, ends: tuple[int, ...] | None
    ) -> tuple[int | None, int]:
        """The index nearest to `wanted` where `pattern` stands and how many others there are; `ends` limits them."""
        if lowest <= wanted and self.stands(pattern, wanted) and (ends is None or wanted in ends):
            return wanted, 0
        starts = [at for at in self._starts(pattern) if at >= lowest and (ends is None or at in ends)]
        fits = [at for at in starts if self.stands(pattern, at)]
        if not fits:
            return None, 0
        return min(fits, key=lambda at: (abs(at - wanted), at)), len(fits) - 1

    def stands(self, pattern: list[str], at: int) -> bool:
        """Whether the lines of `pattern` stand at index `at`."""
        if at < 0:
            return False
        self._compared += len(pattern)
        if self._compared > _MAX_COMPARED:
            raise SpecgenError("the place of a hunk cannot be found: the file repeats the same lines too often")
        return self.lines[at : at + len(pattern)] == pattern

    def _starts(self, pattern: list[str]) -> list[int]:
        """Where `pattern` may start, judged by the rarest of its lines."""
        where = self.where()
        rarest = min(range(len(pattern)), key=lambda index: len(where.get(pattern[index], ())))
        return [at - rarest for at in where.get(pattern[rarest], ())]

    def where(self) -> dict[str, list[int]]:
        """The indices of each different line."""
        if not self._where:
            for index, line in enumerate(self.lines):
                self._where.setdefault(line, []).append(index)
        return self._where
