"""The linked specification as rules see it, with the notes that were taken of each file."""

from dataclasses import dataclass, field

from specgen.lint.file import FileNotes
from specgen.model import Specification
from specgen.trees import Tree


@dataclass(slots=True)
class Whole:
    """A specification, the tree it was read from, and `notes`: by path, what the files' trees showed."""

    specification: Specification
    tree: Tree
    notes: dict[str, FileNotes] = field(default_factory=dict)
