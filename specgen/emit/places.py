"""Paths of generated files -> where they lie in the output directory, and never anywhere else."""

from pathlib import Path

from specgen.diagnostics import SpecgenError
from specgen.emit.manifest import safe_path


def place_of(root: Path, path: str) -> Path:
    """Where `path` lies under `root`, a resolved directory.

    Raises SpecgenError for a path that is not plain, a link that leads out of `root`, and a file or anything else that
    stands where a directory has to.
    """
    if not safe_path(path):
        raise SpecgenError(f"{path!r} is no path of a generated file")
    target = root / path
    here = target
    while here != root:
        name = here.relative_to(root)
        if here.is_symlink() and not here.resolve().is_relative_to(root):
            raise SpecgenError(f"{name} is a link that leads out of the output directory")
        if here.exists() and here.is_dir() is (here is target):
            kind = "directory" if here is target else "file"
            raise SpecgenError(f"{name} in the output directory is a {kind}, which is in the way of {path}")
        here = here.parent
    return target


def content_of(target: Path) -> bytes | None:
    """The bytes of a file, `None` where there is none; raises SpecgenError for a pipe, a socket or a device."""
    if not target.exists():
        return None
    if not target.is_file():
        raise SpecgenError(f"{target.name} in the output directory is no regular file")
    return target.read_bytes()
