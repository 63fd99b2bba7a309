"""One line for each finding: `file:line:column: code message`."""

from collections.abc import Sequence

from specgen.lint.formats import Shown


def render(shown: Sequence[Shown]) -> str:
    """The lines; `[*]` marks what --fix mends."""
    return "".join(f"{_line(one)}\n" for one in shown)


def _line(one: Shown) -> str:
    diagnostic = one.finding.diagnostic
    mark = "[*] " if one.finding.fix is not None and one.finding.fix.safe else ""
    patch = f" ({one.patch[0]}:{one.patch[1]})" if one.patch else ""
    return " ".join(f"{diagnostic.span}: {diagnostic.code} {mark}{diagnostic.message}{patch}".split("\n"))
