"""Structures, registers and queues, and what the macro for fields marks -> the marked names that nothing defines."""

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache

from specgen.lint.whole import Whole
from specgen.model import Common, DeviceType, Field, Heading
from specgen.source import Span

_WORD = re.compile(r"[A-Za-z_]\w*")
_CUTOFF = 0.75
_FORMER = re.compile(r"\b(?:previously|formerly|earlier) (?:known|called|named)\b")


def members(fields: tuple[Field, ...]) -> Iterator[Field]:
    """The fields, each followed by those within it."""
    for field in fields:
        yield field
        yield from members(field.fields)


@lru_cache(maxsize=1)
def undefined_fields(whole: Whole) -> list[tuple[Span, str, str | None]]:
    """The place and the name of each field that nothing defines, and the field of its device type that is near it."""
    fields = _fields(whole)
    everywhere = set().union(*fields.values()) if fields else set()
    found: list[tuple[Span, str, str | None]] = []
    for path, mention in whole.fields() if everywhere else ():
        words = _WORD.findall(mention.name)
        unknown = [word for word in words if len(word) > 1 and word not in whole.code_words]
        if not unknown or len(words) > 3 or unknown[0] in everywhere:
            continue
        span = whole.place(path, mention)
        if _FORMER.search(whole.sources.line(span)):
            continue
        heading = whole.heading_at(span)
        name = unknown[0]
        nearby = get_close_matches(name, sorted(fields.get(_scope(heading), everywhere)), n=1, cutoff=_CUTOFF)
        found.append((span, name, nearby[0] if nearby else None))
    return found


def _scope(heading: Heading | None) -> str:
    return heading.scope if heading is not None and heading.device else ""


def _fields(whole: Whole) -> dict[str, set[str]]:
    specification = whole.specification
    found: defaultdict[str, set[str]] = defaultdict(set)
    common: tuple[str, Common | DeviceType] = ("", specification.common)
    for scope, owner in (common, *((device.slug, device) for device in specification.device_types)):
        for struct in owner.structs:
            found[scope].add(struct.name)
            found[scope].update(field.name for field in members(struct.fields))
    found[""].update(register.name for register in specification.common.registers)
    for device in specification.device_types:
        found[device.slug].update(queue.name for queue in device.virtqueues)
    return found
