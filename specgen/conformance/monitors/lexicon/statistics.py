"""Phrases about the entries that a balloon's driver sends as statistics."""

import re

from specgen.conformance.monitors.balloon import STATISTICS
from specgen.conformance.monitors.facts import Facts, Layout, plain
from specgen.conformance.monitors.lexicon.contents import Content, ContentEntry
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Event

RANK = 0
_STRUCT = "virtio_balloon_stat"
_TAG = re.compile(r"VIRTIO_BALLOON_S_\w+")


def entry_of(facts: Facts) -> Layout | None:
    """The layout of one entry, `None` where the text has none with a tag."""
    found = facts.structs.get(_STRUCT)
    return found if found is not None and "tag" in found.fields else None


def tags_in(data: bytes, facts: Facts) -> tuple[int, ...]:
    """The tags of the whole entries in a buffer of statistics, in order."""
    entry = entry_of(facts)
    return () if entry is None else entry.values(data, "tag")


def known_tags(facts: Facts) -> frozenset[int]:
    """The tags that the text gives a meaning."""
    return frozenset(value for name, value in facts.constants.items() if _TAG.fullmatch(name))


def taken_tags(event: Event, state: State) -> tuple[int, ...] | None:
    """The tags in the buffer of statistics that an event is about, `None` where it is about none."""
    ring = state.queue(event.queue)
    buffer = None if ring is None else ring.held.get(event["token"])
    if buffer is None or plain(event.key) != STATISTICS:
        return None
    return tags_in(buffer.data, state.facts)


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
