"""A device -> a transport to it in the same process, with its notifications kept until they are asked for."""

from collections.abc import Iterator

from specgen.runtime.device import Device
from specgen.runtime.memory import GuestMemory
from specgen.runtime.setup import QueueSetup


class PairTransport:
    """Implements `Transport` for the driver and `Notifier` for the device by plain calls.

    Notifications to the driver are events: the number of a queue, or `None` for a configuration change.
    """

    def __init__(self, device: Device, memory: GuestMemory) -> None:
        self.device = device
        self.memory = memory
        self._events: dict[int | None, None] = {}
        device.attach(memory, self)

    def device_id(self) -> int:
        """The device ID."""
        return self.device.device_id

    def read_status(self) -> int:
        """The device status field."""
        return int(self.device.status)

    def write_status(self, status: int) -> None:
        """Write the device status field."""
        self.device.write_status(status)

    def read_device_features(self) -> int:
        """The feature bits the device offers."""
        return self.device.offered

    def write_driver_features(self, features: int) -> None:
        """The feature bits the driver accepts."""
        self.device.write_driver_features(features)

    def config_generation(self) -> int:
        """The generation of the configuration space."""
        return self.device.config.generation

    def read_config(self, offset: int, length: int) -> bytes:
        """Read configuration space."""
        return self.device.read_config(offset, length)

    def write_config(self, offset: int, data: bytes) -> None:
        """Write configuration space."""
        self.device.write_config(offset, data)

    def queue_max_size(self, number: int) -> int:
        """The largest size of a queue, 0 if it does not exist."""
        return self.device.queue_max_size(number)

    def enable_queue(self, number: int, setup: QueueSetup) -> None:
        """Enable a queue."""
        self.device.enable_queue(number, setup)

    def reset_queue(self, number: int) -> None:
        """Reset a queue."""
        self.device.reset_queue(number)

    def queue_enabled(self, number: int) -> bool:
        """Whether a queue is enabled."""
        return self.device.queue_enabled(number)

    def notify(self, number: int, data: int = 0) -> None:  # noqa: ARG002 - a call needs no ring position
        """Let the device handle what is available."""
        self.device.notify(number)

    def used_buffers(self, number: int) -> None:
        """The device used buffers of a queue."""
        self._events[number] = None

    def config_changed(self) -> None:
        """The device changed its configuration, or needs a reset."""
        self._events[None] = None

    def run(self) -> None:
        """Let the device go on with what its budget left over, one turn for each such queue."""
        for number in sorted(self.device.pending):
            self.device.process(number)

    def events(self) -> Iterator[int | None]:
        """Take the notifications that arrived, each once, in the order of their first arrival."""
        while self._events:
            event = next(iter(self._events))
            del self._events[event]
            yield event
