"""Rows and what was expected -> the values of JSON, and Markdown."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from specgen.drift.compare import Step, verdict
from specgen.drift.expect import Expectation
from specgen.drift.headers.model import Headers
from specgen.drift.rows import Row, Status, Subject
from specgen.source import Span

SCHEMA = "specgen-drift/1"


@dataclass(frozen=True, slots=True)
class Report:
    """All rows, those not expected, stale expectations, and what patches changed (None without patches)."""

    source: str
    headers: Headers
    rows: tuple[Row, ...]
    unexpected: tuple[Row, ...]
    stale: tuple[Expectation, ...]
    steps: tuple[Step, ...] | None = None

    @property
    def clean(self) -> bool:
        """Whether there is nothing to complain about."""
        return not self.unexpected and not self.stale


def drift_document(report: Report) -> dict[str, Any]:
    """Plain values in a fixed order."""
    unexpected = set(report.unexpected)
    patched = report.steps
    return {
        "schema": SCHEMA,
        "text": report.source,
        "headers": report.headers.directory,
        "summary": {subject.value: counted(report.rows, subject) for subject in Subject},
        "rows": [{**_row(row), "expected": row not in unexpected} for row in report.rows],
        "stale": [{"status": one.status, "subject": one.subject, "name": one.name} for one in report.stale],
        "unread": list(report.headers.unread),
        "patch": None
        if patched is None
        else {"verdict": verdict(patched), "changes": [_step(step) for step in patched]},
    }


def markdown_text(report: Report) -> str:
    """A table of counts, then what is not expected."""
    lines = [f"### {_cell(report.source)} against {_cell(report.headers.directory)}", ""]
    lines += ["| | " + " | ".join(Status) + " |", "|---|" + "---:|" * len(Status)]
    for subject in Subject:
        numbers = counted(report.rows, subject)
        lines.append(f"| {subject} | " + " | ".join(str(number) for number in numbers.values()) + " |")
    if report.unexpected:
        lines += ["", "| what | status | text | headers | places |", "|---|---|---|---|---|"]
        lines += [_line(row) for row in report.unexpected]
    lines += [f"- stale expectation: {one.status} {one.subject} {_cell(one.name)}" for one in report.stale]
    if report.steps is not None:
        lines += ["", f"The patches bring the text {verdict(report.steps)}."]
    return "\n".join(lines) + "\n"


def counted(rows: Sequence[Row], subject: Subject) -> dict[str, int]:
    """How many rows of a subject have each status."""
    numbers = Counter(row.status for row in rows if row.subject is subject)
    return {status.value: numbers[status] for status in Status}


def places(row: Row) -> str:
    """Both places."""
    return " ".join(f"{span.file}:{span.line}" for span in (row.place, row.other_place) if span is not None)


def _step(step: Step) -> dict[str, Any]:
    return {
        "before": None if step.before is None else _row(step.before),
        "after": None if step.after is None else _row(step.after),
        "nearer": step.nearer,
        "further": step.further,
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "subject": row.subject.value,
        "status": row.status.value,
        "name": row.name,
        "other": row.other,
        "here": row.here,
        "there": row.there,
        "place": _place(row.place),
        "other_place": _place(row.other_place),
    }


def _place(span: Span | None) -> dict[str, Any] | None:
    return None if span is None else {"file": span.file, "line": span.line}


def _line(row: Row) -> str:
    names = row.name if row.other in {"", row.name} else f"{row.name} = {row.other}"
    cells = (f"{row.subject} {_cell(names)}", row.status.value, row.here, row.there, _cell(places(row)))
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    folded = " ".join(text.split()).replace("`", "'").replace("|", "/")
    return f"`{''.join(c if c.isprintable() else '?' for c in folded)}`"
