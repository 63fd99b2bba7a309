"""Errors and findings -> the lines a person reads: the place, the code, the message, the source line and a caret."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from specgen.cli.terminal import Paint, printable
from specgen.diagnostics import Diagnostic, Severity, SpecgenError
from specgen.source import Span
from specgen.trees import Sources, Tree

if TYPE_CHECKING:
    from specgen.patches import Origin

STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_QUOTED = re.compile(r"'([^']+)'")
_TOKEN = re.compile(r"\\\w+(?:\{[^{}]*\})?|\w+")
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
    sources = Sources(tree)
    for diagnostic in diagnostics[:_SHOWN]:
        severity = paint(diagnostic.severity.value, STYLES[diagnostic.severity])
        head = f"{severity}[{diagnostic.code}]: {printable(diagnostic.message)}"
        lines += finding_lines(diagnostic, head, sources.line(diagnostic.span), origin_of(tree, diagnostic.span), paint)
    left = len(diagnostics) - _SHOWN
    if left > 0:
        lines.append(f"... and {left} more")
    return "\n".join(lines)


def finding_lines(diagnostic: Diagnostic, head: str, line: str, origin: "Origin | None", paint: Paint) -> Iterator[str]:
    """The place and `head`, the source `line` with a caret, the line of the patch, further places, and help."""
    span = diagnostic.span
    yield f"{paint(printable(str(span)), 'bold')}: {head}"
    yield from _frame(line, span, diagnostic.message, paint)
    if origin is not None:
        yield f"  {paint('patch', 'cyan')}: {printable(origin.patch)}:{origin.line}"
    for label in diagnostic.labels:
        yield f"{paint(printable(str(label.span)), 'bold')}: {printable(label.message)}"
    if diagnostic.help:
        yield f"  {paint('help', 'cyan')}: {printable(diagnostic.help)}"


def origin_of(tree: Tree, span: Span) -> "Origin | None":
    """Where in a patch the line of a span comes from; `None` where it is the tree's own."""
    find = getattr(tree, "origin", None)
    return None if find is None else find(span.file, span.line)


def _frame(line: str, span: Span, message: str, paint: Paint) -> Iterator[str]:
    """The line with a mark under what the span is about; nothing where there is no text."""
    if not line.strip():
        return
    start = max(0, span.column - _WIDEST // 2) if len(line) > _WIDEST else 0
    before = printable(line[start : span.column - 1])
    marked = line[span.column - 1 : start + _WIDEST][: _width(line[span.column - 1 :], message)]
    shown = before + printable(line[span.column - 1 : start + _WIDEST])
    margin = " " * len(str(span.line))
    yield f" {margin} |"
    yield f" {span.line} | {shown}"
    yield f" {margin} | {' ' * len(before)}{paint('^' * max(1, len(printable(marked))), 'red')}"


def _width(rest: str, message: str) -> int:
    """How many characters of a line a finding is about: what its message quotes, else one word or sign."""
    quoted = [text for text in _QUOTED.findall(message) if rest.startswith(text)]
    word = _TOKEN.match(rest)
    return max((len(text) for text in quoted), default=len(word[0]) if word is not None else 1)
