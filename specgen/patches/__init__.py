"""Patches as they reach the virtio lists -> a specification's tree with them applied, in memory.

`read_patches` takes the bytes of a mail, an mbox, a diff or a saved page apart; `apply_patches` lays the result over a
tree. The tree on disk is never written to, and neither needs git: building works on any system.
"""

from specgen.patches.apply import apply_patches
from specgen.patches.patch import Change, FilePatch, Hunk, HunkLine, Patch
from specgen.patches.read import read_patches
from specgen.patches.text import Origin, PatchedText
from specgen.patches.tree import PatchedTree

__all__ = [
    "Change",
    "FilePatch",
    "Hunk",
    "HunkLine",
    "Origin",
    "Patch",
    "PatchedText",
    "PatchedTree",
    "apply_patches",
    "read_patches",
]
