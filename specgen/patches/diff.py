"""The text of a mail -> the changes to files it holds: unified diffs, plain or with git's headers."""

import re
from dataclasses import dataclass, field

from specgen.diagnostics import SpecgenError
from specgen.patches.hunks import HUNK, read_hunks
from specgen.patches.names import possible_paths, read_bare_name, read_git_names, read_name, safe_path
from specgen.patches.numbered import NumberedText
from specgen.patches.patch import Change, FilePatch

_GIT = "diff --git "
_INDENTED = re.compile(r"([ \t]+|\u00a0+)diff --git ")
_MODE = re.compile(r"(old mode|new mode|deleted file mode|new file mode|index [0-9a-f]+\.\.[0-9a-f]+) (\d{6})$")
_EXTENDED = re.compile(
    r"(?:old mode|new mode|deleted file mode|new file mode|copy from|copy to|rename from|rename to|rename old"
    r"|rename new|similarity index|dissimilarity index|index) "
)
_BINARY = re.compile(r"(?:Binary files? .* differ|GIT binary patch)$")
_FOREIGN = {
    "diff --cc ": "a merge's combined diff",
    "diff --combined ": "a merge's combined diff",
    "***************": "a context diff",
}
_KINDS = {"120000": "a symbolic link", "160000": "a submodule"}
_STARTS = frozenset("dB-@G*")


@dataclass(slots=True)
class _Header:
    """What the lines between `diff --git` and the hunks say."""

    line: int
    names: tuple[str, str] | None
    fields: dict[str, str] = field(default_factory=dict)


def read_diff(text: NumberedText, name: str) -> tuple[tuple[FilePatch, ...], int]:
    """The changes in `text`, and the index of the line where the first begins (the text's length where there is none).

    SpecgenError, placed in the input `name`, where a diff is damaged or of a kind that is refused.
    """
    text = _without_indent(text)
    found: list[FilePatch] = []
    begin = len(text.lines)
    at = 0
    while at < len(text.lines):
        line = text.lines[at]
        if line[:1] not in _STARTS or not line:
            at += 1
            continue
        start = at
        change, at = _read_change(text, at, name)
        if change:
            begin = start if not found else begin
            found.append(change)
    return tuple(found), begin


def _read_change(text: NumberedText, at: int, name: str) -> tuple[FilePatch | None, int]:
    """The change that starts at index `at`, if one does, and the index to go on at."""
    line = text.lines[at]
    place = f"{name}:{text.numbers[at]}"
    if line.startswith(_GIT):
        return _read_git(text, at, name)
    if line.startswith("--- ") and _starts_plain(text, at):
        return _read_plain(text, at, name)
    if HUNK.match(line):
        raise SpecgenError("a hunk stands in the patch without the name of its file", place=place)
    if _BINARY.match(line):
        raise _refuse_binary(line, place)
    for start, kind in _FOREIGN.items():
        if line.startswith(start) and (start[0] == "d" or _is_context_diff(text, at)):
            raise SpecgenError(f"the patch is {kind}", place=place, hint="unified diffs are read: git diff, diff -u")
    return None, at + 1


def _is_context_diff(text: NumberedText, at: int) -> bool:
    return at >= 2 and text.lines[at - 1].startswith("--- ") and text.lines[at - 2].startswith("*** ")


def _starts_plain(text: NumberedText, at: int) -> bool:
    """Whether `---`, `+++` and `@@` follow each other."""
    follow = text.lines[at + 1 : at + 3]
    return len(follow) == 2 and follow[0].startswith("+++ ") and follow[1].startswith("@@ -")


def _read_plain(text: NumberedText, at: int, name: str) -> tuple[FilePatch, int]:
    place = f"{name}:{text.numbers[at]}"
    old, new = read_name(text.lines[at][4:]), read_name(text.lines[at + 1][4:])
    paths = possible_paths((new, old), place)
    if not paths:
        raise SpecgenError("the patch changes /dev/null into /dev/null", place=place)
    hunks, stop = read_hunks(text, at + 2, paths[0], name)
    change = Change.MODIFY if old and new else Change.DELETE if old else Change.ADD
    patch = FilePatch(change, paths if old else (), paths if new else (), hunks, text.numbers[at], by_git=False)
    return _checked(patch, place), stop


