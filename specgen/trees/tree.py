"""What a tree of specification files is: `Tree`, the paths in it, and which file the reading starts from."""

import posixpath
from collections.abc import Iterable
from typing import Protocol

from specgen.diagnostics import SpecgenError

MAX_FILE_SIZE = 16 << 20
"""Bytes; the largest file of any version has 0.2 MB, so a larger one is a mistake or an attack."""

_ENTRIES = ("virtio.tex", "content.tex", "main.tex")


class Tree(Protocol):
    """The files of one specification, read on demand.

    `name` is what the user named, for headers and messages; `revision` the full git hash the files were read from,
    "" where they come from a plain directory; `entry` the root file. All paths are POSIX and relative to the root.
    """

    @property
    def name(self) -> str:
        """What the user named."""
        ...

    @property
    def revision(self) -> str:
        """The full git hash, or ""."""
        ...

    @property
    def entry(self) -> str:
        """The file that the reading starts from."""
        ...

    def read(self, path: str) -> bytes:
        """The bytes of a file.

        Raises FileNotFoundError where there is none, and PathRefusedError where it lies outside the tree, is larger
        than MAX_FILE_SIZE or is not a regular file.
        """
        ...

    def paths(self) -> tuple[str, ...]:
        """All .tex files, sorted; hidden directories are left out."""
        ...


class PathRefusedError(SpecgenError):
    """A path that must not be read; the extraction turns it into a finding at the place that names it."""


def normal_path(path: str) -> str:
    """`path` without `.` and `..`; PathRefusedError where it is absolute or leaves the tree."""
    if "\0" in path:
        raise PathRefusedError(f"{path!r} is not a file name: it holds a NUL")
    if path.startswith("/") or "\\" in path or path[1:2] == ":":
        raise PathRefusedError(f"{path!r} is not a relative path with forward slashes")
    normal = posixpath.normpath(path)
    if normal == ".." or normal.startswith("../"):
        raise PathRefusedError(f"{path!r} lies outside the specification's directory")
    return normal


def check_size(path: str, size: int) -> None:
    """PathRefusedError where a file of `size` bytes is too large to be a part of a specification."""
    if size > MAX_FILE_SIZE:
        raise PathRefusedError(f"{path!r} is too large: {size:,} bytes, the limit is {MAX_FILE_SIZE:,}")


def content_digest(data: bytes) -> str:
    """The SHA-256 of a file's bytes in hex: what caches and manifests call a file by."""
    from hashlib import sha256  # noqa: PLC0415 - OpenSSL loads slowly, and not every command hashes

    return sha256(data).hexdigest()


def find_entry(tree: Tree, top: Iterable[str]) -> str:
    """The file that the reading of `tree` starts from, among the names `top` at its root.

    SpecgenError where there is no choice to be made, or more than one.
    """
    names = sorted(name for name in top if name.endswith(".tex"))
    for name in _ENTRIES:
        if name in names:
            return name
    if len(names) == 1:
        return names[0]
    roots = [name for name in names if b"\\documentclass" in tree.read(name)]
    if len(roots) == 1:
        return roots[0]
    if roots:
        raise SpecgenError(
            f"{tree.name} has several LaTeX documents: {', '.join(roots)}",
            hint="name the one to read, as DIR/FILE.tex",
        )
    raise SpecgenError(
        f"{tree.name} holds no virtio specification: no {', '.join(_ENTRIES[:-1])} or {_ENTRIES[-1]} in it",
        hint=_deeper(tree),
    )


def _deeper(tree: Tree) -> str:
    """Where else the specification may lie."""
    for path in tree.paths():
        directory, name = posixpath.split(path)
        if name in _ENTRIES:
            return f"there is one in {directory}/ of it"
    return "name the directory that holds virtio.tex, or one .tex file"
