"""What is wrong, as values: `Diagnostic` for the specification, `SpecgenError` for the use of the tool."""

from dataclasses import dataclass
from enum import StrEnum

from specgen.source import Span


class Severity(StrEnum):
    """How much a finding matters; `ERROR` means the text cannot be right as it stands."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Label:
    """A second place that belongs to a finding, with what it has to do with it."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding about the specification: what was found, where, and what would be right."""

    code: str
    severity: Severity
    message: str
    span: Span
    labels: tuple[Label, ...] = ()
    help: str | None = None


class SpecgenError(Exception):
    """Wrong use or unreadable input; the command line prints it and exits with 2.

    `hint` says what would work; `place` is `file:line` text where the trouble lies in an input file.
    """

    def __init__(self, message: str, *, hint: str | None = None, place: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place
