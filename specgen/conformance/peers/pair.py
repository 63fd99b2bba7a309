"""A device class and a driver class -> both in one process, recorded on both sides, until there is nothing to do."""

from collections.abc import Callable
from typing import Any

from specgen.runtime.device import Device
from specgen.runtime.driver import Driver
from specgen.runtime.errors import ProtocolError
from specgen.runtime.memory import GuestMemory
from specgen.runtime.pair import PairTransport
from specgen.runtime.trace import Recorder, Side, Watcher
from specgen.runtime.trace.buffers import BufferWatcher
from specgen.runtime.trace.sides import recording_device, recording_driver
from specgen.runtime.trace.transport import RecordingAllocator, RecordingTransport
from specgen.runtime.trace.watch import RingWatcher

MEMORY = 4 << 20
_ROUNDS = 200


class Pair:
    """A recorded pair. `offer` and `want` are feature sets, `None` for all; `watch` makes further watchers.

    `settings` go to both constructors (numbering, bindings). What either side raises as a protocol error ends the run
    and is kept in `error`: the trace shows how it came to it.
    """

    def __init__(  # noqa: PLR0913 - each is a setting of one of both sides
        self,
        device: type[Device],
        driver: type[Driver],
        *,
        offer: int | None = None,
        want: int | None = None,
        size: int = MEMORY,
        about: str = "",
        watch: Callable[[Recorder, GuestMemory], Watcher] | None = None,
        **settings: Any,  # noqa: ANN401 - what both constructors take
    ) -> None:
        self.recorder = Recorder("", about=about)
        self.memory = GuestMemory.allocate(size)
        self.device: Any = recording_device(device, self.recorder)(offer, **settings)
        self.transport = PairTransport(self.device, self.memory)
        recorded = RecordingTransport(self.transport, self.recorder)
        allocator = RecordingAllocator(0, size, self.memory, self.recorder)
        self.driver: Any = recording_driver(driver, self.recorder)(recorded, allocator, want, **settings)
        self.recorder.watchers.append(RingWatcher(self.recorder, self.memory))
        self.recorder.watchers.append(BufferWatcher(self.recorder, self.memory))
        if watch is not None:
            self.recorder.watchers.append(watch(self.recorder, self.memory))
        self.error: ProtocolError | None = None

    def start(self) -> None:
        """Bring the device up and let both go on."""
        self.attempt(self.driver.initialize)
        self.run()

    def has(self, feature: str) -> bool:
        """Whether a feature of the device type, by its short name, is negotiated."""
        bit = getattr(self.device.features, feature, None)
        return bit is not None and bool(self.driver.negotiated & bit)

    def attempt(self, action: Callable[[], object]) -> None:
        """Do something with either side; a broken protocol ends the run."""
        if self.error is None:
            try:
                action()
            except ProtocolError as error:
                self.error = error

    def run(self) -> None:
        """Let both sides do what there is to do, and say so."""
        if self.driver.negotiated:
            self.attempt(self.driver.service)
        for _ in range(_ROUNDS):
            if self.error is not None or not self._step():
                break
        self.recorder.settle(Side.DRIVER)
        self.recorder.idle()

    def host(self, what: str, action: Callable[[], object], **values: Any) -> None:  # noqa: ANN401 - what is asked
        """Whoever runs the device does something with it; then both go on."""
        self.recorder.settle(Side.DRIVER)
        self.recorder.host(what, **values)
        self.attempt(action)
        self.recorder.settle(Side.DEVICE)
        self.run()

    def _step(self) -> bool:
        """One turn of either side; whether anything happened."""
        self.transport.run()
        happened = list(self.transport.events())
        if happened and self.driver.negotiated:
            self.attempt(self.driver.service)
        return bool(happened) or bool(self.device.pending)

    def reset(self) -> None:
        """The driver resets the device."""
        self.attempt(self.driver.reset)
        list(self.transport.events())
