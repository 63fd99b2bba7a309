"""What no pattern covers of free page hinting: how rounds begin and end, and what hints a device takes."""

from collections.abc import Iterable

from specgen.conformance.monitors.balloon import COMMAND, HINTS, command_in
from specgen.conformance.monitors.facts import plain
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.state import State, buffer_of
from specgen.runtime.trace import Cover, Event, Kind, Side

_FIRST = 2
_STOP = "VIRTIO_BALLOON_CMD_ID_STOP"
_DONE = "VIRTIO_BALLOON_CMD_ID_DONE"


def _is_reset(event: Event) -> bool:
    return event.kind is Kind.STATUS and event.by is Side.DRIVER and event["value"] == 0


class StartsWithCommand(Monitor):
    """Pages are hinted only after a buffer with the command ID that the device showed."""

    name = "starts-with-command"
    needs = frozenset({Cover.BUFFERS_USED, Cover.CONFIG_DRIVER})

    def __init__(self) -> None:
        self._round: int | None = None

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Whether a round is going on when pages are hinted."""
        del state
        if _is_reset(event):
            self._round = None
        if event.kind is not Kind.ADD or plain(event.key) != HINTS:
            return
        command = command_in(buffer_of(event))
        if command is not None:
            self._round = None if command < _FIRST else command
        elif event["writable"]:
            ok = self._round is not None
            yield Occasion(event.at, ok, "" if ok else "the driver hints pages before the command ID of their round")


class CompletesWithStop(Monitor):
    """A round that was begun is ended by a buffer with STOP before both sides rest."""

    name = "completes-with-stop"
    needs = frozenset({Cover.BUFFERS_USED})

    def __init__(self) -> None:
        self._begun: int | None = None

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """A driver that has no more pages says so."""
        if _is_reset(event):
            self._begun = None
        elif event.kind is Kind.ADD and plain(event.key) == HINTS:
            command = command_in(buffer_of(event))
            if command is not None and command >= _FIRST:
                self._begun = event.at
            elif command == state.facts.constants.get(_STOP) and self._begun is not None:
                yield Occasion(event.at, True, since=(self._begun,))
                self._begun = None
        elif event.kind is Kind.IDLE and self._begun is not None and state.live:
            yield Occasion(event.at, False, "the driver does not complete hinting with STOP", (self._begun,))
            self._begun = None


class IgnoresOtherRounds(Monitor):
    """Of the hints that a device says it has, none came with another command ID than it shows."""

    name = "ignores-other-rounds"
    needs = frozenset({Cover.BUFFERS_USED, Cover.CONFIG_DEVICE, Cover.HOST})

    def __init__(self) -> None:
        self._wrong: dict[int, int] = {}
        self._command: int | None = None

    def after(self, event: Event, state: State) -> Iterable[Occasion]:
        """What the device took is compared with what it shows as its hints."""
        if event.kind is Kind.TAKE and plain(event.key) == HINTS:
            ring = state.queue(event.queue)
            buffer = None if ring is None else ring.held.get(event["token"])
            if buffer is None:
                return
            command = command_in(buffer)
            if command is not None:
                self._command = command
            if self._command != state.value(COMMAND):
                self._wrong.update({address: event.at for address, _ in buffer.writable})
            else:
                for address, _ in buffer.writable:
                    self._wrong.pop(address, None)
        elif event.kind is Kind.HOST and event["what"] == "hinted":
            shown = [start for start, _ in event["extents"]]
            wrong = [address for address in self._wrong if _within(address, event["extents"])]
            if shown or self._wrong:
                message = f"the device uses the hint of {wrong[0]:#x}, which came with another command" if wrong else ""
                yield Occasion(event.at, not wrong, message, tuple(self._wrong[address] for address in wrong[:1]))


def _within(address: int, extents: Iterable[tuple[int, int]]) -> bool:
    return any(start <= address < start + length for start, length in extents)


class ShowsCommand(Monitor):
    """Once whoever runs the device has said so, it shows a command of the driver's."""

    needs = frozenset({Cover.CONFIG_DEVICE, Cover.HOST})
    asked = ""
    command = ""

    def __init__(self) -> None:
        self._since: int | None = None

    def after(self, event: Event, state: State) -> Iterable[Occasion]:
        """By the time both sides rest."""
        if event.kind is Kind.HOST and event["what"] == self.asked:
            self._since = event.at
        elif event.kind is Kind.CONFIG_CHANGE and self._since is None:
            return
        elif event.kind is Kind.IDLE and self._since is not None:
            ok = state.value(COMMAND) == state.facts.constants.get(self.command)
            message = "" if ok else f"the device does not show {self.command}"
            yield Occasion(event.at, ok, message, (self._since,))
            self._since = None


class ShowsStop(ShowsCommand):
    """A device that cannot use hints shows STOP."""

    name = "shows-stop"
    asked = "hint stop"
    command = _STOP


class ShowsDone(ShowsCommand):
    """A device that has no more need of hinted pages shows DONE."""

    name = "shows-done"
    asked = "hint done"
    command = _DONE


BOUND = {
    "balloon-drv-0025": StartsWithCommand,
    "balloon-drv-0029": CompletesWithStop,
    "balloon-dev-0006": ShowsStop,
    "balloon-dev-0008": IgnoresOtherRounds,
    "balloon-dev-0011": ShowsDone,
}
