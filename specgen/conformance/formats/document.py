"""A judgement -> plain values for JSON, in the shape of check.schema.json."""

from typing import Any

from specgen.conformance.judgement import Judgement, Row
from specgen.conformance.standing import Mutant, Verdict

SCHEMA = "specgen-check/1"


def judgement_document(judgement: Judgement) -> dict[str, Any]:
    """The values in a fixed order, and nothing that changes from run to run."""
    return {
        "schema": SCHEMA,
        "device": judgement.device,
        "peer": judgement.peer,
        "text": judgement.source,
        "version": judgement.version,
        "workloads": list(judgement.workloads),
        "summary": {verdict.value: judgement.counts[verdict] for verdict in Verdict},
        "requirements": [_row(row) for row in judgement.rows],
        "mutants": [_mutant(requirement, mutant) for requirement, mutant in judgement.mutants],
    }


def _row(row: Row) -> dict[str, Any]:
    requirement = row.requirement
    return {
        "id": requirement.id,
        "fingerprint": requirement.fingerprint,
        "scope": requirement.scope,
        "role": requirement.role.value,
        "levels": list(requirement.levels),
        "label": requirement.label,
        "file": requirement.span.file,
        "line": requirement.span.line,
        "status": row.status.value,
        "verdict": row.verdict.value,
        "clause": row.clause,
        "monitor": row.monitor,
        "times": row.times,
        "broken": row.broken,
        "reason": row.reason,
        "message": row.message,
        "excerpt": list(row.excerpt),
    }


def _mutant(requirement: str, mutant: Mutant) -> dict[str, Any]:
    return {"requirement": requirement, "name": mutant.name, "about": mutant.about, "killed": mutant.killed}
