"""A specification, its clauses and the last runs -> how each of its normative requirements stands."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from specgen.conformance.checks import Check, checks_of
from specgen.conformance.runs import Run, last_kills, last_verdicts
from specgen.conformance.sections import scope_title
from specgen.conformance.standing import Coverage, Standing
from specgen.extract.clauses import Clauses
from specgen.model import Kind, Specification
from specgen.model.clause import Reading
from specgen.syntax.clause.rendering import render_clause, render_guard


def coverage_of(
    specification: Specification,
    source: str,
    clauses: Clauses,
    runs: Collection[Run] = (),
    *,
    scopes: Collection[str] | None = None,
) -> Coverage:
    """The standings in the order of the text; `source` says where the text came from.

    `runs` are the recorded ones, the latest first. `scopes` are the device types and chapters that are wanted, where
    not all are.
    """
    normative = [one for one in specification.requirements if one.kind is Kind.NORMATIVE]
    wanted = [one for one in normative if scopes is None or one.scope in scopes]
    verdicts, kills = last_verdicts(wanted, runs), last_kills(wanted, runs)
    checks = {id(one.requirement): one for one in _checks(specification, clauses, {one.scope for one in wanted})}
    groups: dict[str, list[Standing]] = {}
    standings = []
    for one in wanted:
        standing = _standing(checks[id(one)], clauses.of(one))
        if standing.checked:  # of the others a run can only say again why nothing judges them
            standing = replace(standing, verdicts=verdicts.get(one.id, ()), mutants=kills.get(one.id, ()))
        standings.append(standing)
        groups.setdefault(one.scope, []).append(standing)
    titles = {device.slug: device.name for device in specification.device_types}
    names = tuple((scope, titles.get(scope) or scope_title(group) or scope) for scope, group in groups.items())
    return Coverage(specification.title, specification.version, source, names, tuple(standings))


def _checks(specification: Specification, clauses: Clauses, scopes: Collection[str]) -> Iterator[Check]:
    """The checks of each device type in its own terms, those of the chapters in the terms that all share."""
    slugs = {device.slug for device in specification.device_types}
    for slug in dict.fromkeys(scope for scope in scopes if scope in slugs):
        yield from checks_of(specification, clauses, slug, (slug,))
    yield from checks_of(specification, clauses, "", set(scopes) - slugs)


def _standing(check: Check, reading: Reading) -> Standing:
    clause = reading.clause
    return Standing(
        check.requirement,
        check.status,
        clause=check.rendering,
        reason=check.reason,
        monitor=check.monitor,
        readings=tuple(_distinct(render_clause(one) for one in reading.readings)),
        applies="" if clause is None else " and ".join(map(render_guard, clause.applies)),
    )


def _distinct(readings: Iterable[str]) -> list[str]:
    """The readings, where there is more than one."""
    found = list(dict.fromkeys(readings))
    return found if len(found) > 1 else []
