"""The diagnostic format of reviewdog."""

import json
from collections.abc import Sequence

from specgen.lint.formats import Shown


def render(shown: Sequence[Shown]) -> str:
    """One object with all diagnostics."""
    found = []
    for one in shown:
        diagnostic = one.finding.diagnostic
        span = diagnostic.span
        found.append(
            {
                "message": diagnostic.message,
                "code": {"value": diagnostic.code},
                "severity": "INFO" if diagnostic.severity == "note" else diagnostic.severity.value.upper(),
                "location": {
                    "path": span.file,
                    "range": {"start": {"line": span.line, "column": span.column}, "end": {"line": span.end_line}},
                },
            }
        )
    return json.dumps({"source": {"name": "specgen"}, "diagnostics": found}, indent=2) + "\n"
