"""A file of known findings <-> findings: known ones are left out, and an entry that nothing answers is an error."""

import json
from collections import Counter
from collections.abc import Sequence

from specgen.diagnostics import SpecgenError
from specgen.lint.formats import Shown
from specgen.lint.formats.document import fingerprint

SCHEMA = "specgen-baseline/1"


def baseline_text(shown: Sequence[Shown]) -> str:
    """The file that knows exactly these findings; it names codes, files and fingerprints, no wording."""
    counted = Counter(
        (one.finding.diagnostic.code, one.finding.diagnostic.span.file, fingerprint(one)) for one in shown
    )
    entries = [
        {"code": code, "file": file, "fingerprint": mark, "count": number}
        for (code, file, mark), number in sorted(counted.items())
    ]
    return json.dumps({"schema": SCHEMA, "findings": entries}, indent=1) + "\n"


def without_known(shown: Sequence[Shown], text: str, name: str) -> tuple[list[Shown], list[str]]:
    """The findings that the baseline does not know, and a line for each stale entry.

    Raises SpecgenError for a file that is no baseline.
    """
    known = _read(text, name)
    left = []
    for one in shown:
        key = (one.finding.diagnostic.code, one.finding.diagnostic.span.file, fingerprint(one))
        if known[key]:
            known[key] -= 1
        else:
            left.append(one)
    stale = [f"{file}: {code} {mark[:12]} is gone ({number})" for (code, file, mark), number in known.items() if number]
    return left, stale


def _read(text: str, name: str) -> Counter[tuple[str, str, str]]:
    hint = "specgen lint --update-baseline writes one"
    try:
        document = json.loads(text)
        entries = document["findings"] if document["schema"] == SCHEMA else None
        counted = {} if entries is None else {_entry(one): int(one["count"]) for one in entries}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SpecgenError(f"{name} is no baseline of specgen lint", hint=hint) from error
    if entries is None:
        raise SpecgenError(f"{name} is a baseline of another form than {SCHEMA}", hint=hint)
    return Counter(counted)


def _entry(one: dict[str, object]) -> tuple[str, str, str]:
    return str(one["code"]), str(one["file"]), str(one["fingerprint"])
