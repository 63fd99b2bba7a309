"""One line for each finding: `file:line:column: code message`."""

from collections.abc import Sequence

from specgen.lint.formats import Shown


def render(shown: Sequence[Shown]) -> str:
    """The lines; `[*]` marks what --fix mends."""
    return "".join(f"{_line(one)}\n" for one in shown)


def _line(one: Shown) -> str:
    diagnostic = one.finding.diagnostic
    mark = "[*] " if one.fixable else ""
    patch = f" ({one.origin.patch}:{one.origin.line})" if one.origin else ""
    return " ".join(f"{diagnostic.span}: {diagnostic.code} {mark}{diagnostic.message}{patch}".split("\n"))
