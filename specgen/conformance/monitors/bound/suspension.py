"""What no pattern covers of how a device is suspended, and of how it resumes."""

from collections.abc import Iterable

from specgen.conformance.monitors.bound.initialization import written
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.state import State
from specgen.conformance.monitors.suppression import Suppression
from specgen.runtime.features import RingFeature
from specgen.runtime.status import Status
from specgen.runtime.trace import Cover, Event, Kind, Side

_SUSPEND = int(Status.SUSPEND)
_DRIVER_OK = int(Status.DRIVER_OK)
_BOTH = _SUSPEND | _DRIVER_OK
_NEEDS_RESET = int(Status.DEVICE_NEEDS_RESET)
_OPERATIONS = {Kind.ADD, Kind.KICK, Kind.CONFIG_WRITE, Kind.ENABLE}


def shown(event: Event) -> int | None:
    """The status that the device shows, to its driver or by a change of its own."""
    if event.kind is Kind.STATUS_READ or (event.kind is Kind.STATUS and event.by is Side.DEVICE):
        return int(event["value"])
    return None


def _asks_to_suspend(event: Event, state: State) -> bool:
    value = written(event)
    return bool(value and value & _SUSPEND and not state.status & _SUSPEND)


def _asks_to_resume(event: Event, state: State) -> bool:
    value = written(event)
    return bool(value and value & _DRIVER_OK and state.status & _BOTH == _SUSPEND)


class WaitsForResumption(Monitor):
    """A driver that wakes its device up does nothing before it has read that the device runs."""

    name = "waits-for-resumption"
    needs = frozenset({Cover.DRIVER_STATUS, Cover.BUFFERS_ADDED, Cover.KICKS, Cover.CONFIG_DRIVER})

    def __init__(self) -> None:
        self._since: int | None = None

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """The first of what it reads and does is judged."""
        if _asks_to_resume(event, state):
            self._since = event.at
        elif self._since is not None and event.kind is Kind.STATUS_READ and event["value"] & _BOTH == _DRIVER_OK:
            yield Occasion(event.at, True, since=(self._since,))
            self._since = None
        elif self._since is not None and event.kind in _OPERATIONS and event.by is Side.DRIVER:
            message = "the driver goes on and has not read that the device runs again"
            yield Occasion(event.at, False, message, (self._since,))
            self._since = None
        elif written(event) == 0:
            self._since = None


class IgnoresEarlySuspend(Monitor):
    """A device that is not up shows neither SUSPEND nor that it needs a reset when its driver sets SUSPEND."""

    name = "ignores-early-suspend"

    def __init__(self) -> None:
        self._since: int | None = None

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """The next status that is shown is judged."""
        status = shown(event)
        if self._since is not None and status is not None:
            ok = not status & (_SUSPEND | _NEEDS_RESET)
            message = "" if ok else f"the device shows the status {status:#x} and is not up"
            yield Occasion(event.at, ok, message, (self._since,))
            self._since = None
        elif written(event) is not None:
            early = _asks_to_suspend(event, state) and not state.status & (_DRIVER_OK | _NEEDS_RESET)
            self._since = event.at if early else None


