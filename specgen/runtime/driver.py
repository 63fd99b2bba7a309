"""A device type's facts and a transport -> a driver that brings its device up in the order of the text.

Implements "drivernormative:General Initialization And Device Operation / Device Initialization".
"""

from collections.abc import Mapping
from enum import IntFlag
from typing import ClassVar

from specgen.runtime.config import read_consistent
from specgen.runtime.errors import DeviceError, DriverError, QueueMissingError
from specgen.runtime.features import SUPPORTED, RingFeature
from specgen.runtime.memory import Allocator
from specgen.runtime.negotiation import FeatureTable, Requires
from specgen.runtime.queues import NumberedQueue, QueueNumbering, QueueSpec, number_queues
from specgen.runtime.setup import QueueSetup, place_queue
from specgen.runtime.status import Status
from specgen.runtime.transport import Transport

_INITIALIZATION = "drivernormative:General Initialization And Device Operation / Device Initialization"
_RESET = "devicenormative:Basic Facilities of a Virtio Device / Device Reset"
_DEVICE_FEATURES = "devicenormative:Basic Facilities of a Virtio Device / Feature Bits"
_DRIVER_FEATURES = "drivernormative:Basic Facilities of a Virtio Device / Feature Bits"
_RESET_READS = 1000


class Driver:
    """The base of every generated driver.

    `want` is the set of features to accept where offered (VERSION_1 is always added); by default all the device type
    has. `allocator` hands out guest memory for queues and buffers. Raises `DriverError` where `want` holds a
    feature without one it requires.
    """

    device_id: ClassVar[int]
    """The device ID."""
    features: ClassVar[type[IntFlag] | None] = None
    """The device type's own feature bits."""
    legacy_features: ClassVar[int] = 0
    """Those of them that only legacy devices have."""
    reserved_features: ClassVar[int] = SUPPORTED
    """The reserved feature bits of the specification the driver was built from."""
    requires: ClassVar[Requires] = {}
    """What each feature requires."""
    queues: ClassVar[tuple[QueueSpec, ...]] = ()
    """The virtqueues, in the order of the text."""
    default_bindings: ClassVar[Mapping[str, int]] = {}
    """Values of the symbols in queue numbers."""
    queue_size: ClassVar[int] = 256
    """The largest queue size the driver asks for, in entries."""

    def __init__(
        self,
        transport: Transport,
        allocator: Allocator,
        want: int | None = None,
        *,
        bindings: Mapping[str, int] | None = None,
        numbering: QueueNumbering = QueueNumbering.SPECIFIED,
    ) -> None:
        self.table = FeatureTable(self.features, self.requires, self.legacy_features)
        supported = int(self.table.own | (self.reserved_features & SUPPORTED) | RingFeature.VERSION_1)
        self.wanted: int = int(supported if want is None else want | RingFeature.VERSION_1)
        if beyond := self.wanted & ~supported:
            raise DriverError(f"wants what it would not support: {self.table.name(beyond)}", _DRIVER_FEATURES)
        self.table.check_rules(self.wanted)
        self.transport = transport
        self.allocator = allocator
        self.bindings = {**self.default_bindings, **(bindings or {})}
        self.numbering = numbering
        self.negotiated = 0
        self.existing: dict[tuple[str, int], NumberedQueue] = {}
        self.enabled: dict[int, QueueSetup] = {}

    # What a subclass may add to.

    def check_device(self, features: int) -> None:
        """Read (not write) configuration before `features` are accepted; raise `DeviceError` to give up."""

    def numbered_queues(self, features: int) -> tuple[NumberedQueue, ...]:
        """The virtqueues that exist once `features` are negotiated, with their numbers."""
        return number_queues(self.queues, features, self.bindings, self.numbering)

    def set_up(self) -> None:
        """Device-specific set-up between the discovery of the virtqueues and DRIVER_OK: no notifications yet."""

    def started(self) -> None:
        """DRIVER_OK is set: the device is live, notifications may be sent."""

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
        self.negotiated = 0
        self.existing = {}
        self.enabled = {}

    @property
    def status(self) -> Status:
        """The device status field as it reads now."""
        return Status(self.transport.read_status())

    def read_config(self, offset: int, length: int) -> bytes:
        """Configuration bytes that all belong to one generation."""
        return read_consistent(self.transport, offset, length)

    def write_config(self, offset: int, data: bytes) -> None:
        """Write configuration space, which a driver may do once FEATURES_OK is set."""
        self.transport.write_config(offset, data)

    def queue(self, key: str, ordinal: int = 1) -> NumberedQueue:
        """The queue of that key; `ordinal` picks one of a family. Raises `QueueMissingError` if it does not exist."""
        try:
            return self.existing[key, ordinal]
        except KeyError:
            message = f"{key} {ordinal} does not exist with the negotiated features"
            raise QueueMissingError(message) from None

    # How it works.

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
            size = min(self.transport.queue_max_size(queue.number), self.queue_size)
            if size == 0:
                raise DeviceError(f"has no virtqueue {queue.number} for {queue.key}", _INITIALIZATION)
            setup = place_queue(size, self.negotiated, self.allocator, self.transport.memory)
            self.transport.enable_queue(queue.number, setup)
            self.enabled[queue.number] = setup
            self.existing[queue.key, queue.ordinal] = queue
