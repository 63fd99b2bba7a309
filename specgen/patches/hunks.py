"""The `@@` blocks behind a file's header in a diff -> `Hunk` values, with counts checked.

Why not a library: unidiff and whatthepatch were read. Their errors name no line, a name or a count made by an attacker
can raise something else, and neither says where a diff ends in a mail, which is the same counting as reading it. What
is left is the loop below; the tests compare what it makes of a diff with what `git apply` makes of it.
"""

import re

from specgen.diagnostics import SpecgenError
from specgen.patches.numbered import NumberedText
from specgen.patches.patch import Hunk, HunkLine

HUNK = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")
_NEXT = ("@@ -", "diff --git ", "Index: ", "From ", "-- ")
_SIGNATURE = "-- "
_RAW = "take the raw mail or the mbox from the archive"


def read_hunks(text: NumberedText, at: int, file: str, name: str) -> tuple[tuple[Hunk, ...], int]:
    """All hunks of `file` from index `at` on, and the index behind them; SpecgenError where one is damaged."""
    hunks: list[Hunk] = []
    while at < len(text.lines) and text.lines[at].startswith("@@"):
        hunk, at = _read_hunk(text, at, f"hunk {len(hunks) + 1} of {file}", name)
        hunks.append(hunk)
    return tuple(hunks), at


def _read_hunk(text: NumberedText, at: int, title: str, name: str) -> tuple[Hunk, int]:
    place = f"{name}:{text.numbers[at]}"
    header = HUNK.match(text.lines[at])
    if not header:
        raise SpecgenError(f"{title} starts with {text.lines[at][:60]!a}, which is no hunk header", place=place)
    first, old_count, start, new_count = (1 if number is None else int(number) for number in header.groups())
    lines: list[HunkLine] = []
    stop, old, new = _read_lines(text, at + 1, (old_count, new_count), lines)
    if (old, new) != (old_count, new_count):
        raise _wrong_count(
            text, stop, place, f"{title} announces {_said(old_count, new_count)}, but {_said(old, new)} follow"
        )
    if _goes_on(text, stop):
        raise SpecgenError(
            f"{title} announces {_said(old_count, new_count)}, but more follow",
            place=f"{name}:{text.numbers[stop]}",
            hint=f"the numbers of {header[0]} do not fit its lines; make the patch again with git format-patch",
        )
    return Hunk(first, old_count, start, new_count, tuple(lines), text.numbers[at]), stop


def _read_lines(text: NumberedText, at: int, counts: tuple[int, int], found: list[HunkLine]) -> tuple[int, int, int]:
    """Append the hunk's lines to `found`; the index behind them, and how many old and new lines there were."""
    lines, numbers = text.lines, text.numbers
    old_left, new_left = counts
    end = len(lines) - 1 if not lines[-1] else len(lines)  # the input ends in a line feed
    while at < end:
        line = lines[at]
        sign = line[:1] or " "  # an empty line of the file, its blank cut off by a mail program
        if sign == "\u00a0":  # a web page's blank
            sign, line = " ", line.replace("\u00a0", " ")
        if sign == "\\":
            if found:
                found[-1] = found[-1]._replace(text=found[-1].text.removesuffix("\n"))
            at += 1
            continue
        takes_old, takes_new = sign in " -", sign in " +"
        if not (old_left or new_left) or not (takes_old or takes_new) or _is_signature(text, at):
            break
        if takes_old > old_left or takes_new > new_left:
            break
        old_left -= takes_old
        new_left -= takes_new
        found.append(HunkLine(sign, line[1:] + "\n", numbers[at]))
        at += 1
    return at, counts[0] - old_left, counts[1] - new_left


def _is_signature(text: NumberedText, at: int) -> bool:
    """Whether a line is the one above a mail's signature and not the removal of "- "."""
    if text.lines[at] != _SIGNATURE or at + 1 == len(text.lines):
        return False
    following = text.lines[at + 1]
    return bool(following) and following[0] not in " +-\\@dI"


def _goes_on(text: NumberedText, at: int) -> bool:
    """Whether lines that belong to no other part of a mail stand behind a hunk whose counts are met."""
    first = at
    while at < len(text.lines) and text.lines[at].startswith(" "):
        at += 1
    ended = at >= len(text.lines) - 1
    line = text.lines[at] if at < len(text.lines) else ""
    if first < at and (line.startswith(_NEXT) or (ended and not line and text.lines[first].strip())):
        return True
    if line.startswith(("+++ ", "--")):  # a header, a signature, the rule above a list's footer
        return False
    return line.startswith(("+", "-"))


def _wrong_count(text: NumberedText, at: int, place: str, message: str) -> SpecgenError:
    """A hunk that is short; the line that breaks it off tells why."""
    line = text.lines[at] if at < len(text.lines) else ""
    hint = "the hunk is cut off or its numbers are wrong; make the patch again with git format-patch"
    if line and line[0] not in " +-\\" and not line.startswith(_NEXT):
        hint = (
            f"line {text.numbers[at]} starts with neither blank, + nor -: lines were wrapped or cut on the way; {_RAW}"
        )
    return SpecgenError(message, place=place, hint=hint)


def _said(old: int, new: int) -> str:
    return f"{old} old and {new} new lines"
