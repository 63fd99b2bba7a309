"""Where a specification lies -> its files as bytes: a directory, one file, a git revision."""

from specgen.trees.directory import DirectoryTree, FileTree
from specgen.trees.opening import open_tree
from specgen.trees.sources import Sources
from specgen.trees.tree import MAX_FILE_SIZE, PathRefusedError, Tree, content_digest, find_entry, normal_path

__all__ = [
    "MAX_FILE_SIZE",
    "DirectoryTree",
    "FileTree",
    "PathRefusedError",
    "Sources",
    "Tree",
    "content_digest",
    "find_entry",
    "normal_path",
    "open_tree",
]
