"""Phrases about notifications that come for no reason."""

import re

from specgen.conformance.monitors.facts import Facts
from specgen.conformance.monitors.lexicon.contents import Content, ContentEntry
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Cover, Event, Kind


def _spurious(match: re.Match[str], _: Facts) -> Content:
    """A driver's that tells of no new buffer, or a device's that tells of no used one."""

    def without_buffers(event: Event, state: State) -> bool:
        ring = state.queue(event.queue)
        return state.live and ring is not None and all(buffer.taken for buffer in ring.held.values())

    def without_used(event: Event, state: State) -> bool:
        ring = state.queue(event.queue)
        return state.live and ring is not None and not ring.used

    if match["sender"] == "driver":
        return Content(match[0], without_buffers, Kind.KICK, frozenset({Cover.KICKS, Cover.BUFFERS_ADDED}))
    return Content(match[0], without_used, Kind.NOTIFY, frozenset({Cover.NOTIFICATIONS, Cover.BUFFERS_COLLECTED}))


CONTENTS: list[ContentEntry] = [(r"spurious (?:notification|interrupt)s? from (?P<sender>driver|device)", _spurious)]
