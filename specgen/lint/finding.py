"""What a rule yields: a diagnostic, what it is about beside its place, and the edits that would mend it."""

from dataclasses import dataclass

from specgen.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters `start` to `end` (offsets in the decoded file, lines end in LF) by `text`."""

    file: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """The edits that mend a finding, all or none; `safe` where there is one right answer."""

    edits: tuple[Edit, ...]
    about: str
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of a rule.

    `subject` says what it is about in words that survive other edits: the label, name or words at fault, never a line.
    With the code and the file it tells the finding of one side of a change from that of the other.
    """

    diagnostic: Diagnostic
    subject: str
    fix: Fix | None = None
