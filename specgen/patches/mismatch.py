"""A hunk that fits nowhere -> what it expected and what stands there, side by side in plain text."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

from specgen.patches.patch import HunkLine
from specgen.patches.placing import Placing

_WIDTH = 40  # characters of text on either side; a row has 97
_BEFORE, _AFTER = 2, 4
_LONG = 1000
_COMMON = 50  # a line that stands more often in the file says nothing about the place


def closest(placing: Placing, old: Sequence[HunkLine], wanted: int) -> int:
    """The index where the first lines of a hunk stand, near the place where most of its lines do in their order."""
    keys = [placing.key(line.text) for line in old]
    where = placing.where()
    votes: Counter[int] = Counter()
    for index, key in enumerate(keys):
        found = where.get(key, ())
        if key.strip() and len(found) <= _COMMON:
            votes.update(at - index for at in found if at >= index)
    if not votes:
        return max(0, min(wanted, len(placing.lines)))
    most = max(votes.values())
    best = min((at for at, count in votes.items() if count == most), key=lambda at: abs(at - wanted))
    first = next(index for index, key in enumerate(keys) if key.strip())
    near = {at - first for at in where.get(keys[first], ()) if first <= at and abs(at - first - best) <= len(keys)}
    return min(near | {best}, key=lambda at: (-_leading(keys, placing.lines, at), abs(at - best)))


def _leading(keys: Sequence[str], lines: Sequence[str], at: int) -> int:
    """How many lines stand at `at` before the first that differs."""
    there = lines[at : at + len(keys)]
    return next((index for index, (a, b) in enumerate(zip_longest(keys, there)) if a != b), len(keys))


def side_by_side(placing: Placing, lines: Sequence[str], old: Sequence[HunkLine], at: int) -> str:
    """Rows around the first line that differs, with line numbers of the patch on the left, of the file on the right."""
    here = [placing.key(line.text) for line in old]
    there = placing.lines[at : at + len(old)]
    first = _leading(here, placing.lines, at) % len(old)
    rows = [f"  {'expected by the patch, at its line':<{_WIDTH + 6}} | what stands there, at its line"]
    for index in range(max(0, first - _BEFORE), min(len(old), first + _AFTER + 1)):
        stands = lines[at + index] if at + index < len(lines) else None
        mark = "!" if index >= len(there) or here[index] != there[index] else " "
        left, right = _around_difference(old[index].text, "\n" if stands is None else stands)
        left, right = _shown(left), "(the file has ended)" if stands is None else _shown(right)
        column = _difference(left, right)
        start = max(0, column - _WIDTH // 2) if index == first and max(len(left), len(right)) > _WIDTH else 0
        number = "" if stands is None else str(at + index + 1)
        row = f"{mark} {old[index].line:>5} {_clip(left, start):<{_WIDTH}} | {number:>5} {_clip(right, start)}"
        rows.append(row.rstrip())
        if index == first:
            rows.append(f"{'':{8 + column - start}}^".ljust(_WIDTH + 17 + column - start) + "^ first difference")
    return "\n".join(rows)


def _around_difference(left: str, right: str) -> tuple[str, str]:
    """Both lines, or where they are very long what surrounds the first difference."""
    if max(len(left), len(right)) <= _LONG:
        return left, right
    column = bisect_left(range(min(len(left), len(right))), True, key=lambda end: left[: end + 1] != right[: end + 1])
    start = max(0, column - _WIDTH)
    return left[start : start + _LONG], right[start : start + _LONG]


def _shown(line: str) -> str:
    """A line with what cannot be seen made visible, safe for a terminal."""
    text = line.removesuffix("\n")
    bare = text.rstrip(" ")
    text = bare + "<SP>" * min(len(text) - len(bare), 5)
    text = text.replace("\t", "<TAB>").replace("\r", "<CR>") + ("" if line.endswith("\n") else "<no line feed>")
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _difference(left: str, right: str) -> int:
    """The first column, from 0, where two texts differ."""
    pairs = zip_longest(left, right)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), 0)


def _clip(text: str, start: int) -> str:
    """The part of a text that is shown, from column `start`."""
    shown = text[start : start + _WIDTH]
    if start:
        shown = "..." + shown[3:]
    return shown if len(text) - start <= _WIDTH else shown[:-3] + "..."
