"""A file name in a diff's header -> the paths of a tree it may mean; a name that would leave the tree is refused."""

import re

from specgen.diagnostics import SpecgenError

_MAX_LENGTH = 1000
_MAX_STRIPPED = 4
_ESCAPE = re.compile(rb'\\([0-7]{3}|[abtnvfr"\\])')
_ESCAPED = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_STAMP = re.compile(
    r"(?<=\S)\s+\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d.*)?$"
    r"|(?<=\S)\s+[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d.*$"
    r"|(?<=\S)\s+\((?:revision \d+|working copy|nonexistent)\)$"
)
_STAMP_LENGTH = 60  # characters, blanks in front included
# Names that Windows or macOS take for .git too.
_GIT_DIRECTORIES = frozenset({".git", "git~1"})


def read_name(rest: str) -> str:
    """The name behind `--- ` or `+++ `, without quotes and time stamp; "" for /dev/null."""
    quoted = _QUOTED.match(rest)
    name = _unquoted(quoted[1]) if quoted else _without_stamp(rest.partition("\t")[0])
    return "" if name == "/dev/null" else name


def _without_stamp(rest: str) -> str:
    """A name less the time stamp that an archive has set off with blanks instead of a tab."""
    found = _STAMP.search(rest, max(0, len(rest) - _STAMP_LENGTH))
    return rest[: found.start()] if found else rest.rstrip()


def read_bare_name(rest: str) -> str:
    """The name behind `rename from` and its like: it has no time stamp and stands for itself."""
    quoted = _QUOTED.fullmatch(rest)
    return _unquoted(quoted[1]) if quoted else rest


def read_git_names(rest: str) -> tuple[str, str] | None:
    """Both names behind `diff --git `, as paths; None where only other lines can tell, as for a rename.

    Git does not quote blanks, so the line is cut where both halves name the same file.
    """
    if '"' in rest:
        first = _QUOTED.match(rest)
        left = _unquoted(first[1]) if first else rest.partition(" ")[0]
        right = read_bare_name(rest[first.end() if first else len(left) :].lstrip())
    else:
        left, right = rest[: len(rest) // 2], rest[len(rest) // 2 + 1 :]
    if left == right:
        return left, right
    old, new = left.partition("/")[2], right.partition("/")[2]
    return (old, new) if old and old == new else None


def safe_path(name: str, place: str) -> str:
    """`name` as a path below the root; SpecgenError where it is none."""
    shown = ascii(name[:100])
    parts = [part for part in name.split("/") if part not in {"", "."}]
    if not parts:
        raise SpecgenError("a file name in the patch is empty", place=place)
    if len(name) > _MAX_LENGTH:
        raise SpecgenError(
            f"the file name {shown}... in the patch is longer than {_MAX_LENGTH} characters", place=place
        )
    if not name.isprintable() and not _only_surrogates(name):
        raise SpecgenError(f"the file name {shown} in the patch holds control characters", place=place)
    if name.startswith("/") or "\\" in name or name[1:2] == ":":
        raise SpecgenError(f"the patch names {shown}, which is not a path below the specification", place=place)
    if ".." in parts:
        raise SpecgenError(f"the patch names {shown}, which leaves the specification's directory", place=place)
    if any(part.rstrip(". ").casefold() in _GIT_DIRECTORIES for part in parts):
        raise SpecgenError(f"the patch names {shown}, which lies in git's own directory", place=place)
    return "/".join(parts)


def possible_paths(names: tuple[str, ...], place: str) -> tuple[str, ...]:
    """What names in a diff that is not git's may mean, the likeliest first: fewer directories taken off come first."""
    split = [safe_path(name, place).split("/") for name in names if name]
    order = list(range(_MAX_STRIPPED + 1))
    if all(len(parts) > 1 and len(parts[0]) == 1 for parts in split):  # a/ and b/, i/ and w/
        order = [1, 0]
    found = dict.fromkeys("/".join(parts[strip:]) for strip in order for parts in split if len(parts) > strip)
    return tuple(found)


def _unquoted(name: str) -> str:
    """A name as git quotes it: C escapes, bytes as octal."""
    return _ESCAPE.sub(_unescaped, name.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8) & 0xFF]) if len(code) == 3 else _ESCAPED.get(code, code)


def _only_surrogates(name: str) -> bool:
    """Whether all that cannot be printed are bytes that are not UTF-8, which a file name may hold."""
    return all(letter.isprintable() or "\udc80" <= letter <= "\udcff" for letter in name)
