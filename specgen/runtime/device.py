"""A device type's facts -> a device without I/O: status, negotiation, configuration space and the life of its queues.

Every method under "what the driver does" is safe against any driver: it never raises for what a driver did wrong.
Small offences are recorded in `violations`; those that leave the device without a defined state also set
DEVICE_NEEDS_RESET.
"""

from collections import deque
from collections.abc import Mapping
from typing import ClassVar

from specgen.runtime.config import MAX_SIZE, ConfigSpace
from specgen.runtime.device_type import DeviceType
from specgen.runtime.errors import DriverError
from specgen.runtime.features import RingFeature
from specgen.runtime.memory import GuestMemory
from specgen.runtime.queues import NumberedQueue, QueueNumbering
from specgen.runtime.service import Handler, QueueService
from specgen.runtime.setup import QueueSetup, check_setup
from specgen.runtime.status import Status, next_status
from specgen.runtime.transport import Notifier
from specgen.runtime.virtqueue import Chain, DeviceQueue, device_queue

_INITIALIZATION = "drivernormative:General Initialization And Device Operation / Device Initialization"
_SUSPEND = "drivernormative:General Initialization And Device Operation / Device Suspend"
_VIRTQUEUES = "sec:Basic Facilities of a Virtio Device / Virtqueues"
_QUEUE_RESET = "sec:Basic Facilities of a Virtio Device / Virtqueues / Virtqueue Reset"


# Asked at each buffer and each message: as plain numbers, which are ten times as fast as flags.
_DRIVER_OK = int(Status.DRIVER_OK)
_SUSPEND_BIT = int(Status.SUSPEND)
_ASLEEP = _DRIVER_OK | _SUSPEND_BIT
"""Of these bits, a device that is up has one: the one, or while it is suspended the other."""
_RUNNING = _DRIVER_OK | int(Status.DEVICE_NEEDS_RESET | Status.FAILED | Status.SUSPEND)


