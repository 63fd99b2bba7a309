"""A device type's facts and a transport -> a driver that brings its device up in the order of the text.

Implements "drivernormative:General Initialization And Device Operation / Device Initialization".
"""

from collections.abc import Mapping

from specgen.runtime.config import read_consistent
from specgen.runtime.device_type import DeviceType
from specgen.runtime.errors import DeviceError, DriverError, QueueMissingError
from specgen.runtime.features import RingFeature
from specgen.runtime.memory import Allocator
from specgen.runtime.queues import NumberedQueue, QueueNumbering
from specgen.runtime.setup import QueueSetup, place_queue, release_queue
from specgen.runtime.status import Status
from specgen.runtime.transport import Transport
from specgen.runtime.virtqueue import Buffers, DriverQueue, Used, driver_queue

_INITIALIZATION = "drivernormative:General Initialization And Device Operation / Device Initialization"
_RESET = "devicenormative:Basic Facilities of a Virtio Device / Device Reset"
_DEVICE_FEATURES = "devicenormative:Basic Facilities of a Virtio Device / Feature Bits"
_DRIVER_FEATURES = "drivernormative:Basic Facilities of a Virtio Device / Feature Bits"
_QUEUE_RESET = "drivernormative:Basic Facilities of a Virtio Device / Virtqueues / Virtqueue Reset / Virtqueue Reset"
_SUSPEND = "drivernormative:General Initialization And Device Operation / Device Suspend"
_RESUMED = "devicenormative:General Initialization And Device Operation / Device Suspend"
_RESET_READS = 1000


