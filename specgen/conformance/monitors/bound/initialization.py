"""What no pattern covers of how a driver brings a device up, and of how it gives up."""

from collections.abc import Iterable

from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.state import State
from specgen.runtime.status import Status
from specgen.runtime.trace import Cover, Event, Kind, Side

_STEPS = tuple(map(int, (Status.ACKNOWLEDGE, Status.DRIVER, Status.FEATURES_OK, Status.DRIVER_OK)))
_FEATURES_OK = int(Status.FEATURES_OK)
_DRIVER_OK = int(Status.DRIVER_OK)
_SUSPEND = int(Status.SUSPEND)
_FAILED = int(Status.FAILED)
_BY_ITSELF = frozenset({Cover.DRIVER_STATUS})


def written(event: Event) -> int | None:
    """What the driver writes to the device status field, `None` where the event is anything else."""
    return int(event["value"]) if event.kind is Kind.STATUS and event.by is Side.DRIVER else None


class StepsInOrder(Monitor):
    """No bit for a step of the initialization is set before those of the steps that come first."""

    name = "steps-in-order"

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Each bit that is set anew is judged; a device that wakes up had all of them before."""
        value = written(event)
        if not value or state.status & _SUSPEND:
            return
        for number, bit in enumerate(_STEPS):
            if value & bit and not state.status & bit:
                missing = [one for one in _STEPS[:number] if not value & one]
                name = Status(missing[0]).name if missing else ""
                message = f"the driver sets {Status(bit).name} and has not set {name}" if missing else ""
                yield Occasion(event.at, not missing, message)


class FollowsSequence(Monitor):
    """When DRIVER_OK is set, all steps before it were done since the reset, in their order."""

    name = "follows-sequence"
    needs = frozenset({Cover.DRIVER_STATUS, Cover.FEATURES, Cover.QUEUES})
    order = ("reset", "ACKNOWLEDGE", "DRIVER", "read of the offer", "acceptance", "FEATURES_OK", "read of FEATURES_OK")

    def __init__(self) -> None:
        self._done: list[str] = []
        self._early: int | None = None

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Each step counts when it is done first."""
        value = written(event)
        if value == 0:
            self._done, self._early = ["reset"], None
        elif value is not None and value & _DRIVER_OK and not state.status & (_DRIVER_OK | _SUSPEND):
            yield self._judged(event)
        else:
            self._note(event, value)

    def _note(self, event: Event, value: int | None) -> None:
        step = ""
        if value is not None:
            step = next((Status(bit).name or "" for bit in reversed(_STEPS) if value & bit), "")
        elif event.kind is Kind.OFFER:
            step = "read of the offer"
        elif event.kind is Kind.ACCEPT:
            step = "acceptance"
        elif event.kind is Kind.STATUS_READ and event["value"] & _FEATURES_OK:
            step = "read of FEATURES_OK"
        elif event.kind is Kind.ENABLE and "FEATURES_OK" not in self._done:
            self._early = event.at
        if step and step not in self._done:
            self._done.append(step)

    def _judged(self, event: Event) -> Occasion:
        done = [step for step in self._done if step in self.order]
        if self._early is not None:
            return Occasion(event.at, False, "the driver sets up virtqueues before FEATURES_OK", (self._early,))
        missing = next((step for step in self.order if step not in done), None)
        if missing is not None:
            return Occasion(event.at, False, f"the driver sets DRIVER_OK after no {missing}")
        ok = tuple(done) == self.order
        return Occasion(event.at, ok, "" if ok else f"the driver's steps are {', '.join(done)}, in this order")


class ResetsAfterFailure(Monitor):
    """What a driver writes to the status after it set FAILED, other than the same again, is a reset."""

    name = "resets-after-failure"

    def __init__(self) -> None:
        self._since: int | None = None

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """The next write that changes anything is judged."""
        value = written(event)
        if value is None:
            return
        if self._since is not None and value != state.status:
            ok = value == 0
            message = "" if ok else f"the driver writes {value:#x} to the status after FAILED, and no reset"
            yield Occasion(event.at, ok, message, (self._since,))
            self._since = None
        if value & _FAILED and not state.status & _FAILED:
            self._since = event.at


class SaysItFailed(Monitor):
    """A driver that rests before its device is up has set FAILED."""

    name = "says-it-failed"
    needs = _BY_ITSELF

    def __init__(self) -> None:
        self._begun = False

    def after(self, event: Event, state: State) -> Iterable[Occasion]:
        """It is judged when both sides rest."""
        value = written(event)
        self._begun = self._begun if value is None else bool(value)
        if not self._begun or event.kind is not Kind.IDLE or not state.status or state.status & (_DRIVER_OK | _SUSPEND):
            return
        ok = bool(state.status & _FAILED)
        yield Occasion(event.at, ok, "" if ok else f"the driver gives up at status {state.status:#x} without FAILED")


