"""A tree -> the texts of its files, for those who show or search them after the reading."""

from specgen.diagnostics import SpecgenError
from specgen.source import SourceFile, Span, decode_text
from specgen.trees.tree import Tree


class Sources:
    """The files of a tree as text, each read once; one that cannot be read, which reading reports, is empty."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._files: dict[str, SourceFile] = {}

    def file(self, path: str) -> SourceFile:
        """The text of a file."""
        if path not in self._files:
            try:
                text = decode_text(self.tree.read(path))
            except (OSError, SpecgenError):
                text = ""
            self._files[path] = SourceFile(path, text)
        return self._files[path]

    def line(self, span: Span) -> str:
        """The first line that a span touches, without its line end."""
        return self.file(span.file).line_text(span.line)
