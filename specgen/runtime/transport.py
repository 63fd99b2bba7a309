"""What a driver can ask of any transport, and what a device tells its driver through one."""

from typing import Protocol

from specgen.runtime.memory import GuestMemory
from specgen.runtime.setup import QueueSetup


class Transport(Protocol):
    """A device as its driver sees it over some bus. Methods raise `OSError` where the bus itself fails."""

    @property
    def memory(self) -> GuestMemory:
        """The memory both sides share."""
        ...

    def device_id(self) -> int:
        """The device ID."""
        ...

    def read_status(self) -> int:
        """The device status field."""
        ...

    def write_status(self, status: int) -> None:
        """Write the device status field; 0 resets the device."""
        ...

    def read_device_features(self) -> int:
        """The feature bits the device offers, of any width."""
        ...

    def write_driver_features(self, features: int) -> None:
        """The feature bits the driver accepts."""
        ...

    def config_generation(self) -> int:
        """The generation count of the configuration space."""
        ...

    def read_config(self, offset: int, length: int) -> bytes:
        """`length` bytes of configuration space from `offset`."""
        ...

    def write_config(self, offset: int, data: bytes) -> None:
        """Write configuration space."""
        ...

    def queue_max_size(self, number: int) -> int:
        """The largest size the device allows for a queue; 0 if the queue does not exist."""
        ...

    def enable_queue(self, number: int, setup: QueueSetup) -> None:
        """Tell the device where the queue lies and enable it."""
        ...

    def reset_queue(self, number: int) -> None:
        """Reset one queue (VIRTIO_F_RING_RESET)."""
        ...

    def queue_enabled(self, number: int) -> bool:
        """Whether the queue is enabled, false once its reset is complete."""
        ...

    def notify(self, number: int, data: int = 0) -> None:
        """Send an available buffer notification; `data` holds the ring position with VIRTIO_F_NOTIFICATION_DATA."""
        ...


class Notifier(Protocol):
    """How a device reaches its driver."""

    def used_buffers(self, number: int) -> None:
        """A used buffer notification for queue `number`."""
        ...

    def config_changed(self) -> None:
        """A configuration change notification."""
        ...