class IgnoresWrites(Monitor):
    """What a driver writes into the configuration space of a suspended device is not read from it later."""

    name = "ignores-writes"
    needs = frozenset({Cover.CONFIG_DRIVER, Cover.CONFIG_DEVICE})

    def __init__(self) -> None:
        self._written: dict[int, tuple[int, int, int]] = {}
        self._since: int | None = None

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Bytes that would have changed are compared with the next read of them; a whole sleep counts as well."""
        if state.status & _BOTH == _SUSPEND:
            self._since = event.at if self._since is None else self._since
        elif self._since is not None:
            yield Occasion(event.at, True, since=(self._since,))
            self._since = None
        if event.kind is Kind.CONFIG_WRITE and self._since is not None:
            for place, byte in enumerate(event["data"], event["offset"]):
                if state.config[place] != byte:
                    self._written[place] = byte, state.config[place], event.at
        elif event.kind in {Kind.CONFIG_CHANGE, Kind.CONFIG_WRITE}:
            for place in range(event["offset"], event["offset"] + len(event["data"])):
                self._written.pop(place, None)
        elif event.kind is Kind.CONFIG_READ:
            yield from self._read(event)
        elif written(event) == 0:
            self._written.clear()

    def _read(self, event: Event) -> Iterable[Occasion]:
        for place, byte in enumerate(event["data"], event["offset"]):
            new, _, at = self._written.pop(place, (None, None, 0))
            if new == byte:
                message = f"the device took byte {place} of its configuration space while it was suspended"
                yield Occasion(event.at, False, message, (at,))


class TellsOnResumption(Monitor):
    """A configuration that changes in a suspension, or at its end, is told of once the device runs."""

    name = "tells-on-resumption"
    needs = frozenset({Cover.CONFIG_DEVICE, Cover.NOTIFICATIONS})

    def __init__(self) -> None:
        self._asleep = False
        self._changed: int | None = None

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """By the time both sides rest."""
        if _asks_to_suspend(event, state):
            self._asleep = True
        elif written(event) == 0:
            self._asleep, self._changed = False, None
        elif event.kind is Kind.CONFIG_CHANGE and self._asleep:
            self._changed = event.at
        elif event.kind is Kind.CONFIG_NOTIFY and self._changed is not None:
            if state.live:
                yield Occasion(event.at, True, since=(self._changed,))
                self._changed = None
        elif event.kind in {Kind.IDLE, Kind.STATUS_READ} and state.live:
            self._asleep = False
            if event.kind is Kind.IDLE and self._changed is not None:
                message = "the device resumes and does not tell that its configuration has changed"
                yield Occasion(event.at, False, message, (self._changed,))
                self._changed = None


class Moves(Monitor):
    """Asked to change between running and suspended, a device has done so, or needs a reset, by the next rest."""

    wanted = 0

    def __init__(self) -> None:
        self._since: int | None = None
        self._last: int | None = None

    def asked(self, event: Event, state: State) -> bool:
        """Whether the event asks it to."""
        raise NotImplementedError

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """What it shows last before both rest, or before the driver writes again, is judged."""
        status = shown(event)
        if self._since is not None:
            if status is not None:
                self._last = status
            elif event.kind is Kind.IDLE or written(event) is not None:
                yield from self._judged(event)
        if self.asked(event, state):
            self._since, self._last = event.at, None

    def end(self, state: State) -> Iterable[Occasion]:
        """A driver may have given up."""
        del state
        if self._since is not None and self._last is not None:
            yield Occasion(self._since, self._done(), self._message())

    def _done(self) -> bool:
        assert self._last is not None, "only what was shown is judged"
        return self._last & _BOTH == self.wanted or bool(self._last & _NEEDS_RESET)

    def _message(self) -> str:
        return "" if self._done() else f"the device was asked to and shows the status {self._last:#x}"

    def _judged(self, event: Event) -> Iterable[Occasion]:
        if self._last is not None and self._since is not None:
            yield Occasion(event.at, self._done(), self._message(), (self._since,))
        self._since = None


class Suspends(Moves):
    """A device that runs suspends itself when it is asked to, or needs a reset."""

    name = "suspends"
    wanted = _SUSPEND

    def asked(self, event: Event, state: State) -> bool:
        """The driver sets SUSPEND, which was negotiated, while the device runs."""
        return _asks_to_suspend(event, state) and state.live and state.has(int(RingFeature.SUSPEND))


class Resumes(Moves):
    """A suspended device runs again when it is asked to, or needs a reset."""

    name = "resumes"
    wanted = _DRIVER_OK

    def asked(self, event: Event, state: State) -> bool:
        """The driver sets DRIVER_OK."""
        return _asks_to_resume(event, state)


class FinishesFirst(Monitor):
    """When a device shows that it is suspended, it has sent the notifications about what it used, and takes no more.

    Which buffers it is at work on, and which it keeps for later, it alone knows: those are not judged.
    """

    name = "finishes-first"
    needs = frozenset({Cover.RINGS, Cover.FEATURES, Cover.NOTIFICATIONS, Cover.BUFFERS_TAKEN})

    def __init__(self) -> None:
        self._since: int | None = None
        self._rings = Suppression(Side.DEVICE)
        self._taken: int | None = None

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """The first status with SUSPEND and without DRIVER_OK is judged."""
        status = shown(event)
        if _asks_to_suspend(event, state) and state.live:
            self._since, self._taken = event.at, None
        elif written(event) is not None:
            self._since = None
        elif self._since is not None and event.kind is Kind.TAKE:
            self._taken = event.at
        elif self._since is not None and status is not None and status & _BOTH == _SUSPEND:
            since = tuple(filter(None, (self._since, self._taken)))
            unsaid = self._unsaid(indexed=state.has(int(RingFeature.EVENT_IDX)))
            if self._taken is not None:
                yield Occasion(event.at, False, "the device takes more buffers when it is to suspend", since)
            else:
                message = "the device suspends and has not told of what it used" if unsaid else ""
                yield Occasion(event.at, not unsaid, message, since)
            self._since = None
        self._rings.follow(event)

    def _unsaid(self, *, indexed: bool) -> bool:
        advances = (one for queue in self._rings.queues.values() for one in queue.unsaid)
        return any(one.passes if indexed else not one.flags for one in advances)


BOUND = {
    "init-drv-0017": WaitsForResumption,
    "init-dev-0001": IgnoresEarlySuspend,
    "init-dev-0002": IgnoresWrites,
    "init-dev-0005": TellsOnResumption,
    "init-dev-0006": Suspends,
    "init-dev-0007": Resumes,
    "init-dev-0008": FinishesFirst,
}
