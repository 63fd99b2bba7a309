"""Errors and findings -> the lines a person reads: the place, the code, the message, the source line and a caret."""

from collections.abc import Iterable, Sequence

from specgen.cli.terminal import Paint, printable
from specgen.diagnostics import Diagnostic, Severity, SpecgenError
from specgen.source import Span
from specgen.trees import Tree

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_WIDEST = 160
_SHOWN = 20


def error_text(error: SpecgenError, paint: Paint) -> str:
    """The lines for wrong use."""
    place = f"{printable(error.place)}: " if error.place else ""
    first, *rest = error.message.split("\n")
    lines = [f"{paint('error', 'red')}: {place}{printable(first)}", *(printable(line) for line in rest)]
    if error.hint:
        lines.append(f"  {paint('hint', 'cyan')}: {printable(error.hint)}")
    return "\n".join(lines)


def findings_text(diagnostics: Sequence[Diagnostic], tree: Tree, paint: Paint) -> str:
    """The lines for what reading found wrong: the first of them in full, the others as a number."""
    lines: list[str] = []
    sources = _Lines(tree)
    for diagnostic in diagnostics[:_SHOWN]:
        lines += _finding(diagnostic, sources, paint)
    left = len(diagnostics) - _SHOWN
    if left > 0:
        lines.append(f"... and {left} more")
    return "\n".join(lines)


def _finding(diagnostic: Diagnostic, sources: "_Lines", paint: Paint) -> Iterable[str]:
    severity = paint(diagnostic.severity.value, _STYLES[diagnostic.severity])
    place = paint(printable(str(diagnostic.span)), "bold")
    yield f"{place}: {severity}[{diagnostic.code}]: {printable(diagnostic.message)}"
    yield from sources.frame(diagnostic.span, paint)
    origin = origin_text(sources.tree, diagnostic.span)
    if origin:
        yield f"  {paint('patch', 'cyan')}: {printable(origin)}"
    for label in diagnostic.labels:
        yield f"{paint(printable(str(label.span)), 'bold')}: {printable(label.message)}"
    if diagnostic.help:
        yield f"  {paint('help', 'cyan')}: {printable(diagnostic.help)}"


def origin_text(tree: Tree, span: Span) -> str:
    """`FILE:LINE` of the patch that a line of a patched text comes from; "" where the line is the tree's own."""
    find = getattr(tree, "origin", None)
    origin = None if find is None else find(span.file, span.line)
    return "" if origin is None else f"{origin.patch}:{origin.line}"


class _Lines:
    """Source lines of a tree, each file read once."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._files: dict[str, list[bytes]] = {}

    def frame(self, span: Span, paint: Paint) -> Iterable[str]:
        """The line of `span` with a caret under its column; nothing where it cannot be read."""
        line = self._line(span.file, span.line)
        if not line.strip():
            return
        start = max(0, span.column - _WIDEST // 2) if len(line) > _WIDEST else 0
        before = printable(line[start : span.column - 1])
        shown = before + printable(line[span.column - 1 : start + _WIDEST])
        margin = " " * len(str(span.line))
        yield f" {margin} |"
        yield f" {span.line} | {shown}"
        yield f" {margin} | {' ' * len(before)}{paint('^', 'red')}"

    def _line(self, path: str, number: int) -> str:
        if path not in self._files:
            try:
                self._files[path] = self.tree.read(path).replace(b"\r\n", b"\n").split(b"\n")
            except (FileNotFoundError, SpecgenError):
                self._files[path] = []
        lines = self._files[path]
        return lines[number - 1].decode("utf-8", "replace") if 1 <= number <= len(lines) else ""
