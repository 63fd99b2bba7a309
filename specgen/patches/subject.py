"""A subject line -> title, tags, and the patch's place in its series."""

import re
from dataclasses import dataclass

_TAG = re.compile(r"\s*\[([^][]*)\]")
_REPLY = re.compile(r"\s*(?:re|aw|sv|antw)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_FORWARD = re.compile(r"\s*(?:fwd?|wg)\s*:", re.IGNORECASE)
_PLACE = re.compile(r"(?:^|\s)(\d{1,4})\s*/\s*(\d{1,4})(?:$|\s)")
_VERSION = re.compile(r"(?:^|\s|PATCH)v(\d{1,3})(?:$|\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subject:
    """`title` is what a commit would be called; `number`/`total` are 0 where the subject has none."""

    title: str = ""
    tags: tuple[str, ...] = ()
    number: int = 0
    total: int = 0
    version: int = 1
    reply: bool = False


def read_subject(line: str) -> Subject:
    """The parts of a subject such as `[list] [PATCH RFC v2 3/7] content: Add a queue`."""
    rest = " ".join(line.split())
    tags: list[str] = []
    reply = False
    while True:
        if found := _TAG.match(rest):
            tags.append(found[1].strip())
        elif found := _REPLY.match(rest):
            reply = True
        else:
            found = _FORWARD.match(rest)
        if not found:
            break
        rest = rest[found.end() :]
    number, total, version = 0, 0, 1
    for tag in tags:
        if place := _PLACE.search(tag):
            number, total = int(place[1]), int(place[2])
        if said := _VERSION.search(tag):
            version = int(said[1])
    return Subject(rest.strip(), tuple(tags), number, total, version, reply)
