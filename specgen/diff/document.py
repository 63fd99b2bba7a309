"""A report -> the plain values of `specgen diff --output-format json`, whose shape diff.schema.json states."""

from typing import Any

from specgen.diff.change import Change, Effect
from specgen.diff.compare import Comparison
from specgen.diff.report import Report
from specgen.source import Span

SCHEMA = "specgen-diff/1"


def diff_document(report: Report) -> dict[str, Any]:
    """The whole comparison, then each step of a series; keys in a fixed order."""
    return {
        "schema": SCHEMA,
        **_comparison(report.whole),
        "steps": [_comparison(step) for step in report.steps],
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "title": comparison.title,
        "old": comparison.old,
        "new": comparison.new,
        "summary": {effect.value: comparison.count(effect) for effect in Effect},
        "changes": [_change(change) for change in comparison.changes],
        "unread": [{**_place(one.span), "stage": one.stage, "reason": one.reason} for one in comparison.unread],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "effect": change.effect.value,
        "thing": change.thing.value,
        "action": change.action.value,
        "scope": change.scope,
        "name": change.name,
        "before": change.before,
        "after": change.after,
        "reason": change.reason,
        "old": None if change.old is None else _place(change.old),
        "new": None if change.new is None else _place(change.new),
    }


def _place(span: Span) -> dict[str, Any]:
    return {"file": span.file, "line": span.line}