class Device(DeviceType):
    """The base of every generated device.

    A subclass states the facts of its device type in class variables and handles each virtqueue in a method
    `on_<key>`. `offer` is the set of features offered (VERSION_1 is always added); by default all the device type has.
    `config` holds the initial configuration space, `bindings` the values of symbols in queue numbers. Raises
    `DeviceError` for an offer that breaks the rules, `ValueError` for queue numbers that cannot be worked out.
    """

    config_size: ClassVar[int] = 0
    """Bytes of device configuration space."""
    config_writable: ClassVar[tuple[range, ...] | None] = None
    """The byte ranges the driver may write; `None` where the text does not say."""
    budget: ClassVar[int] = 1024
    """How many chains one notification makes the device handle at most before others have their turn."""

    def __init__(
        self,
        offer: int | None = None,
        *,
        config: bytes = b"",
        bindings: Mapping[str, int] | None = None,
        numbering: QueueNumbering = QueueNumbering.SPECIFIED,
    ) -> None:
        super().__init__(bindings, numbering)
        self.offered: int = int(self.supported if offer is None else offer | RingFeature.VERSION_1)
        self.table.check_offer(self.offered, self.supported)
        self.config = ConfigSpace(config or bytes(self.config_size), self.config_writable)
        self.memory: GuestMemory | None = None
        self.notifier: Notifier | None = None
        self.violations: deque[DriverError] = deque(maxlen=64)
        handlers: dict[str, Handler] = {spec.key: getattr(self, f"on_{spec.key}", self.hold) for spec in self.queues}
        self.rings = QueueService(handlers)
        self._clear()
        self.numbered_queues(self.offered)

    def attach(self, memory: GuestMemory, notifier: Notifier) -> None:
        """Connect the device to the memory it shares with its driver and to the way notifications go."""
        self.memory = memory
        self.notifier = notifier

    # What a subclass may add to.

    def check_features(self, accepted: int) -> None:
        """Refuse a set of features the rules allow but this device cannot work with, by raising `DriverError`."""

    def started(self) -> None:
        """DRIVER_OK was set: the device is live, for the first time or after a suspension."""

    def stopped(self) -> None:
        """The device was reset: forget what the driver told it."""

    def config_written(self, offset: int, length: int) -> None:
        """The driver wrote `length` bytes of configuration space at `offset`."""

    def make_ring(self, queue: NumberedQueue, setup: QueueSetup) -> DeviceQueue:
        """The device's end of a queue of the negotiated layout, which was checked."""
        return device_queue(queue, setup, self.negotiated, self._memory())

    # What the device does.

    @property
    def live(self) -> bool:
        """Whether the device may touch its queues and send notifications."""
        return int(self.status) & _RUNNING == _DRIVER_OK

    def change_config(self, offset: int, data: bytes) -> None:
        """Change configuration space and, where the device is live, tell the driver.

        While the device is suspended the change waits for it to resume: until then no field is modified.
        """
        if int(self.status) & _ASLEEP == _SUSPEND_BIT:
            self._postponed.append((offset, bytes(data)))
        else:
            self.update_config(offset, data)

    def update_config(self, offset: int, data: bytes) -> None:
        """Change configuration space now, and tell the driver where the device is live."""
        if self.config.update(offset, data) and self.live and self.notifier is not None:
            self.notifier.config_changed()

    def hold(self, chain: Chain) -> None:
        """Keep a chain in `held`, by its queue's key, until `complete` gives it back: what a handler may return."""
        self.rings.held[chain.queue.key].append(chain)

    @property
    def held(self) -> Mapping[str, list[Chain]]:
        """The chains kept by `hold`, by the key of their queue, oldest first."""
        return self.rings.held

    def complete(self, chain: Chain, written: int) -> None:
        """Give back a chain a handler kept, with the number of bytes written into it; dropped if the queue is gone."""
        if self.live and self.rings.complete(chain, written) and self.notifier is not None:
            self.notifier.used_buffers(chain.queue.number)

    def process(self, number: int) -> None:
        """Handle what is available on queue `number`, at most `budget` chains of it; `pending` says if more is left.

        What a handler cannot read (`ValueError`) is the driver's offence too.
        """
        if not self.live or number not in self.rings.enabled:
            return
        try:
            wanted = self.rings.drain(number, self.budget)
        except DriverError as error:
            self.fail(error)
        except ValueError as error:
            self.fail(DriverError(f"sends what cannot be read: {error}", None))
        else:
            if wanted and self.notifier is not None:
                self.notifier.used_buffers(number)

    @property
    def pending(self) -> frozenset[int]:
        """The queues to call `process` for again, without waiting for a notification."""
        return frozenset(self.rings.pending)

    def report(self, error: DriverError) -> None:
        """Record an offence the device can live with."""
        self._record(error)

    def fail(self, error: DriverError) -> None:
        """Record an offence the device cannot live with: DEVICE_NEEDS_RESET, and a notification if DRIVER_OK is set.

        ["devicenormative:Basic Facilities of a Virtio Device / Device Status Field"]
        """
        self._record(error)
        if self.status & Status.DEVICE_NEEDS_RESET:
            return
        self.status |= Status.DEVICE_NEEDS_RESET
        self.rings.stop()
        if self.status & Status.DRIVER_OK and self.notifier is not None:
            self.notifier.config_changed()

    # What the driver does.

    def write_status(self, written: int) -> None:
        """The driver writes the device status field; 0 resets the device."""
        if not self.negotiated & RingFeature.SUSPEND or not int(self.status) & _ASLEEP:
            # What is asked of a device that is not up yet, or that never sleeps, is ignored.
            written &= ~Status.SUSPEND
        try:
            wanted = next_status(self.status, written)
        except DriverError as error:
            self.fail(error)
            return
        if wanted is Status.RESET:
            self._clear()
            self.stopped()
            return
        self._step(wanted, wanted & ~self.status)

    def write_driver_features(self, features: int) -> None:
        """The driver says which features it accepts; they are judged when it sets FEATURES_OK."""
        if self.status & Status.FEATURES_OK:
            self.fail(DriverError("writes feature bits after FEATURES_OK", _INITIALIZATION))
        elif not self.status & Status.DRIVER:
            self.fail(DriverError("writes feature bits before DRIVER", _INITIALIZATION))
        else:
            self.driver_features = features

    def read_config(self, offset: int, length: int) -> bytes:
        """The driver reads configuration space; bytes outside of it read as zero, at most 4096 at once."""
        length = max(0, min(length, MAX_SIZE))
        try:
            return self.config.read(offset, length)
        except DriverError as error:
            self.report(error)
        inside = self.config.snapshot()[offset : offset + length] if offset >= 0 else b""
        return inside.ljust(length, b"\0")

    def write_config(self, offset: int, data: bytes) -> None:
        """The driver writes configuration space; a write it must not make changes nothing."""
        try:
            self._check_config_write()
            self.config.write(offset, data)
        except DriverError as error:
            self.report(error)
            return
        self.config_written(offset, len(data))

    def queue_max_size(self, number: int) -> int:
        """The largest size the driver may give queue `number`; 0 if there is none with the negotiated features."""
        return self.queue_size if number in self.rings.existing else 0

    def enable_queue(self, number: int, setup: QueueSetup) -> None:
        """The driver says where a queue lies and enables it."""
        try:
            self._check_enable(number)
            check_setup(setup, self.queue_size, self.negotiated, self._memory())
        except DriverError as error:
            self.fail(error)
            return
        queue = self.rings.existing[number]
        self.rings.enabled[number] = self.make_ring(queue, setup)

    def stop_queue(self, number: int) -> int:
        """The transport takes an enabled queue away: its `base`, to go on from where it is enabled again.

        Chains that are held count as not taken, so that they come again; that is right where they are the last ones
        taken.
        """
        return self.rings.stop_queue(number)

    def queue_enabled(self, number: int) -> bool:
        """Whether queue `number` is enabled."""
        return number in self.rings.enabled

    def reset_queue(self, number: int) -> None:
        """The driver resets one queue: what it held is forgotten."""
        if not self.negotiated & RingFeature.RING_RESET:
            self.fail(DriverError("resets a queue without VIRTIO_F_RING_RESET", _QUEUE_RESET))
        elif number not in self.rings.existing:
            self.fail(DriverError(f"resets virtqueue {number}, which does not exist", _QUEUE_RESET))
        else:
            self.rings.disable(number)

    def notify(self, number: int) -> None:
        """The driver sends an available buffer notification for queue `number`."""
        if number not in self.rings.existing:
            self.report(DriverError(f"notifies virtqueue {number}, which does not exist", _VIRTQUEUES))
        elif not int(self.status) & _DRIVER_OK:
            self.report(DriverError("notifies the device before DRIVER_OK", _INITIALIZATION))
        else:
            self.process(number)

    # How it works.

    def _memory(self) -> GuestMemory:
        assert self.memory is not None, "a device is attached before its driver sets up queues"
        return self.memory

    def _record(self, error: DriverError) -> None:
        # Without where it was raised: the frames would hold on to memory the driver has taken back.
        error.__context__ = error.__cause__ = None
        self.violations.append(error.with_traceback(None))

    def _clear(self) -> None:
        self.status = Status.RESET
        self.driver_features = 0
        self.negotiated = 0
        self.rings.clear()
        self._postponed: list[tuple[int, bytes]] = []

    def _step(self, wanted: Status, added: Status) -> None:
        if added & Status.FEATURES_OK and not self._settle_features():
            if added & Status.DRIVER_OK:
                self.fail(DriverError("sets DRIVER_OK with features the device does not support", _INITIALIZATION))
                return
            wanted &= ~Status.FEATURES_OK
        if added & Status.SUSPEND:
            wanted &= ~Status.DRIVER_OK
        elif added & Status.DRIVER_OK:
            wanted &= ~Status.SUSPEND
        self.status = wanted
        if added & Status.DRIVER_OK and self.live:
            self.started()
            postponed, self._postponed = self._postponed, []
            for change in postponed:
                self.update_config(*change)

    def _settle_features(self) -> bool:
        accepted = self.driver_features
        try:
            self.table.check_acceptance(accepted, self.offered)
            self.check_features(accepted)
        except DriverError as error:
            self.report(error)
            return False
        self.negotiated = accepted
        self.rings.existing = {queue.number: queue for queue in self.numbered_queues(accepted)}
        return True

    def _check_config_write(self) -> None:
        if not self.status & Status.FEATURES_OK:
            raise DriverError("writes configuration space before FEATURES_OK", _INITIALIZATION)
        if self.status & Status.SUSPEND:
            raise DriverError("writes configuration space of a suspended device", _SUSPEND)

    def _check_enable(self, number: int) -> None:
        if not self.status & Status.FEATURES_OK:
            raise DriverError(f"enables virtqueue {number} before FEATURES_OK", _INITIALIZATION)
        if number not in self.rings.existing:
            raise DriverError(f"enables virtqueue {number}, which does not exist", _VIRTQUEUES)
        if number in self.rings.enabled:
            raise DriverError(f"enables virtqueue {number} twice", _VIRTQUEUES)
