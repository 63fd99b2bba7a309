"""A report of changes -> a page for the terminal."""

from collections.abc import Iterator

from specgen.cli.page import Block, Column, Heading, Page, Paragraph, Table
from specgen.diff.change import Change, Effect
from specgen.diff.compare import Comparison
from specgen.diff.report import (
    Report,
    counts,
    heading,
    is_prose,
    of_effect,
    places,
    plain,
    title_of,
    unread_text,
    values,
)

_COLUMNS = (Column("what", "strong"), Column("was"), Column("is"), Column("why"), Column("place", "quiet"))


def diff_page(report: Report) -> Page:
    """Every comparison with its changes by effect; sentences stand under what happened to them."""
    blocks: list[Block] = []
    for number, comparison in enumerate(report.comparisons):
        whole = "The series as a whole: " if report.steps and number == len(report.steps) else ""
        blocks += _comparison(comparison, whole)
    return tuple(blocks)


def _comparison(comparison: Comparison, lead: str) -> Iterator[Block]:
    about = counts(comparison) if comparison.changes else "nothing changed in meaning"
    yield Heading(f"{lead}{heading(comparison)}", about)
    for effect in Effect:
        told, summaries = of_effect(comparison, effect)
        facts = [change for change in told if not is_prose(change)]
        if told or summaries:
            yield Table(f"{effect.value.capitalize()} ({comparison.count(effect)})", _COLUMNS, tuple(map(_row, facts)))
        if (told or summaries) and not facts:
            yield Paragraph(f"{effect.value.capitalize()} ({comparison.count(effect)})", "strong")
        for change in told:
            if is_prose(change):
                yield from _prose(change)
        for summary in summaries:
            yield Paragraph(f"{summary.text}: {summary.reason}", "quiet")
    if comparison.unread:
        yield Paragraph(unread_text(comparison), "quiet")
    yield Paragraph("")


def _row(change: Change) -> tuple[str, ...]:
    return (title_of(change), change.before or "", change.after or "", change.reason, places(change))


def _prose(change: Change) -> Iterator[Block]:
    yield Paragraph(f"{title_of(change)}: {change.reason}", "strong")
    yield Paragraph(places(change), "quiet", 2)
    for sign, text in values(change):
        yield Paragraph(f"{sign} {plain(text)}", "", 2)
