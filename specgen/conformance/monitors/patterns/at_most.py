"""MUST make at most N buffers available in a queue at all times: at-most."""

import re
from collections.abc import Iterable

from specgen.conformance.monitors.facts import plain
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.patterns.context import Context, Derived
from specgen.conformance.monitors.state import Buffer, State
from specgen.runtime.trace import Cover, Event, Kind, Side

NAME = "at-most"
_BUFFERS = r"(?:(?P<direction>output|input) )?buffers?"
_AT_MOST = re.compile(
    rf"(?:always )?(?:make|have|keep) (?P<how>at most|more than) (?P<number>\d+) {_BUFFERS}"
    r" available(?: to device)?(?: anytime)? in (?P<queue>\w+)"
)


def derive(context: Context) -> Derived | None:
    """A bound on the buffers that the device holds."""
    match = _AT_MOST.fullmatch(context.action)
    if match is None or context.rule.guards or context.side is not Side.DRIVER:
        return None
    if context.rule.negated is (match["how"] == "at most"):
        return None
    queue = context.facts.queue_key(match["queue"])
    if queue is None:
        return None
    number = int(match["number"])
    part = {"output": "readable", "input": "writable"}.get(match["direction"] or "")
    return lambda: AtMost(number, queue, part)


class AtMost(Monitor):
    """The device never holds more than `number` buffers of a queue; of those with that `part`, where one is named."""

    name = NAME
    needs = frozenset({Cover.BUFFERS_TAKEN, Cover.BUFFERS_USED})

    def __init__(self, number: int, queue: str, part: str | None = None) -> None:
        self._number = number
        self._queue = queue
        self._part = part
        if number:
            self.needs = frozenset({Cover.BUFFERS_USED})

    def after(self, event: Event, state: State) -> Iterable[Occasion]:
        """Each buffer made available counts."""
        if event.kind is not Kind.ADD or plain(event.key) != self._queue:
            return
        if self._part is not None and not event[self._part]:
            return
        ring = state.queue(event.queue)
        held = [] if ring is None else [one for one in ring.held.values() if self._counts(one)]
        ok = len(held) <= self._number
        message = "" if ok else f"the driver has {len(held)} buffers available in {event.key}"
        yield Occasion(event.at, ok, message, tuple(buffer.added for buffer in held))

    def _counts(self, buffer: Buffer) -> bool:
        return self._part is None or bool(buffer.readable if self._part == "readable" else buffer.writable)
