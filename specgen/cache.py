"""Content -> what was made from it before: a store in the user's cache directory, safe to delete at any time.

Entries are named by hashes of their input and live under a hash of the code that made them, so an entry is never
stale. Writes are atomic; a damaged or unreadable entry counts as missing.
"""

import os
import pickle
import sys
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from specgen.diagnostics import SpecgenError
from specgen.resources import resource_directory
from specgen.trees import Tree, content_digest

MAX_ENTRIES = 4000
"""Entries kept for one version of the code; beyond that the older half goes."""

_PACKAGE = Path(__file__).resolve().parent


def cache_root() -> Path:
    """The directory of all entries: `$SPECGEN_CACHE_DIR`, else `specgen` in the user's cache directory."""
    configured = os.environ.get("SPECGEN_CACHE_DIR")
    if configured:
        return Path(configured)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "specgen"


@cache
def code_version() -> str:
    """A hash over the code and the grammars that turn a text into a model, and the Python that runs them."""
    digest = sha256(sys.version.encode())
    stages = (
        "source.py",
        "diagnostics.py",
        "model",
        "latex",
        "syntax",
        "grammars.py",
        "extract",
        "ledger",
        "emit/facts.py",
        "emit/clauses.py",
        "emit/json_text.py",
    )
    for stage in stages:
        path = _PACKAGE / stage
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in {".py", ".json", ".jsonl"} and file.is_file():
                digest.update(file.name.encode() + b"\0" + file.read_bytes())
    for grammar in sorted(resource_directory("grammars").glob("*.lark")):
        digest.update(grammar.read_bytes())
    return digest.hexdigest()[:20]


def key_of(*parts: str) -> str:
    """The name of an entry made from these strings."""
    return sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()


def tree_key(tree: Tree) -> str | None:
    """A hash over all .tex files of a tree and what it is called, by which whole results are cached.

    `None` where the files cannot be listed, as beside a hundred thousand others: then only parts are cached.
    """
    try:
        names = [f"{path}\0{_digest(tree, path)}" for path in tree.paths()]
    except (OSError, SpecgenError):
        return None
    return key_of("tree", tree.name, tree.revision, tree.entry, *names)


def _digest(tree: Tree, path: str) -> str:
    try:
        return content_digest(tree.read(path))
    except (OSError, SpecgenError) as error:  # the reading itself reports it, with its place
        return f"unreadable: {type(error).__name__}"


class Cache:
    """A store of bytes and of pickled values of this program's own dataclasses; `enabled=False` makes it forget."""

    def __init__(self, *, enabled: bool = True) -> None:
        self._directory = None
        if enabled and not os.environ.get("SPECGEN_NO_CACHE"):
            try:
                self._directory = cache_root() / code_version()
            except (OSError, RuntimeError):
                self._directory = None

    def read(self, key: str) -> bytes | None:
        """The bytes of an entry, `None` where there is none."""
        if self._directory is None:
            return None
        try:
            return (self._directory / key[:2] / key).read_bytes()
        except OSError:
            return None

    def write(self, key: str, data: bytes) -> None:
        """Keep an entry; a cache that cannot be written is no error."""
        if self._directory is None:
            return
        folder = self._directory / key[:2]
        try:
            if not self._directory.exists():
                self._directory.mkdir(parents=True, exist_ok=True)
                _forget_other_versions(self._directory)
            folder.mkdir(exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=folder, prefix=".new-")
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(data)
                Path(name).replace(folder / key)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError:
            return

    def load(self, key: str) -> Any:  # noqa: ANN401 - the caller knows what it stored
        """A stored value, `None` where there is none or it cannot be read."""
        data = self.read(key)
        if data is None:
            return None
        try:
            return pickle.loads(data)  # noqa: S301 - only this user writes here, under a hash of this code
        except Exception:  # noqa: BLE001 - a damaged entry may raise anything, and counts as missing
            return None

    def store(self, key: str, value: object) -> None:
        """Keep a value."""
        if self._directory is not None:
            self.write(key, pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL))

    def prune(self) -> None:
        """Remove the older half where there are more than MAX_ENTRIES entries."""
        if self._directory is None:
            return
        try:
            files = [(file.stat().st_mtime, file) for file in self._directory.glob("*/*")]
        except OSError:
            return
        if len(files) > MAX_ENTRIES:
            for _, file in sorted(files)[: len(files) // 2]:
                file.unlink(missing_ok=True)


def _forget_other_versions(current: Path) -> None:
    """Remove what other versions of the code left, but for the three used last."""
    from shutil import rmtree  # noqa: PLC0415 - needed once a version

    others = sorted(
        (path for path in current.parent.iterdir() if path.is_dir() and path != current),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for path in others[3:]:
        if len(path.name) == len(current.name):
            rmtree(path, ignore_errors=True)
