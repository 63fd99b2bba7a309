"""A tree -> a specification: files are found, read in parallel or taken from the cache, and linked."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from specgen.cache import Cache, key_of
from specgen.diagnostics import Diagnostic
from specgen.model import Specification
from specgen.trees import Tree

TYPE_CHECKING = False
if TYPE_CHECKING:  # a cached reading needs none of these
    from specgen.extract.discovery import FoundFile
    from specgen.extract.parts import FilePart

PARALLEL_FROM = 150_000
"""Characters to read from which on a second process pays."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A specification as read, and what was found wrong while reading."""

    specification: Specification
    diagnostics: tuple[Diagnostic, ...]


def read_specification(tree: Tree, *, jobs: int | None = None, cache: bool = True) -> Reading:
    """Read a whole tree; SpecgenError only where its entry cannot be read at all.

    `jobs` bounds the processes (default: the cores of this machine); `cache` allows parts of files read before to be
    taken from the user's cache directory; whole results are kept by `specgen.ledger.read_identified`.
    """
    from specgen.extract.discovery import discover  # noqa: PLC0415 - a cached reading needs no parser
    from specgen.extract.link import link  # noqa: PLC0415

    store = Cache(enabled=cache)
    discovery = discover(tree)
    parts = _parts(list(discovery.files.values()), store, jobs or os.cpu_count() or 1)
    specification, diagnostics = link(tree, parts, discovery)
    return Reading(specification, tuple(diagnostics))


def _parts(files: "Sequence[FoundFile]", store: Cache, jobs: int) -> "dict[str, FilePart]":
    keys = {file.path: key_of("part", file.path, file.digest, str(file.preamble)) for file in files}
    parts = {file.path: store.load(keys[file.path]) for file in files}
    missing = [file for file in files if parts[file.path] is None]
    for file, part in zip(missing, _read_all(missing, jobs), strict=True):
        parts[file.path] = part
        store.store(keys[file.path], part)
    return parts


def _read_all(files: "Sequence[FoundFile]", jobs: int) -> "list[FilePart]":
    """The files' parts in the order given; large amounts are shared between processes, largest file first."""
    import specgen.extract.file_part  # noqa: F401, PLC0415 - before the fork, so that it is loaded once

    if jobs < 2 or len(files) < 2 or sum(len(file.text) for file in files) < PARALLEL_FROM or not _can_fork():
        return [_read(file) for file in files]
    import multiprocessing  # noqa: PLC0415 - only where it is used

    order = sorted(range(len(files)), key=lambda index: -len(files[index].text))
    with multiprocessing.get_context("fork").Pool(min(jobs, len(files))) as pool:
        read = pool.map(_read, [files[index] for index in order], chunksize=1)
    parts: dict[int, FilePart] = dict(zip(order, read, strict=True))
    return [parts[index] for index in range(len(files))]


def _can_fork() -> bool:
    """Forking is cheap and safe on Linux while this process has one thread."""
    import threading  # noqa: PLC0415 - only where it is used

    return sys.platform == "linux" and threading.active_count() == 1


def _read(file: "FoundFile") -> "FilePart":
    from specgen.extract.file_part import read_part, read_preamble_part  # noqa: PLC0415 - a cached reading needs no parser

    return read_preamble_part(file.path, file.text) if file.preamble else read_part(file.path, file.text)
