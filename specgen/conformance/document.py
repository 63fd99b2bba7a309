"""A coverage -> plain values for JSON."""

from typing import Any

from specgen.conformance.standing import Coverage, Standing, Tally, changed, tally

SCHEMA = "specgen-coverage/1"


def coverage_document(coverage: Coverage, before: Coverage | None = None) -> dict[str, Any]:
    """The values in a fixed order; `patch` lists what came and went since `before`, and is null without one."""
    come, gone = ((), ()) if before is None else changed(before, coverage)
    return {
        "schema": SCHEMA,
        "text": coverage.source,
        "title": coverage.title,
        "version": coverage.version,
        "total": _tally(tally(coverage.standings)),
        "scopes": [
            {"scope": scope, "title": title, **_tally(tally(coverage.of(scope)))} for scope, title in coverage.names
        ],
        "requirements": [_standing(one) for one in coverage.standings],
        "patch": None
        if before is None
        else {"brought": [one.requirement.id for one in come], "taken_away": [one.requirement.id for one in gone]},
    }


def _tally(found: Tally) -> dict[str, int]:
    return {
        "requirements": found.requirements,
        "parsed": found.parsed,
        **{status.value: number for status, number in found.by_status},
        "mutants": found.mutants,
        "killed": found.killed,
        "exercised": found.exercised,
        "violated": found.violated,
    }


def _standing(one: Standing) -> dict[str, Any]:
    requirement = one.requirement
    return {
        "id": requirement.id,
        "scope": requirement.scope,
        "role": requirement.role.value,
        "levels": list(requirement.levels),
        "status": one.status.value,
        "reason": one.reason,
        "file": requirement.span.file,
        "line": requirement.span.line,
    }
