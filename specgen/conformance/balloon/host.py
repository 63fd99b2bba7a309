"""The generated balloon device -> a host that serves it over vhost-user and says how it is."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from specgen.diagnostics import SpecgenError
from specgen.runtime.device import Device
from specgen.runtime.features import bit_numbers
from specgen.runtime.pages import PAGE_SIZE
from specgen.runtime.queues import QueueNumbering
from specgen.runtime.reclaim import PunchHoles, Reclaimer
from specgen.runtime.shared import resident
from specgen.runtime.vhost_user.server import Server
from specgen.runtime.vhost_user.session import OFFERED
from virtio.balloon import BalloonDevice
from virtio.balloon.statistics import STATISTICS

if TYPE_CHECKING:
    from specgen.conformance.built import Built

MAX_PAGES = (1 << 32) - 1
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class State:
    """A balloon at one moment; sizes are bytes.

    `memory` is the guest's, and `resident` what of it the host has to keep: the blocks of its files. `statistics` go
    by the names of the text. `inflated`, `deflated`, `reclaimed` and `reported` count from the start of the host on.
    """

    connected: bool
    live: bool
    features: tuple[int, ...]
    memory: int
    resident: int
    target: int
    actual: int
    inflated: int
    deflated: int
    reclaimed: int
    reported: int
    hinted: int
    hinting: bool
    statistics: Mapping[str, int]
    statistics_rounds: int
    violations: tuple[str, ...]
    refusal: str | None


class Host:
    """Serves a balloon at the socket `path`, in `run` or, in a `with` statement, on a thread of its own.

    The device asks for statistics every `stats_interval` seconds, `None` for never. `ended` hears why a front end
    went, `None` where it went by itself. `built` is the balloon of a text, `None` for the one that is installed, `kind`
    another class for it, as one that records.
    Raises SpecgenError where there can be no socket.
    """

    def __init__(  # noqa: PLR0913 - each is a setting of the device or its socket
        self,
        path: Path,
        *,
        offer: int | None = None,
        numbering: QueueNumbering = QueueNumbering.COMPACT,
        reclaimer: Reclaimer | None = None,
        stats_interval: float | None = 1.0,
        protocol: int = OFFERED,
        ended: Callable[[str | None], None] = lambda _: None,
        built: "Built | None" = None,
        kind: type[Device] | None = None,
    ) -> None:
        device_class: Any = kind or (BalloonDevice if built is None else built.device_class)
        self._tags = STATISTICS if built is None else built.modules["statistics"].STATISTICS
        self.device: Any = device_class(offer, numbering=numbering)
        self.device.reclaimer = PunchHoles() if reclaimer is None else reclaimer
        try:
            self.server = Server(self.device, path, protocol=protocol, ended=ended)
        except OSError as error:
            raise SpecgenError(f"there can be no socket at {path}: {error.strerror or error}") from error
        self._thread: threading.Thread | None = None
        if stats_interval is not None:
            self.every(stats_interval, self.device.ask)

    def __enter__(self) -> Self:
        """Serve on a thread."""
        self._thread = threading.Thread(target=self.run, name="balloon", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop serving and close the socket."""
        self.server.stop()
        if self._thread is not None:
            self._thread.join()
        self.server.close()

    def run(self) -> None:
        """Serve until `server.stop`."""
        self.server.run()

    def every(self, seconds: float, callback: Callable[[], object]) -> None:
        """Call `callback` every so many seconds, on the thread that serves."""

        def again() -> None:
            callback()
            self.server.loop.call_later(seconds, again)

        self.server.loop.call_later(seconds, again)

    def do(self, action: Callable[[], _T]) -> _T:
        """Do something with the device on the thread that serves, and wait for it."""
        if self._thread is None or self._thread is threading.current_thread():
            return action()
        done = threading.Event()
        results: list[_T] = []

        def act() -> None:
            results.append(action())
            done.set()

        self.server.loop.call_later(0, act)
        self.server.loop.wake()
        if not done.wait(10):
            raise SpecgenError("the balloon does not answer")
        return results[0]

    def set_target(self, size: int) -> None:
        """Ask the guest for a balloon of `size` bytes, rounded down to pages. Raises ValueError beyond 2^32 pages."""
        pages = size // PAGE_SIZE
        if not 0 <= pages <= MAX_PAGES:
            raise ValueError(f"a balloon has from 0 to {MAX_PAGES} pages")
        self.do(lambda: setattr(self.device, "target", pages))

    def state(self) -> State:
        """How it is now."""
        return self.do(self._state)

    def _state(self) -> State:
        device = self.device
        # What older texts do not have, their balloons do not have either.
        hints = getattr(device, "hints", None)
        return State(
            connected=self.server.connected,
            live=device.live,
            features=bit_numbers(device.negotiated),
            memory=sum(region.end - region.start for region in device.memory or ()),
            resident=0 if device.memory is None else resident(device.memory),
            target=device.target * PAGE_SIZE,
            actual=device.actual * PAGE_SIZE,
            inflated=device.inflated * PAGE_SIZE,
            deflated=device.deflated * PAGE_SIZE,
            reclaimed=device.reclaimed,
            reported=getattr(device, "reported", 0),
            hinted=sum(length for _, length in getattr(device, "hinted", ())),
            hinting=hints is not None and hints.round is not None,
            statistics={self._tags[tag]: value for tag, value in device.statistics.items()},
            statistics_rounds=getattr(device, "rounds", 0),
            violations=tuple(str(error) for error in device.violations),
            refusal=None if device.refusal is None else str(device.refusal),
        )
