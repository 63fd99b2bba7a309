"""A coverage -> plain values for JSON, whose shape coverage.schema.json states."""

from typing import Any

from specgen.conformance.impact import Impact, Touched
from specgen.conformance.sections import sections_of
from specgen.conformance.standing import Coverage, Standing, Status, Tally, reasons, tally

SCHEMA = "specgen-coverage/1"


def coverage_document(coverage: Coverage, impact: Impact | None = None) -> dict[str, Any]:
    """The values in a fixed order; `patch` says what patches did, and is null without any."""
    return {
        "schema": SCHEMA,
        "text": coverage.source,
        "title": coverage.title,
        "version": coverage.version,
        "total": _tally(tally(coverage.standings)),
        "scopes": [_scope(coverage, scope, title) for scope, title in coverage.names],
        "reasons": {
            status.value: [
                {"reason": reason, "requirements": [one.requirement.id for one in group]}
                for reason, group in reasons(coverage.standings, status)
            ]
            for status in (Status.OPEN, Status.UNOBSERVABLE)
        },
        "requirements": [_standing(one) for one in coverage.standings],
        "patch": None if impact is None else _impact(impact),
    }


def _scope(coverage: Coverage, scope: str, title: str) -> dict[str, Any]:
    standings = coverage.of(scope)
    return {
        "scope": scope,
        "title": title,
        **_tally(tally(standings)),
        "sections": [
            {
                "title": section.title,
                "path": list(section.path),
                "label": section.label,
                "role": section.role.value,
                **_tally(tally(section.standings)),
            }
            for section in sections_of(standings)
        ],
    }


def _tally(found: Tally) -> dict[str, int]:
    return {
        "requirements": found.requirements,
        "parsed": found.parsed,
        "checked": found.checked,
        **{status.value: number for status, number in found.by_status},
        "mutants": found.mutants,
        "killed": found.killed,
        "exercised": found.exercised,
        "violated": found.violated,
    }


def _standing(one: Standing) -> dict[str, Any]:
    return {
        **_name(one),
        "section": list(one.requirement.section),
        "label": one.requirement.label,
        "fingerprint": one.requirement.fingerprint,
        "reason": one.reason,
        "clause": one.clause,
        "readings": list(one.readings),
        "unparsed": one.unparsed,
        "applies": one.applies,
        "monitor": one.monitor,
        "mutants": [{"name": mutant.name, "about": mutant.about, "killed": mutant.killed} for mutant in one.mutants],
        "tests": list(one.tests),
        "verdicts": [
            {
                "peer": found.peer,
                "verdict": found.verdict.value,
                "times": found.times,
                "message": found.message,
                "reason": found.reason,
                "excerpt": list(found.excerpt),
            }
            for found in one.verdicts
        ],
    }


def _impact(impact: Impact) -> dict[str, Any]:
    return {
        "before": _tally(tally(impact.before.standings)),
        "brought": [
            {**_name(one), "section": list(one.requirement.section), "label": one.requirement.label}
            for one in impact.brought
        ],
        "touched": [_touched(one) for one in impact.touched],
    }


def _touched(one: Touched) -> dict[str, Any]:
    return {
        **_name(one.before),
        "section": list(one.before.requirement.section),
        "label": one.before.requirement.label,
        "fate": one.fate.value,
        "stale": one.stale,
        "same_clause": one.same_clause,
        "monitor": one.before.monitor,
        "after": None if one.after is None else _name(one.after),
    }


def _name(one: Standing) -> dict[str, Any]:
    """What says which requirement it is, and how it stands."""
    requirement = one.requirement
    return {
        "id": requirement.id,
        "scope": requirement.scope,
        "role": requirement.role.value,
        "levels": list(requirement.levels),
        "status": one.status.value,
        "file": requirement.span.file,
        "line": requirement.span.line,
    }
