"""The findings on both sides of a change -> those it brings, told apart by what they say, never by line."""

from collections import Counter
from collections.abc import Callable, Sequence

from specgen.diagnostics import SpecgenError
from specgen.lint.finding import Finding
from specgen.source import Span
from specgen.trees import Tree

Key = tuple[str, str, str]


def brought(
    before: Sequence[Finding],
    after: Sequence[Finding],
    trees: tuple[Tree, Tree],
    touched: Callable[[Span], bool] = lambda _: False,
) -> list[Finding]:
    """The findings of `after` that have no counterpart in `before`, in their order.

    Where several say the same, those on lines that the change `touched` count as the new ones.
    """
    old_lines, new_lines = (LineTexts(tree) for tree in trees)
    known = Counter(_key(finding, old_lines) for finding in before)
    keys = [_key(finding, new_lines) for finding in after]
    order = sorted(range(len(after)), key=lambda index: (touched(after[index].diagnostic.span), index))
    new = []
    for index in order:
        if known[keys[index]]:
            known[keys[index]] -= 1
        else:
            new.append(index)
    return [after[index] for index in sorted(new)]


class LineTexts:
    """The lines of a tree's files, each file read once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._files: dict[str, list[str]] = {}

    def of(self, file: str, line: int) -> str:
        """The text of a line, "" where there is none."""
        if file not in self._files:
            try:
                data = self._tree.read(file)
            except (OSError, SpecgenError):  # reading has reported it
                data = b""
            self._files[file] = data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
        lines = self._files[file]
        return lines[line - 1] if 1 <= line <= len(lines) else ""


def _key(finding: Finding, lines: LineTexts) -> Key:
    diagnostic = finding.diagnostic
    return diagnostic.code, finding.subject, " ".join(lines.of(diagnostic.span.file, diagnostic.span.line).split())
