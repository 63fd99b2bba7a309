"""A finding -> the plain values that JSON outputs share."""

from hashlib import sha256
from typing import Any

from specgen.lint.formats import Shown


def finding_document(one: Shown) -> dict[str, Any]:
    """The values in a fixed order; places count lines and columns from 1."""
    diagnostic, fix = one.finding.diagnostic, one.finding.fix
    return {
        "code": diagnostic.code,
        "name": one.name,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "file": diagnostic.span.file,
        "line": diagnostic.span.line,
        "column": diagnostic.span.column,
        "end_line": diagnostic.span.end_line,
        "patch": None if one.origin is None else {"file": one.origin.patch, "line": one.origin.line},
        "related": [
            {"file": label.span.file, "line": label.span.line, "message": label.message} for label in diagnostic.labels
        ],
        "fix": None
        if fix is None
        else {
            "message": fix.about,
            "safe": fix.safe,
            "edits": [
                {"file": edit.file, "start": edit.start, "end": edit.end, "text": edit.text} for edit in fix.edits
            ],
        },
        "fingerprint": fingerprint(one),
    }


def fingerprint(one: Shown) -> str:
    """What a finding is called from run to run: of code, file, subject and the line's text."""
    diagnostic = one.finding.diagnostic
    text = "\0".join((diagnostic.code, diagnostic.span.file, one.finding.subject, " ".join(one.source.split())))
    return sha256(text.encode(errors="surrogatepass")).hexdigest()
