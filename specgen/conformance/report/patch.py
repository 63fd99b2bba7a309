"""What patches do to a coverage -> the view of it on the report's first page."""

from collections.abc import Iterable

from specgen.conformance.impact import Impact, Touched
from specgen.conformance.report.bars import stacked
from specgen.conformance.report.frame import View, requirement_path
from specgen.conformance.report.panels import Cell, cell, table
from specgen.conformance.report.rows import levels_text
from specgen.conformance.standing import Coverage, Standing, tally


def patch_view(impact: Impact, after: Coverage) -> View:
    """The figures, a bar before and after, and the tables of what is new, stale and gone."""
    untouched = not impact.brought and not impact.touched
    stale = set(impact.stale)
    tables = (
        _brought("New and unchecked", impact.unchecked),
        _touched("Checks gone stale", impact.stale),
        _touched("Touched, and had no check", [one for one in impact.touched if one not in stale]),
        _brought("New and checked, or with nothing to check", [one for one in impact.brought if not one.open]),
    )
    figures = {
        "new requirements": len(impact.brought),
        "of them unchecked": len(impact.unchecked),
        "gone": len(impact.gone),
        "checks gone stale": len(impact.stale),
    }
    return {
        "about": "The patches change no normative requirement." if untouched else "",
        "figures": [{"name": name, "number": f"{number:,}"} for name, number in figures.items()],
        "bars": [
            {"name": name, "bar": stacked(tally(one.standings))}
            for name, one in (("before", impact.before), ("with the patches", after))
        ],
        "tables": [one for one in tables if one["rows"]],
    }


def _brought(title: str, standings: Iterable[Standing]) -> View:
    rows = [
        (
            cell(one.requirement.id, href=requirement_path(one)),
            cell(levels_text(one)),
            cell(one.status.value, kind=f"key {one.status.value}"),
            cell(one.requirement.section[-1] if one.requirement.section else ""),
            cell(one.clause or one.requirement.text),
        )
        for one in standings
    ]
    return table(title, ("requirement", "level", "status", "section", "clause or wording"), rows)


def _touched(title: str, touched: Iterable[Touched]) -> View:
    rows = [
        (
            _now(one),
            cell(one.fate.value),
            cell(one.before.status.value, kind=f"key {one.before.status.value}"),
            cell(one.before.monitor),
            cell(one.became),
            cell(one.before.clause or one.before.requirement.text),
        )
        for one in touched
    ]
    return table(title, ("requirement", "what", "was", "monitor", "is now", "clause or wording before"), rows)


def _now(one: Touched) -> Cell:
    """The ID before, which leads to the page of what it is now."""
    return cell(one.before.requirement.id, href="" if one.after is None else requirement_path(one.after))
