"""Document trees -> the model: one pass per file, then names are resolved over all files."""

from specgen.extract.reading import Reading, read_specification

__all__ = ["Reading", "read_specification"]