def _read_git(text: NumberedText, at: int, name: str) -> tuple[FilePatch, int]:
    place = f"{name}:{text.numbers[at]}"
    header = _Header(text.numbers[at], read_git_names(text.lines[at][len(_GIT) :]))
    at += 1
    while at < len(text.lines) and _EXTENDED.match(text.lines[at]):
        _read_extended(text.lines[at], header, f"{name}:{text.numbers[at]}")
        at += 1
    if at < len(text.lines) and _BINARY.match(text.lines[at]):
        raise _refuse_binary((header.names or ("a file",))[0], f"{name}:{text.numbers[at]}")
    if text.lines[at : at + 1] and text.lines[at].startswith("--- "):
        if not text.lines[at + 1 : at + 2] or not text.lines[at + 1].startswith("+++ "):
            raise SpecgenError("a --- line of the patch is not followed by +++", place=f"{name}:{text.numbers[at]}")
        _read_name_lines(header, read_name(text.lines[at][4:]), read_name(text.lines[at + 1][4:]), place)
        at += 2
    old, new, change = _settle(header, place)
    hunks, at = read_hunks(text, at, (new or old), name)
    if change is Change.MODIFY and not hunks:
        if "old mode" not in header.fields:
            raise SpecgenError(f"the patch names {new}, but no change to it follows", place=place)
        change = Change.MODE
    patch = FilePatch(change, (old,) if old else (), (new,) if new else (), hunks, header.line)
    return _checked(patch, place), at


def _read_extended(line: str, header: _Header, place: str) -> None:
    """One of git's header lines; SpecgenError for a kind of file that has no text."""
    if found := _MODE.match(line):
        if not found[2].startswith("100"):
            kind = _KINDS.get(found[2], f"a file of mode {found[2]}")
            raise SpecgenError(f"the patch makes or changes {kind}", place=place, hint="only regular files are patched")
        header.fields[found[1].partition(" ")[0] if found[1].startswith("index") else found[1]] = found[2]
        return
    for key in ("copy from", "copy to", "rename from", "rename to"):
        if line.startswith(f"{key} "):
            header.fields[key] = safe_path(read_bare_name(line[len(key) + 1 :]), place)


def _read_name_lines(header: _Header, old: str, new: str, place: str) -> None:
    """Check the names of `---` and `+++` against git's own line, or take them where that one was not clear."""
    for side, name in enumerate((old, new)):
        if name:
            safe_path(name, place)
        known = header.names[side] if header.names else header.fields.get(_side(header, side), "")
        if name and known and name != known and name.partition("/")[2] != known:
            raise SpecgenError(f"the patch names one file both {known!a} and {name!a}", place=place)
    if header.names is None and not header.fields.keys() & {"rename from", "copy from"}:
        paths = [name.partition("/")[2] if name[1:2] == "/" else name for name in (old, new)]
        header.names = (paths[0] or paths[1], paths[1] or paths[0])
    if not old:
        header.fields.setdefault("new file mode", "")
    if not new:
        header.fields.setdefault("deleted file mode", "")


def _side(header: _Header, side: int) -> str:
    kind = "copy" if "copy from" in header.fields else "rename"
    return f"{kind} {('from', 'to')[side]}"


def _settle(header: _Header, place: str) -> tuple[str, str, Change]:
    """Old path, new path and what happens; "" where there is none."""
    for kind in (Change.RENAME, Change.COPY):
        if f"{kind} from" in header.fields and f"{kind} to" in header.fields:
            return header.fields[f"{kind} from"], header.fields[f"{kind} to"], kind
    if header.names is None or not header.names[1] or header.names[0] != header.names[1]:
        raise SpecgenError("the file that the patch changes cannot be told from its header", place=place)
    path = safe_path(header.names[1], place)
    if "new file mode" in header.fields:
        return "", path, Change.ADD
    if "deleted file mode" in header.fields:
        return path, "", Change.DELETE
    return path, path, Change.MODIFY


def _checked(patch: FilePatch, place: str) -> FilePatch:
    """The patch, if its hunks agree with what it does to the file and stand in order."""
    for hunk in patch.hunks:
        if (patch.change is Change.ADD and hunk.old_count) or (patch.change is Change.DELETE and hunk.new_count):
            kept = "old" if patch.change is Change.ADD else "new"
            raise SpecgenError(f"the patch {patch.change}s {patch.name}, but a hunk has {kept} lines", place=place)
    starts = [hunk.old_start for hunk in patch.hunks]
    if starts != sorted(starts):
        raise SpecgenError(f"the hunks of {patch.name} do not stand in the order of the file", place=place)
    return patch


def _refuse_binary(what: str, place: str) -> SpecgenError:
    return SpecgenError(f"the patch holds a binary change: {what[:80]}", place=place, hint="only text can be patched")


def _without_indent(text: NumberedText) -> NumberedText:
    """Undo an indentation of the whole diff, as pages and git log make it, where no diff starts at the margin."""
    lines = text.lines
    if any(
        line.startswith(_GIT) or (line.startswith("--- ") and _starts_plain(text, at)) for at, line in enumerate(lines)
    ):
        return text
    found = next(filter(None, map(_INDENTED.match, lines)), None)
    if not found:
        return text
    return NumberedText([line.removeprefix(found[1]) for line in lines], text.numbers)
