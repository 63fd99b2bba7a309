"""Where templates/ and grammars/ lie: beside the package in a checkout, inside it in a wheel."""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def resource_directory(kind: str) -> Path:
    """The directory of `kind` ("templates", "grammars"); raises FileNotFoundError where an install is broken."""
    for candidate in (_PACKAGE / f"_{kind}", _PACKAGE.parent / kind):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"specgen's {kind} are missing: the installation is incomplete")
