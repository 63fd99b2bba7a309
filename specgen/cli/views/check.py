"""A judgement -> a page: every requirement with its verdict, then what was violated with the trace that shows it."""

from collections.abc import Iterable, Iterator

from specgen.cli.page import Block, Column, Heading, Page, Paragraph, Table, counted
from specgen.conformance.judgement import Judgement, Row
from specgen.conformance.standing import Verdict

PEERS = {
    "pair": "The generated driver and device",
    "linux": "Linux's driver",
    "qemu": "QEMU's device",
    "traces": "Saved traces",
}
_ROWS = (
    Column("requirement", "strong"),
    Column("level"),
    Column("verdict", "number"),
    Column("times", "number", right=True),
    Column("check", "quiet"),
    Column("clause"),
)
_UNSEEN = (
    Column("why there is no verdict", "strong"),
    Column("how many", "number", right=True),
    Column("requirements"),
)
_JUDGED = frozenset({Verdict.HOLDS, Verdict.VIOLATED, Verdict.NOT_EXERCISED})
_MUTANTS = (Column("requirement", "strong"), Column("mutant"), Column("killed", "number"), Column("what it does"))


def judgement_page(judgement: Judgement) -> Page:
    """The table, the violations below it, mutants where they were run, and the counts last, where an eye ends."""
    of = f"{judgement.source}, version {judgement.version}" if judgement.version else judgement.source
    about = f"{judgement.device} of {of}"
    mutants = tuple(
        (requirement, mutant.name, "yes" if mutant.killed else "no", mutant.about)
        for requirement, mutant in judgement.mutants
    )
    return (
        Heading(f"{PEERS.get(judgement.peer, judgement.peer)}, judged by the text", about),
        Table("Verdicts", _ROWS, tuple(_row(row) for row in judgement.rows if row.verdict in _JUDGED)),
        Table("Without a verdict", _UNSEEN, tuple(_unseen(judgement.rows))),
        *(block for row in judgement.violated for block in _violation(row)),
        Table("Mutants", _MUTANTS, mutants),
        Paragraph(summary(judgement), "strong"),
    )


def summary(judgement: Judgement) -> str:
    """`60 requirements: 40 hold, 1 violated, 12 not exercised, 7 not observable; 38 of 38 mutants killed`."""
    counts = judgement.counts
    words = (
        (Verdict.HOLDS, "hold"),
        (Verdict.VIOLATED, "violated"),
        (Verdict.NOT_EXERCISED, "not exercised"),
        (Verdict.NOT_OBSERVABLE, "not observable"),
    )
    parts = ", ".join(f"{counts[verdict]:,} {word}" for verdict, word in words)
    text = f"{counted(len(judgement.rows), 'requirement')}: {parts}"
    if judgement.mutants:
        killed = len(judgement.mutants) - len(judgement.survivors)
        text += f"; {killed:,} of {counted(len(judgement.mutants), 'mutant')} killed"
    return text


def _row(row: Row) -> tuple[str, ...]:
    check = f"{row.status}: {row.monitor}" if row.monitor else row.status.value
    return (
        row.requirement.id,
        ", ".join(dict.fromkeys(row.requirement.levels)),
        row.verdict.value,
        _times(row),
        check,
        row.clause or "",
    )


def _times(row: Row) -> str:
    if row.broken:
        return f"{row.broken} of {row.times}"
    return str(row.times) if row.times else ""


def _unseen(rows: Iterable[Row]) -> Iterator[tuple[str, str, str]]:
    """A row for each reason, the most frequent first."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if row.verdict not in {Verdict.HOLDS, Verdict.VIOLATED}:
            reasons.setdefault(row.reason, []).append(row.requirement.id)
    for reason, names in sorted(reasons.items(), key=lambda item: -len(item[1])):
        yield reason, str(len(names)), ", ".join(names)


def _violation(row: Row) -> Iterator[Block]:
    yield Paragraph(f"{row.requirement.id} violated: {row.message}", "strong")
    if row.clause:
        yield Paragraph(row.clause, "quiet", 2)
    for line in row.excerpt:
        yield Paragraph(line, "", 4)
