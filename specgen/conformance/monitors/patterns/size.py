"""MUST use a buffer size that is N, or a multiple of N, for all buffers of a queue: size-is and multiple-of."""

import re
from collections.abc import Callable, Iterable

from specgen.conformance.monitors.facts import plain
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.patterns.context import Context, Derived
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Cover, Event, Kind, Side

NAME = "size-is"
_SIZE = re.compile(
    r"use (?P<direction>output|input) buffer size (?:that is |of )?(?P<multiple>multiple of )?(?P<size>\d+) bytes"
    r" for all (?:(?:output|input) )?buffers (?:that (?:is|are) )?submitted to (?P<queue>\w+)"
)


def derive(context: Context) -> Derived | None:
    """A rule about the size of all buffers of a queue, in bytes."""
    match = _SIZE.fullmatch(context.action)
    if match is None or context.rule.negated or context.rule.guards or context.side is not Side.DRIVER:
        return None
    queue = context.facts.queue_key(match["queue"])
    size = int(match["size"])
    if queue is None or not size:
        return None
    part = "readable" if match["direction"] == "output" else "writable"
    if match["multiple"]:
        return lambda: Size(queue, part, f"a multiple of {size}", lambda length: length % size == 0)
    return lambda: Size(queue, part, str(size), lambda length: length == size)


class Size(Monitor):
    """The readable (or writable) part of each buffer of a queue that has one is of the right size in bytes."""

    name = NAME
    needs = frozenset({Cover.BUFFERS_USED})

    def __init__(self, queue: str, part: str, wanted: str, right: Callable[[int], bool]) -> None:
        self._queue = queue
        self._part = part
        self._wanted = wanted
        self._right = right

    def after(self, event: Event, state: State) -> Iterable[Occasion]:
        """Each buffer made available is measured."""
        del state
        if event.kind is not Kind.ADD or plain(event.key) != self._queue or not event[self._part]:
            return
        length = sum(length for _, length in event[self._part])
        ok = self._right(length)
        message = "" if ok else f"the driver makes {length} bytes available in {event.key}, not {self._wanted}"
        yield Occasion(event.at, ok, message)
