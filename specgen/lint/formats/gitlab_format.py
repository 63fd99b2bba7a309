"""A Code Quality report, which GitLab shows in a merge request."""

import json
from collections import Counter
from collections.abc import Sequence

from specgen.diagnostics import Severity
from specgen.lint.formats import Shown
from specgen.lint.formats.document import fingerprint

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(shown: Sequence[Shown]) -> str:
    """The array; equal findings are told apart by their number."""
    seen: Counter[str] = Counter()
    issues = []
    for one in shown:
        diagnostic = one.finding.diagnostic
        name = fingerprint(one)
        seen[name] += 1
        issues.append(
            {
                "description": f"{diagnostic.code}: {diagnostic.message}",
                "check_name": diagnostic.code,
                "fingerprint": name if seen[name] == 1 else f"{name[:56]}{seen[name]:08x}",
                "severity": _SEVERITIES[diagnostic.severity],
                "location": {
                    "path": diagnostic.span.file,
                    "lines": {"begin": diagnostic.span.line, "end": diagnostic.span.end_line},
                },
            }
        )
    return json.dumps(issues, indent=2) + "\n"
