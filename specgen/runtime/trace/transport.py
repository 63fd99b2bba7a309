"""A transport -> the same transport, with all that its driver does through it recorded."""

from specgen.runtime.memory import Allocator, GuestMemory
from specgen.runtime.setup import QueueSetup
from specgen.runtime.trace.contents import fill_of
from specgen.runtime.trace.event import Kind, Side
from specgen.runtime.trace.recorder import Recorder
from specgen.runtime.transport import Transport

PAGE = 4096


class RecordingTransport:
    """Implements `Transport` by another one. Before and after each call the recorder's watchers look at memory."""

    def __init__(self, inner: Transport, recorder: Recorder) -> None:
        self.inner = inner
        self.recorder = recorder

    @property
    def memory(self) -> GuestMemory:
        """The memory both sides share."""
        return self.inner.memory

    def device_id(self) -> int:
        """The device ID."""
        return self.inner.device_id()

    def read_status(self) -> int:
        """The device status field."""
        self.recorder.settle(Side.DRIVER)
        value = self.inner.read_status()
        self.recorder.note(Kind.STATUS_READ, Side.DRIVER, value=int(value))
        self.recorder.settle(Side.DEVICE)
        return value

    def write_status(self, status: int) -> None:
        """Write the device status field."""
        self.recorder.settle(Side.DRIVER)
        self.recorder.note(Kind.STATUS, Side.DRIVER, value=int(status))
        self.inner.write_status(status)
        self.recorder.settle(Side.DEVICE)

    def read_device_features(self) -> int:
        """The feature bits the device offers."""
        features = self.inner.read_device_features()
        self.recorder.note(Kind.OFFER, Side.DEVICE, features=int(features))
        return features

    def write_driver_features(self, features: int) -> None:
        """The feature bits the driver accepts."""
        self.recorder.note(Kind.ACCEPT, Side.DRIVER, features=int(features))
        self.inner.write_driver_features(features)

    def config_generation(self) -> int:
        """The generation count of the configuration space."""
        value = self.inner.config_generation()
        self.recorder.note(Kind.GENERATION_READ, Side.DRIVER, value=value)
        return value

    def read_config(self, offset: int, length: int) -> bytes:
        """Read configuration space."""
        data = self.inner.read_config(offset, length)
        self.recorder.note(Kind.CONFIG_READ, Side.DRIVER, offset=offset, data=bytes(data))
        return data

    def write_config(self, offset: int, data: bytes) -> None:
        """Write configuration space."""
        self.recorder.settle(Side.DRIVER)
        self.recorder.note(Kind.CONFIG_WRITE, Side.DRIVER, offset=offset, data=bytes(data))
        self.inner.write_config(offset, data)
        self.recorder.settle(Side.DEVICE)

    def queue_max_size(self, number: int) -> int:
        """The largest size of a queue, 0 if it does not exist."""
        return self.inner.queue_max_size(number)

    def enable_queue(self, number: int, setup: QueueSetup) -> None:
        """Enable a queue."""
        self.recorder.note(Kind.ENABLE, Side.DRIVER, queue=number, **_where(setup))
        self.recorder.settle(Side.DRIVER)
        self.inner.enable_queue(number, setup)
        self.recorder.settle(Side.DEVICE)

    def reset_queue(self, number: int) -> None:
        """Reset a queue."""
        self.recorder.settle(Side.DRIVER)
        self.recorder.note(Kind.RESET_QUEUE, Side.DRIVER, queue=number)
        self.inner.reset_queue(number)
        self.recorder.settle(Side.DEVICE)

    def queue_enabled(self, number: int) -> bool:
        """Whether a queue is enabled."""
        enabled = self.inner.queue_enabled(number)
        self.recorder.note(Kind.QUEUE_READ, Side.DRIVER, queue=number, enabled=enabled)
        return enabled

    def notify(self, number: int, data: int = 0) -> None:
        """Send an available buffer notification."""
        self.recorder.settle(Side.DRIVER)
        self.recorder.note(Kind.KICK, Side.DRIVER, queue=number)
        self.inner.notify(number, data)
        self.recorder.settle(Side.DEVICE)


class RecordingAllocator(Allocator):
    """An allocator whose whole pages are recorded as they come into use and out of it."""

    def __init__(self, start: int, end: int, memory: GuestMemory, recorder: Recorder) -> None:
        super().__init__(start, end)
        self._memory = memory
        self._recorder = recorder

    def allocate(self, size: int, alignment: int = 16) -> int:
        """The address of `size` bytes at a multiple of `alignment`. Raises `MemoryError` when nothing fits."""
        address = super().allocate(size, alignment)
        if not (size % PAGE or address % PAGE):
            self._recorder.note(Kind.CLAIM, Side.DRIVER, extents=[[address, size]])
        return address

    def free(self, address: int, size: int) -> None:
        """Give back what `allocate` gave."""
        if not (size % PAGE or address % PAGE):
            extents = [(address, size)]
            self._recorder.settle(Side.DRIVER)
            fill = fill_of(self._memory, extents)
            self._recorder.note(Kind.FREE, Side.DRIVER, extents=[[address, size]], fill=fill)
        super().free(address, size)


def _where(setup: QueueSetup) -> dict[str, int]:
    return {
        "size": setup.size,
        "descriptors": setup.descriptor_area,
        "driver_area": setup.driver_area,
        "device_area": setup.device_area,
    }
