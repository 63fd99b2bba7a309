"""The events of a trace -> each attempt to negotiate features, and whether the device granted it."""

from dataclasses import dataclass

from specgen.conformance.monitors.state import State
from specgen.runtime.status import Status
from specgen.runtime.trace import Event, Kind, Side

_FEATURES_OK = int(Status.FEATURES_OK)
_NEEDS_RESET = int(Status.DEVICE_NEEDS_RESET)
_SAYS_NOTHING = {Kind.RING, Kind.OFFER, Kind.WRITE, Kind.CHANGE}


@dataclass(frozen=True, slots=True)
class Attempt:
    """The driver set FEATURES_OK at event `at` for the features `accepted`; `shown` says that an event told the answer.

    Where none does, the device is taken to have granted it.
    """

    at: int
    accepted: int
    offered: int
    granted: bool = True
    shown: bool = False


class Attempts:
    """Follows one trace: to be told of each event before the state changes by it."""

    def __init__(self) -> None:
        self._open: Attempt | None = None

    def follow(self, event: Event, state: State) -> Attempt | None:
        """The attempt that the event ends, if it ends one."""
        ended = self._ended(event)
        if event.kind is Kind.STATUS and event.by is Side.DRIVER:
            # A device that needs a reset grants nothing.
            new = event["value"] & _FEATURES_OK and not state.status & (_FEATURES_OK | _NEEDS_RESET)
            self._open = Attempt(event.at, state.accepted or 0, state.offered or 0) if new else None
        return ended

    def _ended(self, event: Event) -> Attempt | None:
        attempt = self._open
        if attempt is None or event.kind in _SAYS_NOTHING:
            return None
        self._open = None
        if event.kind is Kind.STATUS_READ or (event.kind is Kind.STATUS and event.by is Side.DEVICE):
            granted = bool(event["value"] & _FEATURES_OK)
            return Attempt(attempt.at, attempt.accepted, attempt.offered, granted, shown=True)
        return attempt
