"""A directory or one .tex file -> a tree; links and special files cannot lead out of it or hang it."""

import os
import stat
from functools import cached_property
from pathlib import Path

from specgen.diagnostics import SpecgenError
from specgen.trees.tree import PathRefusedError, check_size, find_entry, normal_path

_MAX_ENTRIES = 100_000
# A FIFO in the tree must not block the reader, nor a link slip in between the check and the opening.
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class DirectoryTree:
    """The files under `root`. SpecgenError where it is no directory."""

    revision = ""

    def __init__(self, root: Path, name: str | None = None) -> None:
        self.name = str(root) if name is None else name
        if not root.is_dir():
            raise SpecgenError(f"{self.name} is not a directory")
        self._root = os.path.realpath(root)

    @cached_property
    def entry(self) -> str:
        """virtio.tex, content.tex, main.tex, or the only document; SpecgenError where there is none."""
        try:
            return find_entry(self, [path.name for path in Path(self._root).iterdir()])
        except OSError as error:
            raise SpecgenError(f"{self.name} cannot be read: {error.strerror}") from error

    def read(self, path: str) -> bytes:
        """The bytes of the file; see `Tree.read`."""
        normal = normal_path(path)
        try:
            real = os.path.realpath(os.path.join(self._root, normal), strict=True)  # noqa: PTH118 - 10 times faster
            if not real.startswith(os.path.join(self._root, "")):  # noqa: PTH118
                raise PathRefusedError(f"{path!r} is a link out of the specification's directory")
            return _read_regular(real, path)
        except UnicodeEncodeError:
            raise FileNotFoundError(path) from None
        except OSError as error:
            raise _missing_or_refused(error, path) from error

    def paths(self) -> tuple[str, ...]:
        """All .tex files; SpecgenError for a directory far too large to be a specification."""
        found: list[str] = []
        seen = 0
        for directory, below, names in os.walk(self._root):
            below[:] = [name for name in below if not name.startswith(".")]
            seen += len(below) + len(names)
            if seen > _MAX_ENTRIES:
                raise SpecgenError(
                    f"{self.name} holds more than {_MAX_ENTRIES:,} files",
                    hint="name the directory of the specification itself",
                )
            prefix = os.path.relpath(directory, self._root).replace(os.sep, "/")
            start = "" if prefix == "." else f"{prefix}/"
            found += [start + name for name in names if name.endswith(".tex")]
        return tuple(sorted(found))


class FileTree(DirectoryTree):
    """One .tex file as the root of what it includes; its directory is the tree."""

    def __init__(self, file: Path, name: str | None = None) -> None:
        shown = str(file) if name is None else name
        if file.suffix != ".tex":
            raise SpecgenError(f"{shown} is not a .tex file", hint="SPEC is a directory, a .tex file or DIR@REVISION")
        super().__init__(file.parent, shown)
        self._file = file.name

    @cached_property
    def entry(self) -> str:
        """The file itself."""
        return self._file


def _read_regular(real: str, path: str) -> bytes:
    descriptor = os.open(real, _OPEN_FLAGS)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor, not a path
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise PathRefusedError(f"{path!r} is not a regular file")
        check_size(path, status.st_size)
        return file.read()


def _missing_or_refused(error: OSError, path: str) -> Exception:
    """What a failed read means to the caller; a name no file can have is a missing file."""
    if isinstance(error, PermissionError):
        return PathRefusedError(f"{path!r} cannot be read: permission denied")
    if isinstance(error, IsADirectoryError):
        return PathRefusedError(f"{path!r} is not a regular file")
    return FileNotFoundError(path)
