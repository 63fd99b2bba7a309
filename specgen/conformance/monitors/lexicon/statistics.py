"""Phrases about the entries that a balloon's driver sends as statistics."""

import re
from struct import Struct

from specgen.conformance.monitors.balloon import STATISTICS
from specgen.conformance.monitors.facts import Facts, plain
from specgen.conformance.monitors.lexicon.contents import Content, ContentEntry
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Event

RANK = 0
_ENTRY = Struct("<HQ")
"""Tag and value."""
_TAG = re.compile(r"VIRTIO_BALLOON_S_\w+")


def tags_in(data: bytes) -> tuple[int, ...]:
    """The tags of the whole entries in a buffer of statistics, in order."""
    whole = data[: len(data) // _ENTRY.size * _ENTRY.size]
    return tuple(tag for tag, _ in _ENTRY.iter_unpack(whole))


def known_tags(facts: Facts) -> frozenset[int]:
    """The tags that the text gives a meaning."""
    return frozenset(value for name, value in facts.constants.items() if _TAG.fullmatch(name))


def taken_tags(event: Event, state: State) -> tuple[int, ...] | None:
    """The tags in the buffer of statistics that an event is about, `None` where it is about none."""
    ring = state.queue(event.queue)
    buffer = None if ring is None else ring.held.get(event["token"])
    if buffer is None or plain(event.key) != STATISTICS:
        return None
    return tags_in(buffer.data)


def _unknown(match: re.Match[str], facts: Facts) -> Content | None:
    known = known_tags(facts)
    if not known:
        return None
    return Content(match[0], lambda event, state: not known.issuperset(taken_tags(event, state) or ()))


def _any_order(_: re.Match[str], facts: Facts) -> Content | None:
    if STATISTICS not in facts.queues.values():
        return None

    def within(event: Event, state: State) -> bool:
        tags = taken_tags(event, state)
        return tags is not None and list(tags) != sorted(tags)

    return Content("entries in another order than that of their tags", within)


CONTENTS: list[ContentEntry] = [
    (r"entries with tag values (?:that )?(?:it|device) does not recognize.*", _unknown),
    (r"struct virtio_balloon_stat entries in any order.*", _any_order),
]
