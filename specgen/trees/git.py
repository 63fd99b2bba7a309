"""A git revision -> a tree: its files are read from the object store, no checkout is made."""

import os
import posixpath
import subprocess
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from specgen.diagnostics import SpecgenError
from specgen.trees.tree import MAX_FILE_SIZE, PathRefusedError, check_size, find_entry, normal_path

_MAX_TOGETHER = 64 << 20  # bytes fetched in one go
_MAX_LINKS = 8
_LINK, _REGULAR = "120000", ("100644", "100755")
_TIMEOUT = 60  # seconds; a local read takes milliseconds
# Set by git hooks; they would lead every command to another repository than the one named.
_FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE")


class _Blob(NamedTuple):
    mode: str
    object: str
    size: int


class GitTree:
    """The files of `directory` as they were at `revision` of its repository; a subdirectory is its own root.

    SpecgenError where there is no git, no repository or no such revision.
    """

    def __init__(self, directory: Path, revision: str, name: str | None = None) -> None:
        self.name = f"{directory}@{revision}" if name is None else name
        self._directory = directory
        if not revision or revision.startswith("-") or not revision.isprintable():
            raise SpecgenError(f"{revision!r} is not a git revision", hint="after the @ stands a tag, branch or hash")
        self.run("rev-parse", "--git-dir", wrong=f"{directory} is not in a git repository")
        found = self.run(
            "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}",
            wrong=f"{directory} has no git revision {revision!r}",
            hint=f"git -C {directory} tag lists those that have names",
        )  # fmt: skip
        self.revision = found.decode("ascii").strip()
        self._texts: dict[str, bytes] = {}

    @cached_property
    def entry(self) -> str:
        """virtio.tex, content.tex, main.tex, or the only document; SpecgenError where there is none."""
        return find_entry(self, [path for path in self._blobs if "/" not in path])

    def read(self, path: str) -> bytes:
        """The bytes of the file; see `Tree.read`."""
        normal = normal_path(path)
        for _ in range(_MAX_LINKS):
            blob = self._blobs.get(normal)
            if blob is None:
                raise FileNotFoundError(path)
            check_size(path, blob.size)
            if blob.mode in _REGULAR:
                return self._text(blob.object)
            if blob.mode != _LINK:
                break
            normal = self._follow(normal, blob, path)
        raise PathRefusedError(f"{path!r} is not a regular file")

    def paths(self) -> tuple[str, ...]:
        """All .tex files of the revision."""
        visible = (path for path in self._blobs if path.endswith(".tex") and not f"/{path}".count("/."))
        return tuple(sorted(visible))

    @cached_property
    def _blobs(self) -> dict[str, _Blob]:
        """Every entry below the root by its path."""
        listing = self.run("ls-tree", "-r", "-z", "-l", self.revision, wrong=f"{self.name} cannot be listed")
        blobs = {}
        for row in listing.split(b"\0")[:-1]:
            facts, _, path = row.partition(b"\t")
            mode, _, name, size = facts.decode("ascii").split()
            blobs[path.decode("utf-8", "surrogateescape")] = _Blob(mode, name, int(size) if size.isdigit() else 0)
        return blobs

    def _follow(self, link: str, blob: _Blob, path: str) -> str:
        target = self._text(blob.object).decode("utf-8", "surrogateescape")
        try:
            return normal_path(target if target.startswith("/") else posixpath.join(posixpath.dirname(link), target))
        except PathRefusedError:
            raise PathRefusedError(f"{path!r} is a link out of the specification's directory") from None

    def _text(self, name: str) -> bytes:
        if not self._texts:
            self._texts = self._fetch_all()
        if name not in self._texts:
            self._texts[name] = self.run("cat-file", "blob", name, wrong=f"{self.name} lacks the object {name}")
        return self._texts[name]

    def _fetch_all(self) -> dict[str, bytes]:
        """All .tex files by object name from one process, or none where they are too many bytes to hold."""
        wanted = {
            blob.object: blob.size
            for path, blob in self._blobs.items()
            if path.endswith(".tex") and blob.mode in _REGULAR and blob.size <= MAX_FILE_SIZE
        }
        if sum(wanted.values()) > _MAX_TOGETHER:
            return {}
        names = "".join(f"{name}\n" for name in wanted).encode("ascii")
        answer = self.run("cat-file", "--batch", given=names, wrong=f"{self.name} cannot be read")
        texts, at = {}, 0
        for name, size in wanted.items():
            header = answer.find(b"\n", at)
            if answer[at:header] != f"{name} blob {size}".encode("ascii"):
                raise SpecgenError(f"{self.name} lacks the object {name}", hint="the clone may be partial or damaged")
            texts[name] = answer[header + 1 : header + 1 + size]
            at = header + 1 + size + 1
        return texts

    def run(self, *command: str, wrong: str, hint: str | None = None, given: bytes = b"") -> bytes:
        """What a git command writes; SpecgenError says `wrong` where it fails."""
        environment = {key: value for key, value in os.environ.items() if key not in _FOREIGN}
        # A partial clone must not go to the network for what it lacks.
        environment |= {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
        try:
            done = subprocess.run(
                ["git", "--no-pager", "-C", str(self._directory), *command],
                input=given, capture_output=True, check=False, env=environment, timeout=_TIMEOUT,
            )  # fmt: skip
        except FileNotFoundError:
            raise SpecgenError(f"{self.name} needs git, which is not installed") from None
        except subprocess.TimeoutExpired:
            raise SpecgenError(f"{wrong}: git did not answer in {_TIMEOUT} seconds") from None
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace")
            owner = "its owner is another user: git config --global --add safe.directory"
            raise SpecgenError(wrong, hint=owner if "dubious ownership" in said else hint)
        return done.stdout


def revisions(directory: Path, first: str, last: str) -> list[tuple[str, int]]:
    """The commits from `first` to `last` that change a .tex file, oldest first, with their dates in seconds since 1970.

    Side branches are left out. SpecgenError where there is no such range.
    """
    start, end = GitTree(directory, first), GitTree(directory, last)
    listing = end.run(
        "log", "--reverse", "--first-parent", "--format=%H %ct", f"{start.revision}..{end.revision}", "--", "*.tex",
        wrong=f"{directory} has no history from {first} to {last}",
    )  # fmt: skip
    rows = (line.split() for line in listing.decode("ascii").splitlines())
    return [(start.revision, 0), *((name, int(date)) for name, date in rows)]
