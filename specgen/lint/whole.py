"""The linked specification as rules see it, with the notes that were taken of each file."""

from dataclasses import dataclass

from specgen.lint.file import FileNotes
from specgen.model import Specification
from specgen.trees import Sources


@dataclass(frozen=True, slots=True)
class Whole:
    """A specification, the texts it was read from, and `notes`: by path, what the files' trees showed."""

    specification: Specification
    sources: Sources
    notes: dict[str, FileNotes]
