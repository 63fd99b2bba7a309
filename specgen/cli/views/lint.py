"""Findings -> the lines a person reads, and a line that counts them."""

from collections.abc import Iterator, Sequence

from specgen.cli.messages import STYLES, finding_lines
from specgen.cli.page import counted
from specgen.cli.terminal import Paint, printable
from specgen.lint.formats import Shown


def findings_page(shown: Sequence[Shown], paint: Paint, *, quiet: bool = False) -> str:
    """All findings, each with its source line, and their number unless `quiet`."""
    lines = [line for one in shown for line in (*_finding(one, paint), "")]
    if not quiet:
        lines += _summary(shown)
    return "".join(f"{line}\n" for line in lines)


def _finding(one: Shown, paint: Paint) -> Iterator[str]:
    diagnostic = one.finding.diagnostic
    mark = " [*]" if one.fixable else ""
    head = f"{paint(diagnostic.code, STYLES[diagnostic.severity])}{mark} {printable(diagnostic.message)}"
    return finding_lines(diagnostic, head, one.source, one.origin, paint)


def _summary(shown: Sequence[Shown]) -> Iterator[str]:
    if not shown:
        yield "Nothing found."
        return
    yield f"Found {counted(len(shown), 'problem')}."
    safe = sum(one.fixable for one in shown)
    if safe:
        yield f"[*] {safe} fixable with --fix."
