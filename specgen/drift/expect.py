"""A file of expected differences and the rows -> what is left to complain about.

The file is TOML, a table for each expectation:

    [[expect]]
    status = "renamed"                           # renamed, only here, only there or differing
    subject = "feature"                          # device ID, feature, struct or field
    name = "VIRTIO_BALLOON_F_PAGE_REPORTING"     # the text's name, else the headers'; * and ? stand for anything
    reason = "..."                               # why this is right as it is

One that fits no row is stale, and an error.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from specgen.diagnostics import SpecgenError
from specgen.drift.rows import Row, Status, Subject

_KEYS = {"status", "subject", "name", "reason"}


@dataclass(frozen=True, slots=True)
class Expectation:
    """A difference that is right as it is."""

    status: Status
    subject: Subject
    name: str
    reason: str

    def fits(self, row: Row) -> bool:
        """Whether the row is such a difference."""
        return (row.status, row.subject) == (self.status, self.subject) and fnmatchcase(row.name, self.name)


def read_expectations(data: bytes, name: str) -> tuple[Expectation, ...]:
    """The expectations in a file that the user calls `name`; SpecgenError where it is not as described."""
    try:
        document = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SpecgenError(f"{name} is no TOML: {error}") from error
    tables = document.get("expect", [])
    if set(document) - {"expect"} or not isinstance(tables, list):
        raise SpecgenError(f"{name} holds something else than [[expect]] tables")
    return tuple(_expectation(table, f"{name}, expectation {number}") for number, table in enumerate(tables, 1))


def unexpected(rows: Sequence[Row], expectations: Sequence[Expectation]) -> tuple[list[Row], list[Expectation]]:
    """Differences that no expectation fits, and expectations that fit none."""
    differences = [row for row in rows if row.status is not Status.SAME]
    left = [row for row in differences if not any(one.fits(row) for one in expectations)]
    stale = [one for one in expectations if not any(one.fits(row) for row in differences)]
    return left, stale


def _expectation(table: object, where: str) -> Expectation:
    if not isinstance(table, dict) or set(table) != _KEYS or not all(isinstance(text, str) for text in table.values()):
        raise SpecgenError(f"{where} must have the keys status, subject, name and reason, each a text")
    try:
        status, subject = Status(table["status"]), Subject(table["subject"])
    except ValueError as error:
        raise SpecgenError(f"{where}: {error}", hint=_allowed()) from error
    if status is Status.SAME or not table["reason"].strip():
        raise SpecgenError(f"{where} expects no difference, or gives no reason")
    return Expectation(status, subject, table["name"], table["reason"])


def _allowed() -> str:
    statuses = ", ".join(one for one in Status if one is not Status.SAME)
    return f"status is one of {statuses}; subject one of {', '.join(Subject)}"
