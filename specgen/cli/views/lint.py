"""Findings -> the lines a person reads: place, code, message, the source line with what is meant underlined, help."""

from collections.abc import Callable, Iterator, Sequence

from specgen.cli.page import counted
from specgen.cli.terminal import printable
from specgen.diagnostics import Severity
from specgen.lint.formats import Shown

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_WIDEST = 160
Paint = Callable[[str, str], str]


def findings_page(shown: Sequence[Shown], paint: Paint, *, quiet: bool = False) -> str:
    """All findings, and a line that counts them unless `quiet`."""
    lines = [line for one in shown for line in (*_finding(one, paint), "")]
    if not quiet:
        lines += _summary(shown)
    return "".join(f"{line}\n" for line in lines)


def _summary(shown: Sequence[Shown]) -> Iterator[str]:
    if not shown:
        yield "Nothing found."
        return
    yield f"Found {counted(len(shown), 'problem')}."
    safe = sum(one.finding.fix is not None and one.finding.fix.safe for one in shown)
    if safe:
        yield f"[*] {safe} fixable with --fix."


def _finding(one: Shown, paint: Paint) -> Iterator[str]:
    diagnostic = one.finding.diagnostic
    span = diagnostic.span
    code = paint(diagnostic.code, _STYLES[diagnostic.severity])
    mark = " [*]" if one.finding.fix is not None and one.finding.fix.safe else ""
    yield f"{paint(printable(str(span)), 'bold')}: {code}{mark} {printable(diagnostic.message)}"
    yield from _frame(one, paint)
    if one.patch is not None:
        yield f"  {paint('patch', 'cyan')}: {printable(one.patch[0])}:{one.patch[1]}"
    for label in diagnostic.labels:
        yield f"  {printable(str(label.span))}: {printable(label.message)}"
    if diagnostic.help:
        yield f"  {paint('help', 'cyan')}: {printable(diagnostic.help)}"


def _frame(one: Shown, paint: Paint) -> Iterator[str]:
    """The line with a caret under its column; nothing where there is no text."""
    if not one.source.strip():
        return
    span = one.finding.diagnostic.span
    start = max(0, span.column - _WIDEST // 2) if len(one.source) > _WIDEST else 0
    before = printable(one.source[start : span.column - 1])
    shown = before + printable(one.source[span.column - 1 : start + _WIDEST])
    margin = " " * len(str(span.line))
    yield f" {margin} |"
    yield f" {span.line} | {shown.rstrip()}"
    yield f" {margin} | {' ' * len(before)}{paint('^', 'red')}"
