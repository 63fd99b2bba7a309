"""Device configuration space: bytes with a generation, ranges the driver may write, and a consistent snapshot of them.

Implements "sec:Basic Facilities of a Virtio Device / Device Configuration Space". All fields are little-endian; offsets
and lengths are bytes.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from specgen.runtime.errors import DeviceError, DriverError

_RULE = "drivernormative:Basic Facilities of a Virtio Device / Device Configuration Space"
_ATTEMPTS = 64
MAX_SIZE = 4096
"""No transport has a larger device configuration space than one page."""


class ConfigSpace:
    """The device's side. `writable` lists the byte ranges the driver may write; `None` leaves all of it open."""

    def __init__(self, content: bytes, writable: Sequence[range] | None = None) -> None:
        if len(content) > MAX_SIZE:
            raise ValueError(f"a configuration space of {len(content)} bytes exceeds {MAX_SIZE}")
        self._content = bytearray(content)
        self._writable = writable
        self.generation = 0

    def __len__(self) -> int:
        """Size in bytes."""
        return len(self._content)

    def snapshot(self) -> bytes:
        """All of it, as it is now."""
        return bytes(self._content)

    def read(self, offset: int, length: int) -> bytes:
        """`length` bytes from `offset`. Raises `DriverError` outside the space."""
        self._check(offset, length)
        return bytes(self._content[offset : offset + length])

    def write(self, offset: int, data: bytes) -> None:
        """A write by the driver. Raises `DriverError` outside the space or the ranges it may write."""
        self._check(offset, len(data))
        if not self._may_write(offset, len(data)):
            raise DriverError(f"writes {len(data)} read-only configuration bytes at offset {offset}", _RULE)
        self._content[offset : offset + len(data)] = data

    def update(self, offset: int, data: bytes) -> bool:
        """A change by the device itself: the generation rises if any byte differs. True if it did."""
        end = offset + len(data)
        if offset < 0 or end > len(self._content):
            raise ValueError(f"bytes {offset}..{end} lie outside a configuration space of {len(self._content)}")
        if self._content[offset:end] == data:
            return False
        self._content[offset:end] = data
        self.generation = (self.generation + 1) & 0xFFFFFFFF
        return True

    def _check(self, offset: int, length: int) -> None:
        if offset < 0 or length < 0 or offset + length > len(self._content):
            size = len(self._content)
            raise DriverError(f"accesses configuration bytes {offset}..{offset + length} of {size}", _RULE)

    def _may_write(self, offset: int, length: int) -> bool:
        if self._writable is None:
            return True
        return any(span.start <= offset and offset + length <= span.stop for span in self._writable)


class ConfigReader(Protocol):
    """The part of a transport that reads configuration space."""

    def config_generation(self) -> int:
        """The generation count now."""
        ...

    def read_config(self, offset: int, length: int) -> bytes:
        """`length` bytes from `offset`."""
        ...


def read_consistent(
    source: ConfigReader, offset: int, length: int, *, pause: Callable[[], None] | None = None
) -> bytes:
    """Bytes that belong to one generation: read until the count before equals the count after.

    `pause` runs between attempts. Raises `DeviceError` for a device whose generation never settles or whose space is
    too short.
    """
    for _ in range(_ATTEMPTS):
        before = source.config_generation()
        data = source.read_config(offset, length)
        if source.config_generation() == before:
            if len(data) != length:
                raise DeviceError(f"gave {len(data)} of {length} configuration bytes at offset {offset}", _RULE)
            return data
        if pause is not None:
            pause()
    raise DeviceError(f"changed its configuration generation during {_ATTEMPTS} reads in a row", None)
