"""Phrases about which way the buffers of a virtqueue go: no device-readable ones into a queue to receive with."""

import re

from specgen.conformance.monitors.breakers import puts
from specgen.conformance.monitors.facts import Facts, plain
from specgen.conformance.monitors.lexicon.meaning import NOTHING, Act, Seen
from specgen.conformance.monitors.lexicon.phrases import ActEntry
from specgen.conformance.monitors.lexicon.queues import LATE
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Cover, Event, Kind, Side

_READABLE = frozenset({"readable", "output"})
_WAY = r"(?:device-)?(?P<way>readable|writable|writeable|output|input)"
_SPOKEN = re.compile(r"\s*(?:virt)?queue$|q$")


def _put(match: re.Match[str], facts: Facts, by: Side) -> Act | None:
    stem = _stem(match["queue"], facts)
    if stem is None or by is not Side.DRIVER:
        return None
    part = "readable" if match["way"] in _READABLE else "writable"

    def seen(event: Event, _: State) -> Seen:
        if event.kind is not Kind.ADD or not plain(event.key).startswith(stem) or not event[part]:
            return NOTHING
        return frozenset({event["token"]})

    covers = frozenset({Cover.BUFFERS_ADDED})
    breaker = puts(stem, writable=part == "writable", name=match["queue"])
    return Act(match[0], by, covers, seen, late=LATE, breaker=breaker)


def _stem(words: str, facts: Facts) -> str | None:
    """What the keys of the queue, or of a family of queues, begin with: "queue" alone is the device type's only one."""
    stem = plain(_SPOKEN.sub("", words))
    keys = set(facts.queues.values())
    if not stem:
        return next(iter(keys)) if len(keys) == 1 else None
    return stem if any(key.startswith(stem) for key in keys) else None


ACTS: list[ActEntry] = [
    (rf"(?:put|place|add) {_WAY} buffers? in(?:to)? (?P<queue>[\w ]+)", _put),
]