class StopsInitializing(Monitor):
    """After a step went wrong, by FAILED or by features that were refused, no later step follows without a reset."""

    name = "stops-initializing"
    needs = _BY_ITSELF

    def __init__(self) -> None:
        self._since: int | None = None
        self._asked = False

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Steps are judged after the first that went wrong."""
        value = written(event)
        going_on = event.kind in {Kind.ENABLE, Kind.KICK, Kind.CONFIG_WRITE} or bool(
            value and value & _DRIVER_OK and not state.status & _DRIVER_OK
        )
        if value == 0:
            self._since = None
        elif self._since is not None and going_on:
            yield Occasion(
                event.at, False, "the driver goes on to bring up a device that it failed with", (self._since,)
            )
        elif self._wrong(event, state, value) and self._since is None:
            self._since = event.at
            yield Occasion(event.at, ok=True)
        if value is not None:
            self._asked = bool(value & _FEATURES_OK)

    def _wrong(self, event: Event, state: State, value: int | None) -> bool:
        if value is not None:
            return bool(value & _FAILED) and not state.status & _DRIVER_OK
        return self._asked and event.kind is Kind.STATUS_READ and not event["value"] & _FEATURES_OK


class LivesWithoutFeatures(Monitor):
    """A driver that is not offered a feature of the text goes on without it, or says that it failed."""

    name = "lives-without-features"
    needs = frozenset({Cover.DRIVER_STATUS, Cover.FEATURES})

    def __init__(self) -> None:
        self._since: int | None = None

    def after(self, event: Event, state: State) -> Iterable[Occasion]:
        """By the time both sides rest."""
        if event.kind is Kind.OFFER:
            lacking = state.facts.described & ~event["features"]
            self._since = event.at if lacking else None
        elif event.kind is Kind.IDLE and self._since is not None and state.status:
            ok = bool(state.status & (_DRIVER_OK | _SUSPEND | _FAILED))
            message = "" if ok else "the driver does not go on without a feature, and does not set FAILED"
            yield Occasion(event.at, ok, message, (self._since,))
            self._since = None


class EnduresUnknownFeatures(Monitor):
    """A driver that is offered features which it cannot know goes on to accept others."""

    name = "endures-unknown-features"
    needs = frozenset({Cover.DRIVER_STATUS, Cover.FEATURES})

    def __init__(self) -> None:
        self._since: int | None = None

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """From the offer to FEATURES_OK: whatever fails later fails for another reason."""
        value = written(event)
        if event.kind is Kind.OFFER:
            strange = event["features"] & ~state.facts.described
            legacy = not event["features"] & state.facts.features.get("VIRTIO_F_VERSION_1", 0)
            self._since = event.at if strange and not legacy else None
        elif self._since is None:
            return
        elif value is not None and value & _FEATURES_OK:
            yield Occasion(event.at, True, since=(self._since,))
            self._since = None
        elif value is not None and value & _FAILED:
            message = "the driver fails when it is offered a feature that it does not know"
            yield Occasion(event.at, False, message, (self._since,))
            self._since = None


class ResetsToZero(Monitor):
    """After a reset the status is 0 until the driver writes it again."""

    name = "resets-to-zero"

    def __init__(self) -> None:
        self._since: int | None = None
        self._last: int | None = None

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """What is read last before the driver goes on, or rests, is judged; what the device shows by itself at once."""
        del state
        value = written(event)
        if self._since is not None:
            if event.kind is Kind.STATUS_READ:
                self._last = event["value"]
            elif event.kind is Kind.STATUS and event.by is Side.DEVICE:
                yield Occasion(
                    event.at, event["value"] == 0, f"the device resets to {event['value']:#x}", (self._since,)
                )
                self._since = None
            elif value is not None or event.kind is Kind.IDLE:
                yield from self._judged(event)
        if value == 0:
            self._since, self._last = event.at, None

    def _judged(self, event: Event) -> Iterable[Occasion]:
        if self._last is not None and self._since is not None:
            message = f"the device shows the status {self._last:#x} after a reset" if self._last else ""
            yield Occasion(event.at, not message, message, (self._since,))
        self._since = None


class WaitsForZero(Monitor):
    """A driver takes a reset for complete when it reads 0: it sets no bit before."""

    name = "waits-for-zero"
    needs = _BY_ITSELF

    def __init__(self) -> None:
        self._since: int | None = None
        self._complete = False

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """The next write after a reset is judged."""
        del state
        value = written(event)
        if value is None:
            self._complete = self._complete or (event.kind is Kind.STATUS_READ and event["value"] == 0)
            return
        if self._since is not None and value:
            message = "" if self._complete else "the driver goes on after a reset and has not read 0 from the status"
            yield Occasion(event.at, self._complete, message, (self._since,))
        self._since, self._complete = (event.at, False) if value == 0 else (None, False)


class ShowsError(Monitor):
    """Once it is in an error state, as whoever runs it says, a device has set DEVICE_NEEDS_RESET."""

    name = "shows-error"
    needs = frozenset({Cover.HOST, Cover.DEVICE_STATUS})

    def __init__(self) -> None:
        self._since: int | None = None

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """By the time both sides rest, or the driver resets it."""
        if event.kind is Kind.HOST and event["what"] == "device error":
            self._since = event.at
        elif self._since is not None and (event.kind is Kind.IDLE or written(event) == 0):
            ok = bool(state.status & Status.DEVICE_NEEDS_RESET)
            message = "" if ok else "the device is in an error state and does not set DEVICE_NEEDS_RESET"
            yield Occasion(event.at, ok, message, (self._since,))
            self._since = None


BOUND = {
    "basic-drv-0001": StepsInOrder,
    "basic-drv-0003": ResetsAfterFailure,
    "basic-drv-0006": LivesWithoutFeatures,
    "basic-drv-0011": WaitsForZero,
    "basic-drv-0017": EnduresUnknownFeatures,
    "basic-dev-0001": ResetsToZero,
    "basic-dev-0003": ShowsError,
    "init-drv-0001": FollowsSequence,
    "init-drv-0004": SaysItFailed,
    "init-drv-0005": StopsInitializing,
}
