"""SARIF 2.1.0, the exchange format of static analysis."""

import json
from collections.abc import Sequence
from typing import Any

from specgen import __version__
from specgen.diagnostics import Severity
from specgen.lint.formats import Shown
from specgen.lint.formats.document import fingerprint

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def render(shown: Sequence[Shown]) -> str:
    """One run; each result names its rule by index, and has a fingerprint that survives moved lines."""
    rules = {one.finding.diagnostic.code: one.name for one in shown}
    order = {code: index for index, code in enumerate(sorted(rules))}
    run = {
        "tool": {
            "driver": {
                "name": "specgen",
                "version": __version__,
                "rules": [{"id": code, "name": rules[code]} for code in order],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, order) for one in shown],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _result(one: Shown, order: dict[str, int]) -> dict[str, Any]:
    diagnostic = one.finding.diagnostic
    text = diagnostic.message if diagnostic.help is None else f"{diagnostic.message}. {diagnostic.help}"
    span = diagnostic.span
    region = {"startLine": span.line, "startColumn": span.column, "endLine": span.end_line}
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": order[diagnostic.code],
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(span.file)}, "region": region}}],
        "partialFingerprints": {"specgen/v1": fingerprint(one)},
    }


def _uri(path: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415 - only where there is a result

    return quote(path)
