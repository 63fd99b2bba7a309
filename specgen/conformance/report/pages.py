"""A coverage -> the files of its report: an index, a page for each scope, one for each requirement."""

from collections.abc import Sequence

from specgen.conformance.impact import Impact
from specgen.conformance.report.bars import legend, stacked
from specgen.conformance.report.frame import View, footer, frame, link, requirement_path, scope_path
from specgen.conformance.report.overview import COLUMNS, cells, figures, overview
from specgen.conformance.report.render import asset, render
from specgen.conformance.report.requirement import requirement_view
from specgen.conformance.report.rows import choices, marks_of, row
from specgen.conformance.sections import sections_of
from specgen.conformance.standing import Coverage, tally
from specgen.emit.manifest import MANIFEST, digest, manifest_text
from specgen.ledger.ledger import Ledger

_ASSETS = ("style.css", "report.js")


def report_files(
    coverage: Coverage, others: Sequence[Coverage] = (), impact: Impact | None = None, ledger: Ledger | None = None
) -> dict[str, str]:
    """The files by path, MANIFEST included.

    `others` are further versions, which only the picture of versions shows; `impact` says what patches did to the
    coverage, `ledger` where requirements stood in other versions.
    """
    marks = marks_of(impact)
    touched = {} if impact is None else {one.after.requirement.id: one for one in impact.touched if one.after}
    files = {"index.html": render("index.html.j2", overview(coverage, others, impact))}
    for scope, title in coverage.names:
        files[scope_path(scope)] = render("scope.html.j2", _scope(coverage, scope, title, marks))
    for at, one in enumerate(coverage.standings):
        name = one.requirement.id
        history = None if ledger is None else ledger.entries.get(name)
        view = requirement_view(coverage, at, history, touched.get(name), marks.get(name, ""))
        files[requirement_path(one)] = render("requirement.html.j2", view)
    files |= {name: asset(name) for name in _ASSETS}
    files[MANIFEST] = manifest_text((footer(coverage),), ((path, digest(text)) for path, text in files.items()))
    return files


def _scope(coverage: Coverage, scope: str, title: str, marks: dict[str, str]) -> View:
    standings = coverage.of(scope)
    sections = [
        {
            "href": f"#section-{number}",
            "anchor": f"section-{number}",
            "name": f"{section.role.value}: {section.title}",
            "kind": "",
            "bar": stacked(tally(section.standings)),
            "cells": cells(tally(section.standings)),
            "rows": [row(one, marks) for one in section.standings],
        }
        for number, section in enumerate(sections_of(standings), 1)
    ]
    return {
        **frame(
            coverage, title, root="../", trail=[link("../index.html", "Coverage", "u")], turns=_turns(coverage, scope)
        ),
        "figures": figures(tally(standings)),
        "legend": legend(),
        "columns": COLUMNS,
        "choices": [one for one in choices(standings, {}, marks) if one["key"] != "scope"],
        "sections": sections,
    }


def _turns(coverage: Coverage, scope: str) -> list[View]:
    names = [name for name, _ in coverage.names]
    at = names.index(scope)
    before, after = names[at - 1 : at] if at else [], names[at + 1 : at + 2]
    return [
        *(link(f"../{scope_path(name)}", "previous", "p") for name in before),
        *(link(f"../{scope_path(name)}", "next", "n") for name in after),
    ]
