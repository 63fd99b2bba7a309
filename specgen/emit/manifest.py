"""Generated files <-> MANIFEST: a header, then a line `sha256  path` for each file, sorted by path.

While files are being written a path may stand there twice, with its old and its new hash: what a crash leaves is known.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping

from specgen.diagnostics import SpecgenError

MANIFEST = "MANIFEST"
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_PATH = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)*[A-Za-z0-9_][A-Za-z0-9_.-]*")

Hashes = Mapping[str, frozenset[str]]
"""Each path with the hashes its content may have."""


def digest(content: str | bytes) -> str:
    """SHA-256 of a file's content, in hex; text is hashed as UTF-8."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def safe_path(path: str) -> bool:
    """Whether `path` is relative, made of plain names, and stays where it starts."""
    return _PATH.fullmatch(path) is not None


def manifest_text(header: Iterable[str], hashes: Iterable[tuple[str, str]]) -> str:
    """The text of a MANIFEST: a comment line for each of `header`, then the (path, hash) pairs sorted by path."""
    lines = [f"# {' '.join(line.split())}".rstrip() for line in header]
    lines += [f"{value}  {path}" for path, value in sorted(hashes)]
    return "\n".join(lines) + "\n"


def read_manifest(text: str) -> dict[str, frozenset[str]]:
    """The hashes a MANIFEST lists; raises SpecgenError for a line that is none of ours or leaves the directory."""
    hashes: dict[str, frozenset[str]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None or not safe_path(match[2]) or match[2] == MANIFEST:
            raise SpecgenError(
                f"{MANIFEST} line {number} is not `sha256  path`, or its path is not a plain one inside the directory",
                hint="restore the MANIFEST, or build into an empty directory",
            )
        hashes[match[2]] = hashes.get(match[2], frozenset()) | {match[1]}
    return hashes
