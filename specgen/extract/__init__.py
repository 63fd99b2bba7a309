"""Document trees -> the model: one pass per file, then names are resolved over all files."""

from specgen.extract.reading import Inspected, Reading, inspect_specification, read_specification

__all__ = ["Inspected", "Reading", "inspect_specification", "read_specification"]
