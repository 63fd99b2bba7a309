"""A coverage -> the files of its report: an index, a page for each scope, one for each requirement."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from specgen import __version__
from specgen.conformance.report.picture import Bar, stacked
from specgen.conformance.report.render import asset, render
from specgen.conformance.standing import Coverage, Standing, Status, Tally, tally
from specgen.emit.manifest import MANIFEST, digest, manifest_text

View = Mapping[str, Any]

_COLUMNS = ("requirements", "parsed", "derived", "bound", "permission", "unobservable", "open", "killed", "exercised")


def report_files(coverage: Coverage, others: Sequence[Coverage] = ()) -> dict[str, str]:
    """The files by path, MANIFEST included; `others` are further versions, which only the pictures show."""
    files = {"index.html": render("index.html.j2", _index(coverage, others))}
    for scope, title in coverage.names:
        files[f"scope/{scope}.html"] = render("scope.html.j2", _scope(coverage, scope, title))
    for before, one, after in _neighbours(coverage.standings):
        files[_href(one)] = render("requirement.html.j2", _requirement(coverage, before, one, after))
    files |= {name: asset(name) for name in ("style.css", "report.js")}
    files[MANIFEST] = manifest_text((_footer(coverage),), ((path, digest(text)) for path, text in files.items()))
    return files


def _index(coverage: Coverage, others: Sequence[Coverage]) -> View:
    scopes = [(scope, title, tally(coverage.of(scope))) for scope, title in coverage.names]
    pictures = [
        {
            "title": "Device types and chapters",
            "bars": stacked([Bar(scope, f"scope/{scope}.html", found.by_status) for scope, _, found in scopes]),
        }
    ]
    if others:
        versions = [Bar(one.version, "#", tally(one.standings).by_status) for one in (*others, coverage)]
        pictures.append({"title": "Versions", "bars": stacked(versions)})
    return {
        **_frame(coverage, f"Coverage of {coverage.title or 'the specification'}", "", ()),
        "figures": _figures(tally(coverage.standings)),
        "pictures": pictures,
        "columns": ("scope", *_COLUMNS),
        "scopes": [
            {"href": f"scope/{scope}.html", "name": title, "cells": _cells(found)} for scope, title, found in scopes
        ],
        "choices": _choices(coverage.standings, scopes=True),
        "rows": [_row(one) for one in coverage.standings],
    }


def _scope(coverage: Coverage, scope: str, title: str) -> View:
    standings = coverage.of(scope)
    sections = groupby(standings, key=lambda one: one.requirement.section)
    return {
        **_frame(coverage, title, "../", ({"href": "../index.html", "text": "overview", "key": "u"},)),
        "figures": _figures(tally(standings)),
        "choices": _choices(standings, scopes=False),
        "sections": [{"title": _path(path), "rows": [_row(one) for one in group]} for path, group in sections],
    }


def _requirement(coverage: Coverage, before: Standing | None, one: Standing, after: Standing | None) -> View:
    requirement = one.requirement
    trail = [
        {"href": "../index.html", "text": "overview", "key": "o"},
        {"href": f"../scope/{requirement.scope}.html", "text": requirement.scope, "key": "u"},
    ]
    if before is not None:
        trail.append({"href": f"../{_href(before)}", "text": "previous", "key": "p"})
    if after is not None:
        trail.append({"href": f"../{_href(after)}", "text": "next", "key": "n"})
    return {
        **_frame(coverage, requirement.id, "../", trail),
        "status": one.status.value,
        "reason": one.reason,
        "condition": requirement.condition,
        "wording": requirement.text,
        "items": [f"{item.label}: {item.text}" if item.label else item.text for item in requirement.items],
        "clause": one.clause or "This sentence could not be parsed; it is kept as it is written.",
        "facts": list(_facts(one)),
        "mutants": [
            {"name": mutant.name, "about": mutant.about, "killed": "yes" if mutant.killed else "no"}
            for mutant in one.mutants
        ],
        "verdicts": [
            {
                "peer": found.peer,
                "text": found.verdict.value,
                "kind": found.verdict.value.replace(" ", "-"),
                "excerpt": "\n".join(found.excerpt),
            }
            for found in one.verdicts
        ],
    }


def _facts(one: Standing) -> Iterator[dict[str, str]]:
    """What there is to know of a requirement, a line each; what is empty is left out."""
    requirement = one.requirement
    facts = {
        "level": ", ".join(requirement.levels),
        "role": requirement.role.value,
        "section": _path(requirement.section),
        "label": requirement.label or "",
        "place": f"{requirement.span.file}:{requirement.span.line}",
        "applies": " ".join(requirement.applies_if),
        "listed by a conformance clause": "yes" if requirement.linked else "no",
        "monitor": one.monitor,
        "tests": ", ".join(one.tests),
    }
    yield from ({"name": name, "text": text} for name, text in facts.items() if text)


def _path(titles: tuple[str, ...]) -> str:
    """The titles from the chapter down; a normative section called like the one around it is named once."""
    return " / ".join(title for title, _ in groupby(titles))


def _frame(coverage: Coverage, heading: str, root: str, trail: Sequence[Mapping[str, str]]) -> View:
    named = coverage.version in coverage.title
    about = coverage.title if named else f"{coverage.title} {coverage.version}".strip()
    return {"heading": heading, "about": about, "root": root, "trail": trail, "footer": _footer(coverage)}


def _footer(coverage: Coverage) -> str:
    return f"specgen {__version__}, from {coverage.source}"


def _figures(found: Tally) -> list[View]:
    observable = sum(number for status, number in found.by_status if status in _OBSERVABLE)
    figures = {
        "requirements": f"{found.requirements:,}",
        "parsed": _share(found.parsed, found.requirements),
        "checked of the observable": _share(found.checked, observable),
        "mutants killed": _share(found.killed, found.mutants),
        "exercised in the last run": _share(found.exercised, found.checked),
        "violated": f"{found.violated:,}",
    }
    return [{"name": name, "number": number} for name, number in figures.items()]


_OBSERVABLE = frozenset({Status.DERIVED, Status.BOUND, Status.OPEN})


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,}" + (f" ({part / whole:.0%})" if whole else "")


def _cells(found: Tally) -> list[str]:
    counts = [f"{number:,}" for _, number in found.by_status]
    killed = f"{found.killed:,}/{found.mutants:,}" if found.mutants else ""
    return [f"{found.requirements:,}", f"{found.parsed:,}", *counts, killed, f"{found.exercised:,}"]


def _choices(standings: Sequence[Standing], *, scopes: bool) -> list[View]:
    """The filters, each with the values that occur."""
    levels = sorted({level for one in standings for level in one.requirement.levels})
    choices = {
        "Level": ("level", levels),
        "Role": ("role", sorted({one.requirement.role.value for one in standings})),
        "Status": ("status", [status.value for status in Status if any(one.status is status for one in standings)]),
        "Last run": ("verdict", sorted({_verdict(one) for one in standings} - {""})),
    }
    if scopes:
        choices["Scope"] = ("scope", list(dict.fromkeys(one.requirement.scope for one in standings)))
    return [{"name": name, "key": key, "choices": values} for name, (key, values) in choices.items() if values]


def _row(one: Standing) -> View:
    requirement = one.requirement
    return {
        "id": requirement.id,
        "href": _href(one),
        "role": requirement.role.value,
        "levels": ", ".join(requirement.levels),
        "status": one.status.value,
        "scope": requirement.scope,
        "verdict": _verdict(one),
        "text": one.clause or requirement.text,
    }


def _verdict(one: Standing) -> str:
    """The gravest verdict of the last run."""
    order = ["violated", "holds", "not exercised", "not observable"]
    return min((found.verdict.value for found in one.verdicts), key=order.index, default="")


def _href(one: Standing) -> str:
    return f"requirement/{one.requirement.id}.html"


def _neighbours(
    standings: Sequence[Standing],
) -> Iterator[tuple[Standing | None, Standing, Standing | None]]:
    before: list[Standing | None] = [None, *standings[:-1]]
    after: list[Standing | None] = [*standings[1:], None]
    yield from zip(before, standings, after, strict=True)
