"""A coverage -> the view of the report's first page: figures, pictures, reasons, what patches do, all requirements."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from specgen.conformance.impact import Impact
from specgen.conformance.report.bars import legend, meter, stacked
from specgen.conformance.report.frame import View, frame, link, scope_path, text_name
from specgen.conformance.report.lines import lines
from specgen.conformance.report.patch import patch_view
from specgen.conformance.report.rows import choices, marks_of, row
from specgen.conformance.standing import Coverage, Standing, Status, Tally, reasons, tally

COLUMNS = ("requirements", "parsed", "derived", "bound", "killed", "exercised", "open", "permission", "unobservable")
"""Of tables of counts, in the order of `cells`."""


def overview(coverage: Coverage, others: Sequence[Coverage], impact: Impact | None) -> View:
    """The view; `others` are further versions, for the picture of versions."""
    marks = marks_of(impact)
    found = tally(coverage.standings)
    return {
        **frame(coverage, "Coverage", root="", trail=(), turns=[link("#requirements", "requirements", "r")]),
        "about": text_name(coverage) or "the specification",
        "figures": figures(found),
        "legend": legend(),
        "columns": COLUMNS,
        "scopes": [_counts(scope_path(scope), title, tally(coverage.of(scope))) for scope, title in coverage.names],
        "totals": [{**_counts("#requirements", "all", found), "kind": "total"}],
        "reasons": [
            _reasons(coverage.standings, status) for status in (Status.OPEN, Status.UNOBSERVABLE) if found.count(status)
        ],
        "versions": [_versions((*others, coverage))] if others else [],
        "patches": [] if impact is None else [patch_view(impact, coverage)],
        "choices": choices(coverage.standings, dict(coverage.names), marks),
        "rows": [row(one, marks) for one in coverage.standings],
    }


def figures(found: Tally) -> list[View]:
    """The numbers that count, each with a bar and the number it is part of."""
    parts = (
        ("parsed", found.parsed, found.requirements, "requirements read as clauses"),
        ("checked", found.checked, found.observable, "that can be observed are judged by a monitor"),
        ("killed", found.killed, found.mutants, "mutants were noticed by a check"),
        ("exercised", found.exercised, found.checked, "checks had something to judge in the last run"),
    )
    whole = {"name": "requirements", "number": f"{found.requirements:,}", "about": "normative sentences"}
    broken = {"name": "violated", "number": f"{found.violated:,}", "about": "broken by a peer in the last run"}
    return [
        {**whole, "bars": [stacked(found)], "kind": ""},
        *(
            {
                "name": name,
                "number": _percent(part, all_),
                "about": f"{part:,} of {all_:,} {about}" if all_ else "none yet",
                "bars": [meter(part, all_)],
                "kind": "",
            }
            for name, part, all_, about in parts
        ),
        {**broken, "bars": [], "kind": "violated" if found.violated else ""},
    ]


def cells(found: Tally) -> list[str]:
    """The counts in the order of `COLUMNS`; zeros are left out."""
    killed = f"{found.killed:,}/{found.mutants:,}" if found.mutants else ""
    counts = (found.parsed, found.count(Status.DERIVED), found.count(Status.BOUND))
    rest = (found.exercised, *(found.count(one) for one in (Status.OPEN, Status.PERMISSION, Status.UNOBSERVABLE)))
    return [f"{found.requirements:,}", *map(_number, counts), killed, *map(_number, rest)]


def _counts(href: str, name: str, found: Tally) -> View:
    return {"href": href, "name": name, "kind": "", "bar": stacked(found), "cells": cells(found)}


def _number(number: int) -> str:
    return f"{number:,}" if number else ""


def _percent(part: int, whole: int) -> str:
    """Never 100 % of less than all, nor 0 % of something."""
    if not whole:
        return "-"
    share = 100 * part / whole
    return f"{min(99, max(1, round(share))) if 0 < part < whole else round(share)} %"


def _reasons(standings: Iterable[Standing], status: Status) -> View:
    title = {Status.OPEN: "Open, because", Status.UNOBSERVABLE: "Not observable, because"}[status]
    rows: list[Any] = [
        {
            "number": f"{len(group):,}",
            "text": reason or "(no reason is given)",
            "href": f"#{urlencode({'status': status.value, 'reason': reason.replace('|', '/')}, errors='replace')}",
        }
        for reason, group in reasons(standings, status)
    ]
    return {"title": title, "rows": rows}


def _versions(coverages: Sequence[Coverage]) -> View:
    """Lines over versions, and the same as a table."""
    names = [one.version or one.source for one in coverages]
    found = [tally(one.standings) for one in coverages]
    series = {
        "requirements": [one.requirements for one in found],
        "parsed": [one.parsed for one in found],
        "checked": [one.checked for one in found],
        "exercised": [one.exercised for one in found],
        "open": [one.count(Status.OPEN) for one in found],
    }
    return {
        "picture": lines("Requirements by version", names, series),
        "columns": COLUMNS,
        "rows": [
            {"name": name, "bar": stacked(one), "cells": cells(one)} for name, one in zip(names, found, strict=True)
        ],
    }
