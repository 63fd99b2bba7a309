"""Judgements -> a record of the last runs in the user's cache directory, and back: what is known of requirements.

There is a file for each device type, peer and set of wordings, with and without mutants, written whole or not at all.
A verdict is taken up only for the same requirement in the same wording, whichever text it was judged by.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from specgen.cache import cache_root
from specgen.conformance.formats.document import judgement_document
from specgen.conformance.judgement import Judgement
from specgen.conformance.standing import Mutant, PeerVerdict, Verdict
from specgen.model import Requirement

SCHEMA = "specgen-run/1"
MAX_RUNS = 64
"""Files kept; beyond that the oldest go."""

_LARGEST = 32 << 20
_SEVERITY = (Verdict.VIOLATED, Verdict.HOLDS, Verdict.NOT_EXERCISED, Verdict.NOT_OBSERVABLE)
_Wording = tuple[str, str]
"""A requirement's ID and fingerprint."""


@dataclass(frozen=True, slots=True)
class Run:
    """One recorded run: verdicts by ID and fingerprint, mutants with the ID and fingerprint of what they break.

    `when` is nanoseconds since the epoch.
    """

    when: int
    device: str
    peer: str
    source: str
    version: str
    verdicts: Mapping[_Wording, PeerVerdict]
    mutants: tuple[tuple[_Wording, Mutant], ...]


def runs_directory() -> Path | None:
    """Where runs are recorded; `None` where nothing is to be kept."""
    if os.environ.get("SPECGEN_NO_CACHE"):
        return None
    try:
        return cache_root() / "runs"
    except RuntimeError:  # there is no home directory
        return None


def record(judgement: Judgement, directory: Path | None = None) -> Path | None:
    """Keep a judgement, in place of the last one on the same wordings; the file, or `None` where it cannot be kept."""
    directory = directory or runs_directory()
    if directory is None:
        return None
    document = {"schema": SCHEMA, "when": time.time_ns(), "judgement": judgement_document(judgement)}
    file = directory / f"{_key(judgement)}.json"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        _write(file, json.dumps(document).encode())
        _prune(directory)
    except OSError:
        return None
    return file


def last_runs(directory: Path | None = None, note: Callable[[str], None] = lambda _: None) -> tuple[Run, ...]:
    """The recorded runs, the latest first; `note` hears of files that are damaged, which count as absent."""
    directory = directory or runs_directory()
    if directory is None:
        return ()
    runs = []
    for file in _files(directory):
        try:
            runs.append(_read(file))
        except FileNotFoundError:  # another process removed it
            continue
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            note(f"{file.name} is no record of a run and is left out: {type(error).__name__}")
    return tuple(sorted(runs, key=lambda run: run.when, reverse=True))


def last_verdicts(requirements: Iterable[Requirement], runs: Iterable[Run]) -> dict[str, tuple[PeerVerdict, ...]]:
    """By requirement ID the last verdict on each peer, peers by name; of several device types the worst.

    `runs` are the latest first. Requirements without any verdict are left out.
    """
    last: dict[_Wording, dict[tuple[str, str], PeerVerdict]] = {}
    for run in runs:
        for wording, verdict in run.verdicts.items():
            last.setdefault(wording, {}).setdefault((run.peer, run.device), verdict)
    return {
        one.id: tuple(_by_peer(last[one.id, one.fingerprint].values()))
        for one in requirements
        if (one.id, one.fingerprint) in last
    }


def last_kills(requirements: Iterable[Requirement], runs: Iterable[Run]) -> dict[str, tuple[Mutant, ...]]:
    """By requirement ID its mutants as the last run with them left them, each once.

    `runs` are the latest first. Requirements without any mutant are left out.
    """
    last: dict[_Wording, dict[str, Mutant]] = {}
    for run in runs:
        for wording, mutant in run.mutants:
            last.setdefault(wording, {}).setdefault(mutant.name, mutant)
    return {
        one.id: tuple(last[one.id, one.fingerprint].values())
        for one in requirements
        if (one.id, one.fingerprint) in last
    }


def _by_peer(verdicts: Iterable[PeerVerdict]) -> Iterator[PeerVerdict]:
    found: dict[str, list[PeerVerdict]] = {}
    for verdict in verdicts:
        found.setdefault(verdict.peer, []).append(verdict)
    for _, candidates in sorted(found.items()):
        yield min(candidates, key=lambda one: _SEVERITY.index(one.verdict))


def _key(judgement: Judgement) -> str:
    """`balloon-pair-0123456789abcdef`: over the wordings, and whether mutants were run."""
    wordings = sorted((row.requirement.id, row.requirement.fingerprint) for row in judgement.rows)
    names = (judgement.device, judgement.peer, bool(judgement.mutants))
    digest = sha256(repr((names, wordings)).encode(errors="surrogatepass")).hexdigest()[:16]
    plain = "".join(one for one in f"{judgement.device}-{judgement.peer}"[:60] if one.isalnum() or one in "-_")
    return f"{plain}-{digest}"


def _files(directory: Path) -> list[Path]:
    try:
        return sorted(directory.glob("*.json"))
    except OSError:
        return []


def _write(file: Path, data: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _prune(directory: Path) -> None:
    files = sorted(_files(directory), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    for file in files[MAX_RUNS:]:
        file.unlink(missing_ok=True)


def _read(file: Path) -> Run:
    """Raises ValueError, KeyError, TypeError or AttributeError for what `record` did not write."""
    if file.stat().st_size > _LARGEST:
        raise ValueError("too large")
    document = json.loads(file.read_bytes())
    if document["schema"] != SCHEMA or not isinstance(document["when"], int):
        raise ValueError("another schema")
    found = document["judgement"]
    peer = _text(found["peer"])
    fingerprints = {_text(row["id"]): _text(row["fingerprint"]) for row in found["requirements"]}
    return Run(
        when=document["when"],
        device=_text(found["device"]),
        peer=peer,
        source=_text(found["text"]),
        version=_text(found["version"]),
        verdicts={(_text(row["id"]), _text(row["fingerprint"])): _verdict(peer, row) for row in found["requirements"]},
        mutants=tuple(
            ((_text(one["requirement"]), fingerprints[one["requirement"]]), _mutant(one)) for one in found["mutants"]
        ),
    )


def _verdict(peer: str, row: Mapping[str, Any]) -> PeerVerdict:
    excerpt = tuple(_text(line) for line in row["excerpt"])
    return PeerVerdict(
        peer, Verdict(row["verdict"]), excerpt, _text(row["message"]), _text(row["reason"]), int(row["times"])
    )


def _mutant(one: Mapping[str, Any]) -> Mutant:
    return Mutant(_text(one["name"]), _text(one["about"]), killed=one["killed"] is True)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value
