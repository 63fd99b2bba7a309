"""Generated files and a directory -> a unified diff: empty where the directory is up to date."""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path

from specgen.diagnostics import SpecgenError
from specgen.emit.manifest import MANIFEST, read_manifest
from specgen.emit.places import content_of, place_of


def check_package(files: Mapping[str, str], out: Path) -> str:
    """The diff from what stands in `out` to `files`; files of an earlier build that are gone now show as removed."""
    stale = _listed(out) - files.keys()
    changes: list[str] = []
    for path in sorted(files.keys() | stale):
        changes.extend(_difference(path, _text(out, path), files.get(path)))
    return "".join(changes)


def _difference(path: str, old: str | None, new: str | None) -> Iterator[str]:
    """The lines of one file's diff."""
    if old == new:
        return
    lines = difflib.unified_diff(
        (old or "").splitlines(keepends=True),
        (new or "").splitlines(keepends=True),
        "/dev/null" if old is None else f"a/{path}",
        "/dev/null" if new is None else f"b/{path}",
    )
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _listed(out: Path) -> set[str]:
    """The paths the MANIFEST in `out` lists; none where it cannot be read, which the diff shows anyway."""
    text = _text(out, MANIFEST)
    if text is None:
        return set()
    try:
        return set(read_manifest(text))
    except SpecgenError:
        return set()


def _text(out: Path, path: str) -> str | None:
    """A file's text, `None` where there is none."""
    try:
        content = content_of(place_of(out.resolve(), path))
    except OSError as error:
        raise SpecgenError(f"cannot read {error.filename}: {error.strerror}") from error
    return None if content is None else content.decode("utf-8", errors="replace")
