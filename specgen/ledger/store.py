"""The ledger's file -> a `Ledger`, with what is wrong in it line by line; and back, in one step.

The file has a JSON value a line: the schema with the versions, the highest number of each series, then the entries,
all in a fixed order, so that a change of the specification is a change of few lines.
"""

import json
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from specgen.diagnostics import SpecgenError
from specgen.ledger.entry import Entry, Status, Wording
from specgen.ledger.ledger import SCHEMA, Ledger, order_of
from specgen.ledger.soundness import Problem, problems_in

BUNDLED = Path(__file__).resolve().parent / "ledger.jsonl"
"""The ledger that comes with specgen."""

_LONGEST = 64 << 20
_PLACE = re.compile(r"[^:].*:\d{1,9}")
_KEYS = (
    "id", "status", "revision", "fingerprint", "levels", "role", "kind", "scope", "label", "since", "until", "aliases",
    "replaces", "words", "places", "earlier",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A ledger as read, the line of each entry, and what is wrong between its lines."""

    ledger: Ledger
    problems: tuple[Problem, ...]


def load_ledger(path: Path | None = None) -> Ledger:
    """The ledger in `path`, the bundled one without; SpecgenError with the line where it is damaged or unsound."""
    read = read_ledger(path)
    if read.problems:
        first = read.problems[0]
        raise SpecgenError(
            first.message, place=f"{path or BUNDLED.name}:{first.line}", hint="specgen ids check says all"
        )
    return read.ledger


def read_ledger(path: Path | None = None) -> LedgerFile:
    """The ledger in `path` with its problems; SpecgenError where a line cannot be understood at all."""
    file = BUNDLED if path is None else path
    try:
        if file.stat().st_size > _LONGEST:
            raise SpecgenError(f"{file} is too large to be a ledger")
        text = file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        if path is None:
            return LedgerFile(Ledger(), ())
        raise SpecgenError(f"there is no ledger {file}", hint="specgen ids assign --ledger FILE makes one") from None
    except OSError as error:
        raise SpecgenError(f"cannot read {file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SpecgenError(f"{file} is no ledger: it is not UTF-8") from error
    return parse_ledger(text, file.name if path is None else str(path))


def parse_ledger(text: str, name: str) -> LedgerFile:
    """The ledger in a text; `name` is what messages call it."""
    reader = _Reader(name)
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            reader.take(number, line)
    if not reader.headed:
        raise SpecgenError("is no ledger: its first line does not name the schema", place=f"{name}:1")
    ledger = Ledger(reader.versions, reader.last, reader.entries)
    found = [*reader.problems, *problems_in(ledger, reader.lines, reader.versions_line)]
    return LedgerFile(ledger, tuple(sorted(found, key=lambda problem: problem.line)))


def write_ledger(ledger: Ledger, path: Path | None = None) -> None:
    """Write the ledger to `path`, the bundled one without: the file there is replaced whole or not at all."""
    target = Path(os.path.realpath(BUNDLED if path is None else path))
    data = ledger_text(ledger).encode("utf-8")
    try:
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise SpecgenError(f"cannot write {target}: {error.strerror}", hint="--ledger FILE uses another one") from error


def ledger_text(ledger: Ledger) -> str:
    """The file's text: sorted, so that the same ledger gives the same bytes."""
    return "".join(f"{json.dumps(value, ensure_ascii=False)}\n" for value in _values(ledger))


def _values(ledger: Ledger) -> Iterator[dict[str, Any]]:
    yield {"schema": SCHEMA, "versions": list(ledger.versions)}
    for series in sorted(ledger.last):
        yield {"series": series, "last": ledger.last[series]}
    for name in sorted(ledger.entries, key=order_of):
        yield _value(ledger.entries[name])


def _value(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "status": entry.status.value,
        "revision": entry.revision,
        "fingerprint": entry.fingerprint,
        "levels": list(entry.levels),
        "role": entry.role,
        "kind": entry.kind,
        "scope": entry.scope,
        "label": entry.label,
        "since": entry.since,
        "until": entry.until,
        "aliases": list(entry.aliases),
        "replaces": list(entry.replaces),
        "words": entry.wording.words,
        "places": entry.places,
        "earlier": [
            {
                "fingerprint": wording.fingerprint,
                "levels": list(wording.levels),
                "words": wording.words,
                "versions": list(wording.versions),
            }
            for wording in entry.wordings[:-1]
        ],
    }


class _Reader:
    """Takes line after line; raises SpecgenError for one that is no line of a ledger."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.headed = False
        self.versions: tuple[str, ...] = ()
        self.versions_line = 1
        self.last: dict[str, int] = {}
        self.entries: dict[str, Entry] = {}
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []

    def take(self, number: int, line: str) -> None:
        """Read one line."""
        try:
            self._take(number, _object(json.loads(line)))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            reason = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
            raise SpecgenError(f"is no line of a ledger: {reason}", place=f"{self.name}:{number}") from error

    def _take(self, number: int, value: dict[str, Any]) -> None:
        if not self.headed:
            if value.get("schema") != SCHEMA:
                raise ValueError(f"the schema is not {SCHEMA}")
            self.versions = _strings(value["versions"])
            self.headed, self.versions_line = True, number
        elif "series" in value:
            series, last = _string(value["series"]), value["last"]
            if not isinstance(last, int) or last < 1 or series in self.last:
                raise ValueError(f"series {series!r} has no number, or two lines")
            self.last[series] = last
            self.lines[series] = number
        else:
            entry = _entry(value)
            if entry.id in self.entries:
                self.problems.append(Problem(number, f"{entry.id} is there twice: see line {self.lines[entry.id]}"))
                return
            self.entries[entry.id] = entry
            self.lines[entry.id] = number


def _entry(value: dict[str, Any]) -> Entry:
    unknown = value.keys() - set(_KEYS)
    if unknown:
        raise ValueError(f"unknown key {min(unknown)!r}")
    places = _places(value["places"])
    earlier = tuple(_wording(wording, _strings(wording["versions"])) for wording in value["earlier"])
    older = {version for wording in earlier for version in wording.versions}
    current = _wording(value, tuple(version for version in places if version not in older))
    entry = Entry(
        id=_string(value["id"]),
        status=Status(value["status"]),
        role=_string(value["role"]),
        kind=_string(value["kind"]),
        scope=_string(value["scope"]),
        label=_string(value["label"]),
        since=_string(value["since"]),
        until=None if value["until"] is None else _string(value["until"]),
        aliases=_strings(value["aliases"]),
        replaces=_strings(value["replaces"]),
        wordings=(*earlier, current),
        places=places,
    )
    if value["revision"] != entry.revision:
        raise ValueError(f"revision {value['revision']!r}, but {entry.revision} wordings")
    return entry


def _wording(value: dict[str, Any], versions: tuple[str, ...]) -> Wording:
    return Wording(_string(value["fingerprint"]), _strings(value["levels"]), _string(value["words"]), versions)


def _places(value: object) -> dict[str, str]:
    places = _object(value)
    for place in places.values():
        if not isinstance(place, str) or not _PLACE.fullmatch(place):
            raise ValueError(f"{place!r} is no place FILE:LINE")
    return places


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is no object")
    return value


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    for item in value:
        _string(item)
    return tuple(value)


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
