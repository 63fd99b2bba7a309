"""Generated files -> a directory: only what changed, each file at once, nothing of anybody else's."""

import contextlib
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from specgen.diagnostics import SpecgenError
from specgen.emit.manifest import MANIFEST, digest, manifest_text, read_manifest
from specgen.emit.places import content_of, place_of

_TEMPORARY = ".specgen-"
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What a build did to its directory; paths are relative to it, sorted."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be done so that a directory holds `files`: paths to write, to leave, and to remove."""

    write: tuple[str, ...]
    keep: tuple[str, ...]
    remove: tuple[str, ...]


def write_package(files: Mapping[str, str], out: Path, *, force: bool = False) -> WriteReport:
    """Make `out` hold `files` (relative path -> text, with its MANIFEST), and remove what an earlier build left.

    Each file is replaced in one step; one whose content is the same is not touched. Files that were edited by hand or
    that no build wrote are overwritten or removed only with `force`. Raises SpecgenError, before anything is
    written, for those, for links that lead out of `out`, and for a directory that cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        root = out.resolve()
        with _locked(root) as alone:
            plan = _plan(files, root, force=force)
            if alone:
                _clean(root, (*plan.write, *plan.keep))
            return _carry_out(plan, files, root)
    except OSError as error:
        raise SpecgenError(f"cannot write {error.filename or out}: {error.strerror or error}") from error


def _plan(files: Mapping[str, str], root: Path, *, force: bool) -> Plan:
    """Compare `files` with what stands in `root`; raises SpecgenError where something of the user's is in the way."""
    before = _known(root, force=force)
    write: list[str] = []
    keep: list[str] = []
    remove: list[str] = []
    edited: list[str] = []
    foreign: list[str] = []
    for path in sorted(files.keys() | before.keys()):
        target = place_of(root, path)
        there = content_of(target)
        if path in files and there == files[path].encode():
            keep.append(path)
            continue
        if there is not None and path != MANIFEST and digest(there) not in before.get(path, ()):
            (edited if path in before else foreign).append(path)
        if path in files:
            write.append(path)
        elif there is not None:
            remove.append(path)
    if not force:
        _refuse(edited, foreign)
    return Plan(tuple(write), tuple(keep), tuple(remove))


def _refuse(edited: list[str], foreign: list[str]) -> None:
    """Raise SpecgenError naming the files in the way."""
    for paths, what in ((edited, "changed since they were generated"), (foreign, "not written by specgen")):
        if paths:
            named = ", ".join(paths[:_SHOWN]) + (f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else "")
            counted = "1 file in the way was" if len(paths) == 1 else f"{len(paths)} files in the way were"
            raise SpecgenError(
                f"{counted} {what}: {named}",
                hint="move them away, or use --force to lose what is in them",
            )


def _carry_out(plan: Plan, files: Mapping[str, str], root: Path) -> WriteReport:
    """Write and remove; the MANIFEST names old and new hashes meanwhile, and the new ones alone at the end."""
    if set(plan.write) - {MANIFEST} or plan.remove:
        _replace(root / MANIFEST, _both(files, root))
        for path in plan.write:
            if path != MANIFEST:
                _replace(root / path, files[path])
        for path in plan.remove:
            _remove(root, path)
        _replace(root / MANIFEST, files[MANIFEST])
    elif plan.write:
        _replace(root / MANIFEST, files[MANIFEST])
    return WriteReport(plan.write, plan.keep, plan.remove)


def _both(files: Mapping[str, str], root: Path) -> str:
    """A MANIFEST that knows the files as they are and as they will be."""
    now = {path: content_of(root / path) for path in _known(root, force=True).keys() | files.keys()}
    hashes = {(path, digest(content)) for path, content in now.items() if content is not None and path != MANIFEST}
    hashes |= {(path, digest(content)) for path, content in files.items() if path != MANIFEST}
    return manifest_text(("A build by specgen that was not finished: build again.",), hashes)


def _known(root: Path, *, force: bool) -> dict[str, frozenset[str]]:
    """What the MANIFEST in `root` lists; nothing where there is none, or with `force` where it cannot be read."""
    content = content_of(place_of(root, MANIFEST))
    if content is None:
        return {}
    try:
        return read_manifest(content.decode(errors="replace"))
    except SpecgenError:
        if not force:
            raise
        return {}


def _replace(target: Path, content: str) -> None:
    """Put `content` at `target` in one step: readers see the old file or the new one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f"{_TEMPORARY}{secrets.token_hex(8)}")
    try:
        with temporary.open("xb") as file:
            file.write(content.encode())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _remove(root: Path, path: str) -> None:
    """Remove a file, what Python compiled from it, and the directories that become empty."""
    target = root / path
    target.unlink(missing_ok=True)
    cache = target.parent / "__pycache__"
    if not cache.is_symlink() and cache.is_dir():
        for compiled in cache.glob(f"{target.stem}.*.pyc"):
            compiled.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            cache.rmdir()
    for parent in target.relative_to(root).parents[:-1]:
        with contextlib.suppress(OSError):
            (root / parent).rmdir()


def _clean(root: Path, paths: Iterable[str]) -> None:
    """Remove what a build that was killed left half-written beside the files of `paths`."""
    for directory in {(root / path).parent for path in paths}:
        for leftover in directory.glob(f"{_TEMPORARY}{'[0-9a-f]' * 16}"):
            leftover.unlink(missing_ok=True)


@contextlib.contextmanager
def _locked(root: Path) -> Iterator[bool]:
    """Keep other builds out of `root`; yields False where the system cannot lock. The lock ends with the process."""
    try:
        import fcntl  # noqa: PLC0415  # not on every system
    except ImportError:
        yield False
        return
    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield True
    finally:
        os.close(handle)
