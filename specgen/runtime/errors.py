"""A broken rule -> who broke it, how, and which requirement: the two errors of the runtime."""

from typing import ClassVar


class ProtocolError(Exception):
    """One side of a virtio device broke the protocol.

    `requirement` is the ID of the requirement, or the label of its normative section where no ID is known yet;
    `None` where the text has no such rule. The class says who erred, whoever noticed.
    """

    side: ClassVar[str] = "peer"

    def __init__(self, message: str, requirement: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.requirement = requirement

    def __str__(self) -> str:
        """`the driver: message [requirement]`."""
        tag = "" if self.requirement is None else f" [{self.requirement}]"
        return f"the {self.side}: {self.message}{tag}"


class DeviceError(ProtocolError):
    """The device erred: raised by a driver about its device, and to whoever sets a device up to offer nonsense."""

    side = "device"


class DriverError(ProtocolError):
    """The driver erred: raised inside a device about its driver, and to whoever asks a driver to do what it must not.

    No entry point a device opens to its driver lets it out: see `Device.fail`.
    """

    side = "driver"


class QueueMissingError(LookupError):
    """Our own mistake: a virtqueue was asked for that does not exist with the negotiated features."""


class QueueFullError(RuntimeError):
    """Our own mistake: more was to be made available than the queue has room for; collect used buffers first."""
