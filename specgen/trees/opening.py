"""What a user calls a specification (`DIR`, `FILE.tex`, `DIR@REVISION`) -> its tree."""

from pathlib import Path

from specgen.diagnostics import SpecgenError
from specgen.trees.directory import DirectoryTree, FileTree
from specgen.trees.tree import Tree

_FORMS = "SPEC is a directory, a .tex file or DIR@REVISION"


def open_tree(spec: str) -> Tree:
    """The tree that `spec` names; SpecgenError where there is none.

    A real name that holds an @ wins over a revision; in `DIR@REVISION` the longest directory wins.
    """
    if not spec or "\0" in spec:
        raise SpecgenError(f"{spec!r} names no specification", hint=_FORMS)
    try:
        named = Path(spec)
        if named.is_dir():
            return DirectoryTree(named, spec)
        if named.exists():
            return FileTree(named, spec)
        at = spec.rfind("@")
        while at != -1:
            directory = Path(spec[:at])
            if directory.is_dir():
                return _open_revision(directory, spec[at + 1 :], spec)
            if directory.is_file():
                raise SpecgenError(f"{spec[:at]} is a file", hint=f"a revision is read as {directory.parent}@REVISION")
            at = spec.rfind("@", 0, at)
    except (OSError, UnicodeEncodeError) as error:
        reason = getattr(error, "strerror", "not a file name")
        raise SpecgenError(f"{_shortened(spec)} cannot be opened: {reason}", hint=_FORMS) from error
    missing = spec.partition("@")[0] or spec
    raise SpecgenError(f"there is no {_shortened(missing)}", hint=_FORMS)


def _open_revision(directory: Path, revision: str, spec: str) -> Tree:
    from specgen.trees.git import GitTree  # noqa: PLC0415 - subprocess costs 20 ms that a plain directory does not need

    return GitTree(directory, revision, spec)


def _shortened(name: str) -> str:
    """`name` as a message can show it: no control characters, not longer than a line."""
    shown = name if name.isprintable() else ascii(name)
    return shown if len(shown) <= 100 else f"{shown[:97]}..."
