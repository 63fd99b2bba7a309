"""Points of a trend -> a page for the terminal, a document, and the series of a plot."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from specgen.cli.page import Column, Heading, Page, Paragraph, Table
from specgen.lint.trend import Point


def trend_page(points: Sequence[Point]) -> Page:
    """A row for each tree: counts by family, all of them, and how many for a thousand lines."""
    families = families_of(points)
    columns = (
        Column("tree", "strong"), Column("version"), Column("date", "quiet"), Column("lines", right=True),
        *(Column(family, "number", right=True) for family in families),
        Column("all", "number", right=True), Column("per 1,000 lines", right=True),
    )  # fmt: skip
    rows = tuple(
        (
            point.name, point.version, date_of(point), str(point.lines),
            *(str(point.counts.get(family, 0)) for family in families), str(point.total), f"{point.density:.1f}",
        )
        for point in points if not point.error
    )  # fmt: skip
    failed = [Paragraph(f"{point.name}: {point.error}", "quiet") for point in points if point.error]
    return (Heading("Findings by family", f"{len(points)} trees, oldest first"), Table("", columns, rows), *failed)


def trend_document(points: Sequence[Point]) -> dict[str, Any]:
    """The same as JSON holds it."""
    return {
        "schema": "specgen-trend/1",
        "trees": [
            {
                "name": point.name,
                "version": point.version,
                "date": date_of(point) or None,
                "lines": point.lines,
                "counts": point.counts,
                "total": point.total,
                "per_thousand_lines": round(point.density, 2),
                "error": point.error or None,
            }
            for point in points
        ],
    }


def series_of(points: Sequence[Point]) -> dict[str, list[float]]:
    """For each family, and for all, the findings for a thousand lines of each tree that could be read."""
    read = [point for point in points if point.lines]
    series = {"all": [point.density for point in read]}
    for family in families_of(points):
        series[family] = [1000 * point.counts.get(family, 0) / point.lines for point in read]
    return series


def families_of(points: Sequence[Point]) -> list[str]:
    """The families that any tree has findings of."""
    return sorted({family for point in points for family in point.counts})


def date_of(point: Point) -> str:
    """YYYY-MM-DD, or "" where none is known."""
    return datetime.fromtimestamp(point.date, UTC).strftime("%Y-%m-%d") if point.date else ""
