"""What every page of a report has around it, and the names of its files and links."""

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from specgen import __version__
from specgen.conformance.standing import Coverage, Standing

View = Mapping[str, Any]

_PLAIN = re.compile(r"[a-z0-9]([a-z0-9-]{0,98}[a-z0-9])?")
_NO_NAME = re.compile(r"[^a-z0-9]+")


def requirement_path(one: Standing) -> str:
    """The page of a requirement, from the top of the report."""
    return f"requirement/{file_name(one.requirement.id)}.html"


def scope_path(scope: str) -> str:
    """The page of a device type or chapter, from the top of the report."""
    return f"scope/{file_name(scope)}.html"


def file_name(text: str) -> str:
    """A name of the text as one path component: as it is where it is plain, else what is left of it with a hash."""
    if _PLAIN.fullmatch(text):
        return text
    left = _NO_NAME.sub("-", text.lower())[:60].strip("-")
    return f"{left or 'unnamed'}-{sha256(text.encode(errors='surrogatepass')).hexdigest()[:8]}"


def frame(coverage: Coverage, heading: str, *, root: str, trail: Sequence[View], turns: Iterable[View] = ()) -> View:
    """The heading and links of a page: `root` leads to the top, `trail` to what it is part of, `turns` beside it."""
    return {"heading": heading, "root": root, "trail": trail, "turns": list(turns), "footer": footer(coverage)}


def link(href: str, text: str, key: str) -> View:
    """A link that a key follows too."""
    return {"href": href, "text": text, "key": key}


def footer(coverage: Coverage) -> str:
    """What the report was made by and from; no time, so that the same text gives the same bytes."""
    return f"specgen {__version__}, from {coverage.source}".encode("utf-8", "replace").decode()


def text_name(coverage: Coverage) -> str:
    """The title of the text with its version, which is not said twice."""
    named = coverage.version in coverage.title
    return coverage.title if named else f"{coverage.title} {coverage.version}".strip()
