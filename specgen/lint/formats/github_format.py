"""Workflow commands, which GitHub shows beside the lines of a pull request."""

from collections.abc import Sequence

from specgen.diagnostics import Severity
from specgen.lint.formats import Shown

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(shown: Sequence[Shown]) -> str:
    """One command a line."""
    return "".join(f"{_command(one)}\n" for one in shown)


def _command(one: Shown) -> str:
    diagnostic = one.finding.diagnostic
    span = diagnostic.span
    values = {
        "title": f"specgen ({diagnostic.code})",
        "file": span.file,
        "line": span.line,
        "col": span.column,
        "endLine": span.end_line,
    }
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in values.items())
    text = f"{span}: {diagnostic.code} {diagnostic.message}"
    return f"::{_COMMANDS[diagnostic.severity]} {properties}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