class Driver(DeviceType):
    """The base of every generated driver.

    `want` is the set of features to accept where offered (VERSION_1 is always added); by default all the device type
    has. `allocator` hands out guest memory for queues and buffers. Raises `DriverError` where `want` holds a
    feature without one it requires.
    """

    def __init__(
        self,
        transport: Transport,
        allocator: Allocator,
        want: int | None = None,
        *,
        bindings: Mapping[str, int] | None = None,
        numbering: QueueNumbering = QueueNumbering.SPECIFIED,
    ) -> None:
        super().__init__(bindings, numbering)
        self.wanted: int = int(self.supported if want is None else want | RingFeature.VERSION_1)
        if beyond := self.wanted & ~self.supported:
            raise DriverError(f"wants what it would not support: {self.table.name(beyond)}", _DRIVER_FEATURES)
        self.table.check_rules(self.wanted)
        self.transport = transport
        self.allocator = allocator
        self.negotiated = 0
        self.suspended = False
        self.rings: dict[tuple[str, int], DriverQueue] = {}

    # What a subclass may add to.

    def check_device(self, features: int) -> None:
        """Read (not write) configuration before `features` are accepted; raise `DeviceError` to give up."""

    def set_up(self) -> None:
        """Device-specific set-up between the discovery of the virtqueues and DRIVER_OK: no notifications yet."""

    def started(self) -> None:
        """DRIVER_OK is set: the device is live, notifications may be sent."""

    def service(self) -> None:
        """Take what the device used and do what its configuration asks for: to be called at each notification."""

    def make_ring(self, queue: NumberedQueue, setup: QueueSetup) -> DriverQueue:
        """The driver's end of a queue of the negotiated layout."""
        return driver_queue(queue, setup, self.negotiated, self.transport.memory, self.allocator)

    # What the driver does.

    def initialize(self) -> None:
        """Bring the device up. Where a step fails the FAILED status bit is set and its `DeviceError` goes on."""
        self.reset()
        try:
            self._set_status(Status.ACKNOWLEDGE)
            self._check_identity()
            self._set_status(Status.DRIVER)
            self._negotiate()
            self._discover_queues()
            self.set_up()
        except (DeviceError, ValueError, MemoryError):
            self._set_status(Status.FAILED)
            raise
        self._set_status(Status.DRIVER_OK)
        self.started()

    def reset(self) -> None:
        """Reset the device and wait until its status reads 0. Raises `DeviceError` if it never does."""
        self.transport.write_status(Status.RESET)
        for _ in range(_RESET_READS):
            if self.transport.read_status() == Status.RESET:
                break
        else:
            raise DeviceError("does not complete its reset", _RESET)
        for key in tuple(self.rings):
            self._drop(key)
        self.negotiated = 0
        self.suspended = False

    @property
    def status(self) -> Status:
        """The device status field as it reads now."""
        return Status(self.transport.read_status())

    def read_config(self, offset: int, length: int) -> bytes:
        """Configuration bytes that all belong to one generation."""
        return read_consistent(self.transport, offset, length)

    def write_config(self, offset: int, data: bytes) -> None:
        """Write configuration space, which a driver may do once FEATURES_OK is set and while not suspended."""
        self._check_running("writes configuration space")
        self.transport.write_config(offset, data)

    def ring(self, key: str, ordinal: int = 1) -> DriverQueue:
        """The queue of that key; `ordinal` picks one of a family. Raises `QueueMissingError` if it does not exist."""
        try:
            return self.rings[key, ordinal]
        except KeyError:
            message = f"{key} {ordinal} does not exist with the negotiated features"
            raise QueueMissingError(message) from None

    def queue(self, key: str, ordinal: int = 1) -> NumberedQueue:
        """The number and facts of a queue. Raises `QueueMissingError` if it does not exist."""
        return self.ring(key, ordinal).queue

    def add(self, key: str, readable: Buffers = (), writable: Buffers = (), ordinal: int = 1) -> int:
        """Make a buffer available and return its token; `kick` tells the device.

        Raises `QueueMissingError`, `QueueFullError`, and `DriverError` for a buffer no driver may make available.
        """
        self._check_running("makes a buffer available")
        return self.ring(key, ordinal).add(readable, writable)

    def kick(self, key: str, ordinal: int = 1) -> bool:
        """Notify the device of what was added, if it wants to know; whether it did."""
        self._check_running("sends a notification")
        ring = self.ring(key, ordinal)
        if not ring.wants_notification():
            return False
        self.transport.notify(ring.queue.number)
        return True

    def collect(self, key: str, ordinal: int = 1) -> list[Used]:
        """The buffers the device used since the last call, and ask for a notification at the next.

        Where the device broke the ring, FAILED is set and the `DeviceError` goes on.
        """
        ring = self.ring(key, ordinal)
        try:
            used = ring.collect()
            while ring.listen() and (more := ring.collect()):
                used += more
        except DeviceError:
            self._set_status(Status.FAILED)
            raise
        return used

    def reset_queue(self, key: str, ordinal: int = 1) -> None:
        """Reset one queue and enable it anew, empty (VIRTIO_F_RING_RESET). Raises `DeviceError` if it fails."""
        queue = self.queue(key, ordinal)
        if not self.negotiated & RingFeature.RING_RESET:
            raise DriverError("resets a queue without VIRTIO_F_RING_RESET", _QUEUE_RESET)
        self.transport.reset_queue(queue.number)
        for _ in range(_RESET_READS):
            if not self.transport.queue_enabled(queue.number):
                break
        else:
            raise DeviceError(f"does not complete the reset of virtqueue {queue.number}", _QUEUE_RESET)
        self._drop((key, ordinal))
        self._enable(queue)

    def suspend(self) -> None:
        """Suspend the device (VIRTIO_F_SUSPEND). Raises `DeviceError` if it does not."""
        if not self.negotiated & RingFeature.SUSPEND or not self.status & Status.DRIVER_OK:
            raise DriverError("suspends a device that is not live or without VIRTIO_F_SUSPEND", _SUSPEND)
        self._set_status(Status.SUSPEND)
        self.suspended = True
        if self.status & (Status.SUSPEND | Status.DRIVER_OK) != Status.SUSPEND:
            raise DeviceError("does not suspend itself", _RESUMED)

    def resume(self) -> None:
        """Let a suspended device run again. Raises `DeviceError` if it does not."""
        self._set_status(Status.DRIVER_OK)
        if self.status & (Status.SUSPEND | Status.DRIVER_OK) != Status.DRIVER_OK:
            raise DeviceError("does not resume", _RESUMED)
        self.suspended = False

    # How it works.

    def _check_running(self, action: str) -> None:
        if self.suspended:
            raise DriverError(f"{action} while the device is suspended", _SUSPEND)

    def _set_status(self, bit: Status) -> None:
        self.transport.write_status(self.transport.read_status() | bit)

    def _check_identity(self) -> None:
        found = self.transport.device_id()
        if found != self.device_id:
            raise DeviceError(f"has device ID {found}, this driver is for {self.device_id}", None)

    def _negotiate(self) -> None:
        accepted = self.table.choose(self.transport.read_device_features(), self.wanted)
        self.check_device(accepted)
        self.transport.write_driver_features(accepted)
        self._set_status(Status.FEATURES_OK)
        if not self.status & Status.FEATURES_OK:
            raise DeviceError(f"refuses the features {self.table.name(accepted)}", _DEVICE_FEATURES)
        self.negotiated = accepted

    def _discover_queues(self) -> None:
        for queue in self.numbered_queues(self.negotiated):
            self._enable(queue)

    def _enable(self, queue: NumberedQueue) -> None:
        size = min(self.transport.queue_max_size(queue.number), self.queue_size)
        if size == 0:
            raise DeviceError(f"has no virtqueue {queue.number} for {queue.key}", _INITIALIZATION)
        if not self.negotiated & RingFeature.RING_PACKED:
            size = 1 << (size.bit_length() - 1)
        memory = self.transport.memory
        setup = place_queue(size, self.negotiated, self.allocator, memory)
        self.rings[queue.key, queue.ordinal] = self.make_ring(queue, setup)
        self.transport.enable_queue(queue.number, setup)

    def _drop(self, key: tuple[str, int]) -> None:
        ring = self.rings.pop(key)
        ring.close()
        release_queue(ring.setup, self.negotiated, self.allocator)
