"""A tree -> a specification: files are found, read in parallel or taken from the cache, and linked."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from specgen.cache import Cache, key_of
from specgen.diagnostics import Diagnostic
from specgen.model import Specification
from specgen.trees import Tree

TYPE_CHECKING = False
if TYPE_CHECKING:  # a cached reading needs none of these
    from specgen.extract.discovery import Discovery, FoundFile
    from specgen.extract.parts import FilePart
    from specgen.extract.view import Inspection

PARALLEL_FROM = 150_000
"""Characters to read from which on a second process pays."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A specification as read, and what was found wrong while reading."""

    specification: Specification
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Inspected:
    """A specification as read, and what an inspection made of each of its files, by path."""

    reading: Reading
    files: dict[str, Any]


def read_specification(tree: Tree, *, jobs: int | None = None, cache: bool = True) -> Reading:
    """Read a whole tree; SpecgenError only where its entry cannot be read at all.

    `jobs` bounds the processes (default: the cores of this machine); `cache` allows parts of files read before to be
    taken from the user's cache directory; whole results are kept by `specgen.ledger.read_identified`.
    """
    parts, discovery = _parts(tree, _Work(Cache(enabled=cache), jobs or os.cpu_count() or 1))
    return _linked(tree, parts, discovery)


def inspect_specification(
    tree: Tree, inspection: "Inspection", *, jobs: int | None = None, cache: bool = True
) -> Inspected:
    """Read a whole tree as `read_specification` does, with one more look at every file while its tree is there."""
    work = _Work(Cache(enabled=cache), jobs or os.cpu_count() or 1, inspection)
    parts, discovery = _parts(tree, work)
    return Inspected(_linked(tree, parts, discovery), work.inspected)


def _linked(tree: Tree, parts: "dict[str, FilePart]", discovery: "Discovery") -> Reading:
    from specgen.extract.link import link  # noqa: PLC0415 - a cached reading needs no parser

    specification, diagnostics = link(tree, parts, discovery)
    return Reading(specification, tuple(diagnostics))


@dataclass(slots=True)
class _Work:
    """How files are read: where results are kept, with how many processes, and what else is made of each file."""

    store: Cache
    jobs: int
    inspection: "Inspection | None" = None
    inspected: dict[str, Any] = field(default_factory=dict)


def _parts(tree: Tree, work: _Work) -> "tuple[dict[str, FilePart], Discovery]":
    from specgen.extract.discovery import discover  # noqa: PLC0415 - a cached reading needs no parser

    discovery = discover(tree)
    files = list(discovery.files.values())
    parts = {file.path: work.store.load(_part_key(file)) for file in files}
    if work.inspection is not None:
        work.inspected.update({file.path: work.store.load(_look_key(file, work.inspection)) for file in files})
    missing = [file for file in files if parts[file.path] is None or work.inspected.get(file.path, True) is None]
    for file, (part, seen) in zip(missing, _read_all(missing, work), strict=True):
        if parts[file.path] is None:
            parts[file.path] = part
            work.store.store(_part_key(file), part)
        if work.inspection is not None:
            work.inspected[file.path] = seen
            work.store.store(_look_key(file, work.inspection), seen)
    return parts, discovery


def _part_key(file: "FoundFile") -> str:
    return key_of("part", file.path, file.digest, str(file.preamble))


def _look_key(file: "FoundFile", inspection: "Inspection") -> str:
    return key_of("look", inspection.key, file.path, file.digest, str(file.preamble))


def _read_all(files: "Sequence[FoundFile]", work: _Work) -> "list[tuple[FilePart, Any]]":
    """The files' parts in the order given; large amounts are shared between processes, largest file first."""
    import specgen.extract.file_part  # noqa: F401, PLC0415 - before the fork, so that it is loaded once

    if files and work.inspection is not None:
        work.inspection.prepare()
    read = partial(_read, inspection=work.inspection)
    if work.jobs < 2 or len(files) < 2 or sum(len(file.text) for file in files) < PARALLEL_FROM or not _can_fork():
        return [read(file) for file in files]
    import multiprocessing  # noqa: PLC0415 - only where it is used

    order = sorted(range(len(files)), key=lambda index: -len(files[index].text))
    with multiprocessing.get_context("fork").Pool(min(work.jobs, len(files))) as pool:
        results = pool.map(read, [files[index] for index in order], chunksize=1)
    parts: dict[int, tuple[FilePart, Any]] = dict(zip(order, results, strict=True))
    return [parts[index] for index in range(len(files))]


def _can_fork() -> bool:
    """Forking is cheap and safe on Linux while this process has one thread."""
    import threading  # noqa: PLC0415 - only where it is used

    return sys.platform == "linux" and threading.active_count() == 1


def _read(file: "FoundFile", inspection: "Inspection | None") -> "tuple[FilePart, Any]":
    from specgen.extract.file_part import preamble_view, view_file  # noqa: PLC0415 - a cached reading needs no parser

    view = preamble_view(file.path, file.text) if file.preamble else view_file(file.path, file.text)
    return view.part, None if inspection is None else inspection.look(view)
