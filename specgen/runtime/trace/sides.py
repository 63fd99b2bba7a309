"""A device class or a driver class -> one whose objects record what they do."""

from collections.abc import Callable
from typing import TypeVar

from specgen.runtime.device import Device
from specgen.runtime.driver import Driver
from specgen.runtime.errors import DriverError
from specgen.runtime.memory import GuestMemory
from specgen.runtime.queues import NumberedQueue
from specgen.runtime.setup import QueueSetup
from specgen.runtime.trace.event import Kind, Side
from specgen.runtime.trace.recorder import Recorder
from specgen.runtime.trace.rings import record_device_ring, record_driver_ring
from specgen.runtime.transport import Notifier
from specgen.runtime.virtqueue import DeviceQueue, DriverQueue

D = TypeVar("D", bound=Device)
R = TypeVar("R", bound=Driver)


class RecordingNotifier:
    """Implements `Notifier` by another one."""

    def __init__(self, inner: Notifier, recorder: Recorder, before: Callable[[], None]) -> None:
        self._inner = inner
        self._recorder = recorder
        self._before = before

    def used_buffers(self, number: int) -> None:
        """A used buffer notification."""
        self._recorder.settle(Side.DEVICE)
        self._recorder.note(Kind.NOTIFY, Side.DEVICE, queue=number)
        self._inner.used_buffers(number)

    def config_changed(self) -> None:
        """A configuration change notification: what the status field has changed to first is recorded first."""
        self._before()
        self._recorder.note(Kind.CONFIG_NOTIFY, Side.DEVICE)
        self._inner.config_changed()


class RecordingDevice(Device):
    """What the driver does to a device, as the device hears it, and what the device does by itself."""

    recorder: Recorder
    _known: int = 0

    def attach(self, memory: GuestMemory, notifier: Notifier) -> None:
        """Connect the device."""
        super().attach(memory, RecordingNotifier(notifier, self.recorder, self._note_status))

    def make_ring(self, queue: NumberedQueue, setup: QueueSetup) -> DeviceQueue:
        """The device's end of a queue."""
        assert self.memory is not None, "a device is attached before its driver sets up queues"
        return record_device_ring(super().make_ring(queue, setup), self.recorder, self.memory)

    def write_status(self, written: int) -> None:
        """The driver writes the status; what the device makes of it is an event of its own where it differs."""
        self.recorder.hear(Kind.STATUS, Side.DRIVER, value=int(written))
        self._known = int(written)
        super().write_status(written)
        self._note_status()

    def fail(self, error: DriverError) -> None:
        """Record an offence and ask for a reset."""
        super().fail(error)
        self._note_status()

    def _note_status(self) -> None:
        """Record the status where it is other than all know."""
        if int(self.status) != self._known:
            self._known = int(self.status)
            self.recorder.note(Kind.STATUS, Side.DEVICE, value=self._known)

    def write_driver_features(self, features: int) -> None:
        """The driver says which features it accepts."""
        if not self.recorder.records(Side.DRIVER):
            self.recorder.note(Kind.OFFER, Side.DEVICE, features=int(self.offered))
        self.recorder.hear(Kind.ACCEPT, Side.DRIVER, features=int(features))
        super().write_driver_features(features)

    def read_config(self, offset: int, length: int) -> bytes:
        """The driver reads configuration space."""
        data = super().read_config(offset, length)
        self.recorder.hear(Kind.CONFIG_READ, Side.DRIVER, offset=offset, data=bytes(data))
        return data

    def write_config(self, offset: int, data: bytes) -> None:
        """The driver writes configuration space."""
        self.recorder.hear(Kind.CONFIG_WRITE, Side.DRIVER, offset=offset, data=bytes(data))
        super().write_config(offset, data)

    def update_config(self, offset: int, data: bytes) -> None:
        """The device changes configuration space."""
        if self.config.read(offset, len(data)) != data:
            self.recorder.note(Kind.CONFIG_CHANGE, Side.DEVICE, offset=offset, data=bytes(data))
        super().update_config(offset, data)

    def enable_queue(self, number: int, setup: QueueSetup) -> None:
        """The driver enables a queue."""
        spec = self.rings.existing.get(number)
        self.recorder.hear(
            Kind.ENABLE,
            Side.DRIVER,
            queue=number,
            key="" if spec is None else spec.key,
            size=setup.size,
            descriptors=setup.descriptor_area,
            driver_area=setup.driver_area,
            device_area=setup.device_area,
        )
        super().enable_queue(number, setup)

    def reset_queue(self, number: int) -> None:
        """The driver resets a queue."""
        self.recorder.hear(Kind.RESET_QUEUE, Side.DRIVER, queue=number)
        super().reset_queue(number)

    def notify(self, number: int) -> None:
        """The driver notifies the device."""
        self.recorder.hear(Kind.KICK, Side.DRIVER, queue=number)
        super().notify(number)


class RecordingDriver(Driver):
    """The buffers that a driver makes available and collects; the rest its transport records."""

    recorder: Recorder

    def make_ring(self, queue: NumberedQueue, setup: QueueSetup) -> DriverQueue:
        """The driver's end of a queue."""
        return record_driver_ring(super().make_ring(queue, setup), self.recorder, self.transport.memory)


def recording_device(kind: type[D], recorder: Recorder) -> type[D]:
    """A device class that notes in `recorder` what its objects do, and what is done to them."""
    return type(f"Recording{kind.__name__}", (RecordingDevice, kind), {"recorder": recorder})


def recording_driver(kind: type[R], recorder: Recorder) -> type[R]:
    """A driver class that notes in `recorder` which buffers its objects make available and collect."""
    return type(f"Recording{kind.__name__}", (RecordingDriver, kind), {"recorder": recorder})
