"""What the text and the headers say of one thing, side by side."""

from dataclasses import dataclass
from enum import StrEnum

from specgen.source import Span


class Status(StrEnum):
    """How the two stand to each other; HERE is the text, THERE the headers."""

    SAME = "same"
    RENAMED = "renamed"
    HERE = "only here"
    THERE = "only there"
    DIFFERING = "differing"


class Subject(StrEnum):
    """What is compared."""

    DEVICE_ID = "device ID"
    FEATURE = "feature"
    STRUCT = "struct"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison; `name` is the text's name where it has one. Values are text, "" where there is none."""

    subject: Subject
    status: Status
    name: str
    other: str
    here: str
    there: str
    place: Span | None
    other_place: Span | None

    @property
    def key(self) -> tuple[Subject, str]:
        """What makes two rows the same thing, with and without a patch: the headers' name of what both know."""
        return self.subject, self.other if self.status is Status.RENAMED else self.name
