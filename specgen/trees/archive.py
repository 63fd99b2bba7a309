"""A tar archive with one specification in each directory -> their trees, held in memory; nothing is unpacked."""

import posixpath
import tarfile
from collections import defaultdict
from pathlib import Path

from specgen.diagnostics import SpecgenError
from specgen.trees.memory import MemoryTree
from specgen.trees.tree import PathRefusedError, check_size, normal_path

_MOST_BYTES = 1 << 30
_MOST_FILES = 100_000


def archive_trees(path: Path) -> list[tuple[MemoryTree, int]]:
    """The trees of an archive with the dates of their newest files (seconds since 1970), oldest first.

    Links, devices and names that leave the archive are passed over. SpecgenError for what is no tar archive, is
    damaged, holds no specification or is larger than 1 GiB.
    """
    files: defaultdict[str, dict[str, bytes]] = defaultdict(dict)
    dates: defaultdict[str, int] = defaultdict(int)
    total = 0
    try:
        with tarfile.open(path) as archive:
            for count, member in enumerate(archive):
                total += member.size
                if count > _MOST_FILES or total > _MOST_BYTES:
                    raise SpecgenError(f"{path} is too large: more than {_MOST_FILES:,} files, or 1 GiB")
                name = _name(member)
                handle = archive.extractfile(member) if name is not None else None
                if name is not None and handle is not None:
                    files[posixpath.dirname(name)][posixpath.basename(name)] = handle.read()
                    dates[posixpath.dirname(name)] = max(dates[posixpath.dirname(name)], int(member.mtime))
    except (OSError, EOFError, tarfile.TarError) as error:
        raise SpecgenError(f"{path} cannot be read as a tar archive: {error}") from error
    roots = _roots(files)
    if not roots:
        raise SpecgenError(f"{path} holds no specification", hint="each tree is a directory of it")
    trees = [_tree(root, files, dates) for root in roots]
    return sorted(trees, key=lambda dated: (dated[1], dated[0].name))


def _name(member: tarfile.TarInfo) -> str | None:
    """The path of a .tex file; `None` for everything else."""
    if not member.isreg() or not member.name.endswith(".tex"):
        return None
    try:
        check_size(member.name, member.size)
        return normal_path(member.name)
    except PathRefusedError:
        return None


def _roots(files: dict[str, dict[str, bytes]]) -> list[str]:
    """The directories that hold a specification's entry, and are not part of another one."""
    found = [path for path, texts in files.items() if {"virtio.tex", "content.tex"} & texts.keys()]
    return [path for path in found if not any(path.startswith(f"{other}/") for other in found if other != path)]


def _tree(root: str, files: dict[str, dict[str, bytes]], dates: dict[str, int]) -> tuple[MemoryTree, int]:
    below = [path for path in files if path == root or not root or path.startswith(f"{root}/")]
    texts = {
        posixpath.relpath(posixpath.join(path, name), root or "."): data
        for path in below
        for name, data in files[path].items()
    }
    return MemoryTree(texts, posixpath.basename(root) or "archive"), max(dates[path] for path in below)
