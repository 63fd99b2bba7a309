"""Workflow commands, which GitHub shows beside the lines of a pull request to the specification."""

from specgen.conformance.formats.plain import plain
from specgen.conformance.judgement import Judgement, Row

_WHO = {"traces": "a saved trace"}


def render(judgement: Judgement) -> str:
    """An error for each violated requirement at its place, and one for each mutant that no check noticed."""
    lines = [_violation(judgement.peer, row) for row in judgement.violated]
    lines += [
        f"::error title={_property(f'specgen ({requirement})')}::{_data(f'no check notices {mutant.name}')}"
        for requirement, mutant in judgement.survivors
    ]
    return "".join(f"{line}\n" for line in lines)


def _violation(peer: str, row: Row) -> str:
    requirement = row.requirement
    values = {
        "title": f"specgen ({requirement.id})",
        "file": requirement.span.file,
        "line": requirement.span.line,
    }
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in values.items())
    text = "\n".join((f"{_WHO.get(peer, peer)} violates {requirement.id}: {row.message}", *row.excerpt))
    return f"::error {properties}::{_data(text)}"


def _data(text: str) -> str:
    return plain(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
