"""MUST ignore, accept or handle something that one side is sent: it goes on, without a reset or having failed."""

from collections.abc import Iterable

from specgen.conformance.monitors.lexicon.contents import Content
from specgen.conformance.monitors.lexicon.phrases import content_of
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.patterns.context import Context, Derived
from specgen.conformance.monitors.state import State
from specgen.runtime.status import Status
from specgen.runtime.trace import Cover, Event, Kind, Side

NAME = "goes-on"
_VERBS = frozenset({"ignore", "accept", "handle"})
_FAILED = {Side.DEVICE: int(Status.DEVICE_NEEDS_RESET), Side.DRIVER: int(Status.FAILED)}
_COVERS = {Side.DEVICE: frozenset[Cover](), Side.DRIVER: frozenset({Cover.DRIVER_STATUS})}
"""What a device shows, its driver reads; what a driver sets, no other recording sees all of."""


def derive(context: Context) -> Derived | None:
    """A duty to take what is sent."""
    rule = context.rule
    if rule.negated or rule.guards or len(rule.actions) != 1 or rule.actions[0].verb not in _VERBS:
        return None
    if context.side is None:
        return None
    side = context.side
    content = content_of(context.action.partition(" ")[2], context.facts)
    if content is None:
        return None
    return lambda: GoesOn(content, side)


class GoesOn(Monitor):
    """A side that is sent such a content does not give up: a device asks for no reset, a driver has not failed."""

    name = NAME

    def __init__(self, content: Content, side: Side) -> None:
        self._content = content
        self._side = side
        self.needs = content.needs | _COVERS[side]
        self._since: int | None = None

    def after(self, event: Event, state: State) -> Iterable[Occasion]:
        """From the buffer until both sides rest."""
        if event.kind is self._content.kind and self._content.within(event, state):
            self._since = event.at
        elif event.kind is Kind.ADD and self._content.kind is not Kind.ADD:
            # A new buffer may be another reason to give up.
            self._since = None
        elif self._since is not None and event.kind in {Kind.STATUS, Kind.STATUS_READ, Kind.IDLE}:
            failed = bool(state.status & _FAILED[self._side])
            if failed or event.kind is Kind.IDLE:
                message = f"the {self._side} gives up after {self._content.name}" if failed else ""
                yield Occasion(event.at, not failed, message, (self._since,))
                self._since = None
