"""Traces -> files of JSON lines in a directory, and such files -> traces to judge again."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from specgen.diagnostics import SpecgenError
from specgen.runtime.trace import Trace, read_trace, write_trace

_PLAIN = re.compile(r"[^a-z0-9]+")


def saved(traces: Iterable[Trace], directory: Path) -> Iterator[Trace]:
    """The traces, each written to a file of its own as it passes. Raises SpecgenError where one cannot be."""
    for number, trace in enumerate(traces, 1):
        name = _PLAIN.sub("-", trace.about.lower()).strip("-")[:80]
        file = directory / f"{number:03}-{name}.jsonl"
        try:
            directory.mkdir(parents=True, exist_ok=True)
            # Whole or not at all, whenever the run is ended.
            part = file.with_suffix(".part")
            part.write_text("".join(write_trace(trace)), encoding="utf-8")
            part.replace(file)
        except OSError as error:
            raise SpecgenError(f"cannot write {file}: {error.strerror or error}") from error
        yield trace


def load_traces(files: Iterable[Path], device: str) -> Iterator[Trace]:
    """The traces in these files. Raises SpecgenError for what cannot be read, and for another device type's."""
    for file in files:
        try:
            with file.open(encoding="utf-8") as lines:
                trace = read_trace(lines)
        except (OSError, ValueError) as error:
            raise SpecgenError(f"{file} is no trace: {error}") from error
        if trace.device != device:
            raise SpecgenError(f"{file} is a trace of {trace.device[:100]!r}, not of {device}")
        yield trace
