"""A report of drift -> a page for the terminal."""

from specgen.cli.page import Block, Column, Heading, Page, Paragraph, Table
from specgen.drift.compare import verdict
from specgen.drift.report import Report, counted, places
from specgen.drift.rows import Row, Status, Subject

_COUNTS = (Column("", "strong"), *(Column(status.value, "number", right=True) for status in Status))
_ROWS = (
    Column("status"), Column("what", "strong"), Column("headers say"), Column("text", "number", right=True),
    Column("headers", "number", right=True), Column("places", "quiet"),
)  # fmt: skip


def drift_page(report: Report) -> Page:
    """Counts, then the differences that were not expected, stale expectations, and what patches do."""
    counts = tuple(
        (subject.value, *(str(number) for number in counted(report.rows, subject).values())) for subject in Subject
    )
    blocks: list[Block] = [
        Heading(f"{report.source} against {report.headers.directory}", "sizes and offsets in bytes, as offset+size"),
        Table("Compared", _COUNTS, counts),
        Table(f"Not expected ({len(report.unexpected)})", _ROWS, tuple(map(_row, report.unexpected))),
    ]
    blocks += [Paragraph(f"stale expectation: {one.status} {one.subject} {one.name}", "strong") for one in report.stale]
    blocks += [Paragraph(f"not read: {text}", "quiet") for text in report.headers.unread]
    if report.steps is not None:
        changed = tuple(
            (
                "nearer" if step.nearer else "further" if step.further else "other",
                step.after.name if step.after else step.before.name if step.before else "",
                step.before.status.value if step.before else "",
                step.after.status.value if step.after else "gone",
            )
            for step in report.steps
        )
        columns = (Column("direction"), Column("what", "strong"), Column("before"), Column("after"))
        blocks.append(Paragraph(f"The patches bring the text {verdict(report.steps)}.", "strong"))
        blocks.append(Table("Changed by the patches", columns, changed))
    return tuple(blocks)


def _row(row: Row) -> tuple[str, ...]:
    other = "" if row.other in {"", row.name} else row.other
    return (row.status.value, f"{row.subject} {row.name}", other, row.here, row.there, places(row))
