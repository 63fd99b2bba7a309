"""A change that cannot be applied -> what the user might do about it."""

from posixpath import basename

from specgen.patches.merging import HunkError
from specgen.patches.patch import Change, FilePatch, Hunk, Patch
from specgen.patches.tree import PatchedTree
from specgen.trees import PathRefusedError

APPLIED = "it seems to be applied already: what it would make stands there"
_TELLING = 25  # characters; a line as long as that tells where a passage stands


def hint_for_hunk(error: HunkError, tree: PatchedTree, patch: Patch, path: str) -> str:
    """Why a hunk may not fit, the likeliest reason."""
    if error.applied:
        return APPLIED
    if moved := _find_elsewhere(error.hunk, tree, path):
        return moved
    if error.fuzz:
        return f"it would fit with --fuzz {error.fuzz}; look at the result"
    if patch.number > 1:
        return f"this is patch {patch.number} of {patch.total}; those before it must be given too, or be in the tree"
    return "the tree is another one than the patch was made for"


def hint_for_file(change: FilePatch, tree: PatchedTree) -> str:
    """Which file may be meant where the one that a patch names is not there."""
    if change.change is Change.RENAME and change.name in tree.paths():
        return APPLIED
    if change.change is Change.DELETE:
        return "it may be deleted already"
    for hunk in change.hunks:
        if moved := _find_elsewhere(hunk, tree, ""):
            return moved
    from difflib import get_close_matches  # noqa: PLC0415 - only this refusal needs it

    path = change.old[0]
    near = get_close_matches(path, tree.paths(), 1) or [
        other for other in tree.paths() if basename(other) == basename(path)
    ]
    return f"{near[0]} is" if near else "the tree is another one than the patch was made for"


def _find_elsewhere(hunk: Hunk, tree: PatchedTree, path: str) -> str:
    """Which other file holds most of the lines that `path` lacks; chapters move between versions."""
    lines = [line.text.strip() for line in hunk.old]
    telling = [line.encode("utf-8", "surrogateescape") for line in lines if len(line) >= _TELLING]
    counts: dict[str, int] = {}
    texts: dict[str, bytes] = {}
    for other in tree.paths() if telling else ():
        try:
            texts[other] = tree.read(other)
        except (FileNotFoundError, PathRefusedError):
            continue
        counts[other] = sum(line in texts[other] for line in telling)
    here = counts.pop(path, 0)
    best = max(counts, key=lambda other: counts[other], default="")
    if not best or counts[best] <= max(here, len(telling) // 2):
        return ""
    first = next(line for line in telling if line in texts[best])
    number = texts[best].count(b"\n", 0, texts[best].find(first)) + 1
    return f"lines of it stand in {best}:{number}; the patch was made for a version where they were elsewhere"
