"""Device MUST ignore, or accept, something in what it is sent: it goes on, and no reset is needed."""

from collections.abc import Iterable

from specgen.conformance.monitors.lexicon.contents import Content
from specgen.conformance.monitors.lexicon.phrases import content_of
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.patterns.context import Context, Derived
from specgen.conformance.monitors.state import State
from specgen.runtime.status import Status
from specgen.runtime.trace import Cover, Event, Kind, Side

NAME = "goes-on"
_VERBS = frozenset({"ignore", "accept"})
_FAILED = int(Status.DEVICE_NEEDS_RESET)


def derive(context: Context) -> Derived | None:
    """A duty to take what is sent."""
    rule = context.rule
    if rule.negated or rule.guards or len(rule.actions) != 1 or rule.actions[0].verb not in _VERBS:
        return None
    if context.side is not Side.DEVICE:
        return None
    content = content_of(context.action.partition(" ")[2], context.facts)
    if content is None:
        return None
    return lambda: GoesOn(content)


class GoesOn(Monitor):
    """A device that takes a buffer with such a content does not ask for a reset."""

    name = NAME
    needs = frozenset({Cover.BUFFERS_USED})

    def __init__(self, content: Content) -> None:
        self._content = content
        self._since: int | None = None

    def after(self, event: Event, state: State) -> Iterable[Occasion]:
        """From the buffer until both sides rest."""
        if event.kind is Kind.ADD and self._content.within(event, state):
            self._since = event.at
        elif self._since is not None and event.kind in {Kind.STATUS, Kind.STATUS_READ, Kind.IDLE}:
            failed = bool(state.status & _FAILED)
            if failed or event.kind is Kind.IDLE:
                message = f"the device needs a reset after {self._content.name}" if failed else ""
                yield Occasion(event.at, not failed, message, (self._since,))
                self._since = None
