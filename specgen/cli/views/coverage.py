"""A coverage -> a page for the terminal: counts by section, reasons, what the last run broke, what patches do to it."""

from collections.abc import Iterable, Iterator

from specgen.cli.page import PLACE, Block, Column, Heading, Page, Paragraph, Table, counted, place
from specgen.conformance.impact import Impact, Touched
from specgen.conformance.sections import sections_of
from specgen.conformance.standing import Coverage, Standing, Status, Tally, Verdict, reasons, tally

_NUMBERS = ("all", "parsed", "derived", "bound", "killed", "run", "open", "may", "unseen")
_LEGEND = (
    "all: normative sentences; parsed: read as clauses; derived, bound: checked by a monitor made from the clause, or "
    "written by hand; killed: mutants that were noticed; run: exercised in the last run; may: permissions; unseen: no "
    "trace can show them"
)
_SHOWN = 2


def coverage_page(coverage: Coverage, impact: Impact | None = None, *, sections: bool = True) -> Page:
    """Everything but single requirements; without `sections` a line for each device type and chapter only."""
    whole = tally(coverage.standings)
    return (
        Heading(f"Coverage of {coverage.source}", _about(whole)),
        Table("Requirements", _columns(), tuple(_rows(coverage, whole, sections=sections)), dense=True),
        Paragraph(_LEGEND, "quiet"),
        _reasons("Open, because", coverage, Status.OPEN),
        _reasons("Not observable, because", coverage, Status.UNOBSERVABLE),
        _violated(coverage.standings),
        _alive(coverage.standings),
        *(() if impact is None else _impact(impact, whole)),
    )


def _about(found: Tally) -> str:
    parts = [
        f"{found.checked:,} of {counted(found.requirements, 'requirement')} checked",
        f"{found.count(Status.OPEN):,} open",
        *([f"{found.killed:,} of {counted(found.mutants, 'mutant')} killed"] if found.mutants else []),
        *([f"{found.violated:,} violated"] if found.violated else []),
    ]
    return " · ".join(parts)


def _columns() -> tuple[Column, ...]:
    return (Column("section", "strong"), *(Column(title, "number", right=True) for title in _NUMBERS))


def _rows(coverage: Coverage, whole: Tally, *, sections: bool) -> Iterator[tuple[str, ...]]:
    for scope, title in coverage.names:
        standings = coverage.of(scope)
        yield (title, *_numbers(tally(standings)))
        for section in sections_of(standings) if sections else ():
            yield (f"  {section.role.value}: {section.title}", *_numbers(tally(section.standings)))
    if len(coverage.names) != 1:
        yield ("all", *_numbers(whole))


def _numbers(found: Tally) -> tuple[str, ...]:
    return (
        f"{found.requirements:,}",
        _number(found.parsed),
        _number(found.count(Status.DERIVED)),
        _number(found.count(Status.BOUND)),
        f"{found.killed:,}/{found.mutants:,}" if found.mutants else "",
        _number(found.exercised),
        _number(found.count(Status.OPEN)),
        _number(found.count(Status.PERMISSION)),
        _number(found.count(Status.UNOBSERVABLE)),
    )


def _number(number: int) -> str:
    return f"{number:,}" if number else ""


def _reasons(title: str, coverage: Coverage, status: Status) -> Table:
    rows = tuple(
        (f"{len(group):,}", reason or "(no reason is given)", _some(group))
        for reason, group in reasons(coverage.standings, status)
    )
    return Table(
        title, (Column("number", "number", right=True), Column("reason"), Column("for example", "quiet")), rows
    )


def _some(group: tuple[Standing, ...]) -> str:
    names = [one.requirement.id for one in group[:_SHOWN]]
    return " ".join([*names, *(["..."] if len(group) > _SHOWN else [])])


def _violated(standings: Iterable[Standing]) -> Table:
    rows = tuple(
        (one.requirement.id, found.peer, found.message or found.reason, place(one.requirement.span))
        for one in standings
        for found in one.verdicts
        if found.verdict is Verdict.VIOLATED
    )
    return Table(
        "Violated in the last run", (Column("requirement", "strong"), Column("peer"), Column("what"), PLACE), rows
    )


def _alive(standings: Iterable[Standing]) -> Table:
    rows = tuple(
        (one.requirement.id, mutant.name, mutant.about)
        for one in standings
        for mutant in one.mutants
        if not mutant.killed
    )
    columns = (Column("requirement", "strong"), Column("mutant"), Column("what it breaks"))
    return Table("Mutants that no check noticed", columns, rows)


def _impact(impact: Impact, after: Tally) -> Iterator[Block]:
    yield Paragraph("")
    if not impact.brought and not impact.touched:
        yield Heading("The patches change no normative requirement")
        return
    yield Heading("What the patches do to it", impact_about(impact))
    before = tally(impact.before.standings)
    names = ("before", "with the patches")
    rows = tuple((name, *_numbers(found)) for name, found in zip(names, (before, after), strict=True))
    yield Table("Counts", _columns(), rows, dense=True)
    yield _brought(f"New and unchecked ({len(impact.unchecked)})", impact.unchecked)
    yield _brought("New, with nothing to check", [one for one in impact.brought if not one.open and not one.checked])
    yield _brought("New and checked", [one for one in impact.brought if one.checked])
    yield _touched(f"Checks gone stale ({len(impact.stale)})", impact.stale)
    stale = set(impact.stale)
    yield _touched("Touched, and had no check", [one for one in impact.touched if one not in stale])


def impact_about(impact: Impact) -> str:
    """The impact in a line."""
    return " · ".join(
        (
            f"{counted(len(impact.brought), 'new requirement')}, {len(impact.unchecked):,} of them unchecked",
            f"{len(impact.gone):,} gone",
            f"{counted(len(impact.stale), 'check')} gone stale",
        )
    )


def _brought(title: str, standings: Iterable[Standing]) -> Table:
    columns = (Column("requirement", "strong"), Column("level"), Column("status"), Column("section"), PLACE)
    rows = tuple(
        (
            one.requirement.id,
            ", ".join(one.requirement.levels),
            one.status.value,
            one.requirement.section[-1] if one.requirement.section else "",
            place(one.requirement.span),
        )
        for one in standings
    )
    return Table(title, columns, rows)


def _touched(title: str, touched: Iterable[Touched]) -> Table:
    columns = (Column("requirement", "strong"), Column("what"), Column("was"), Column("monitor"), Column("is now"))
    rows = tuple(
        (one.before.requirement.id, one.fate.value, one.before.status.value, one.before.monitor, one.became)
        for one in touched
    )
    return Table(title, columns, rows)
