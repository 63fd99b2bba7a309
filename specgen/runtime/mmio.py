"""The registers of a virtio-mmio device on some bus -> the transport of a driver.

Implements "sec:Virtio Transport Options / Virtio Over MMIO", version 2. Control registers are 32 bits wide; offsets are
bytes from the device's base address; what is wider than a byte is little-endian.
"""

from collections.abc import Iterator
from enum import IntEnum, IntFlag
from typing import Protocol

from specgen.runtime.errors import DeviceError
from specgen.runtime.features import RingFeature
from specgen.runtime.memory import GuestMemory
from specgen.runtime.setup import QueueSetup

_DEVICE = "devicenormative:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout"
MAGIC = 0x74726976
VERSION = 2
FEATURE_WORDS = 2
"""32-bit words of features that are read and written: the text gives a meaning to these two."""


class Register(IntEnum):
    """Offsets of the registers."""

    # What it is.
    MAGIC_VALUE = 0x000
    VERSION = 0x004
    DEVICE_ID = 0x008
    VENDOR_ID = 0x00C
    # What it offers and what is accepted, a word at a time.
    DEVICE_FEATURES = 0x010
    DEVICE_FEATURES_SEL = 0x014
    DRIVER_FEATURES = 0x020
    DRIVER_FEATURES_SEL = 0x024
    # The queue that is spoken of, and kicks for any.
    QUEUE_SEL = 0x030
    QUEUE_SIZE_MAX = 0x034
    QUEUE_SIZE = 0x038
    QUEUE_READY = 0x044
    QUEUE_NOTIFY = 0x050
    # What has happened.
    INTERRUPT_STATUS = 0x060
    INTERRUPT_ACK = 0x064
    STATUS = 0x070
    # Where the queue lies, in halves.
    QUEUE_DESC_LOW = 0x080
    QUEUE_DESC_HIGH = 0x084
    QUEUE_DRIVER_LOW = 0x090
    QUEUE_DRIVER_HIGH = 0x094
    # The third area is the device's.
    QUEUE_DEVICE_LOW = 0x0A0
    QUEUE_DEVICE_HIGH = 0x0A4
    QUEUE_RESET = 0x0C0
    CONFIG_GENERATION = 0x0FC
    CONFIG = 0x100


class Interrupt(IntFlag):
    """Why the device interrupts."""

    USED_BUFFERS = 1
    CONFIG_CHANGE = 2


class Bus(Protocol):
    """Reads and writes of 1, 2 or 4 bytes at an address, as the machine's processor does them; raises `OSError`."""

    def read(self, address: int, width: int) -> int:
        """Read `width` bytes."""
        ...

    def write(self, address: int, width: int, value: int) -> None:
        """Write `width` bytes."""
        ...


class MmioTransport:
    """Implements `Transport` for the device at `base`, an address on the bus.

    Raises `DeviceError` where no device of version 2 is there; one of ID 0 is a place left empty, see `device_id`.
    """

    def __init__(self, bus: Bus, base: int, memory: GuestMemory) -> None:
        self._bus = bus
        self._base = base
        self.memory = memory
        self._accepted = 0
        self._resetting: set[int] = set()
        for register, expected in ((Register.MAGIC_VALUE, MAGIC), (Register.VERSION, VERSION)):
            if (found := self._read(register)) != expected:
                raise DeviceError(f"has {found:#x} instead of {expected:#x} in {register.name}", _DEVICE)

    def device_id(self) -> int:
        """The device ID; 0 where there is no device, of which nothing else may then be read."""
        return self._read(Register.DEVICE_ID)

    def read_status(self) -> int:
        """The device status field."""
        return self._read(Register.STATUS)

    def write_status(self, status: int) -> None:
        """Write the device status field."""
        if status == 0:
            self._resetting.clear()
        self._write(Register.STATUS, status)

    def read_device_features(self) -> int:
        """The feature bits the device offers, 64 of them."""
        features = 0
        for word in range(FEATURE_WORDS):
            self._write(Register.DEVICE_FEATURES_SEL, word)
            features |= self._read(Register.DEVICE_FEATURES) << 32 * word
        return features

    def write_driver_features(self, features: int) -> None:
        """The feature bits the driver accepts."""
        self._accepted = features
        for word in range(FEATURE_WORDS):
            self._write(Register.DRIVER_FEATURES_SEL, word)
            self._write(Register.DRIVER_FEATURES, features >> 32 * word & 0xFFFFFFFF)

    def config_generation(self) -> int:
        """The generation of the configuration space."""
        return self._read(Register.CONFIG_GENERATION)

    def read_config(self, offset: int, length: int) -> bytes:
        """Read configuration space by the widest aligned accesses.

        A field is read as it has to be if one call asks for just that field, or for fields of 32 and 64 bits.
        """
        return b"".join(
            self._bus.read(self._base + Register.CONFIG + at, width).to_bytes(width, "little")
            for at, width in _accesses(offset, length)
        )

    def write_config(self, offset: int, data: bytes) -> None:
        """Write configuration space, like `read_config`."""
        for at, width in _accesses(offset, len(data)):
            value = int.from_bytes(data[at - offset : at - offset + width], "little")
            self._bus.write(self._base + Register.CONFIG + at, width, value)

    def queue_max_size(self, number: int) -> int:
        """The largest size of a queue, 0 if it does not exist."""
        self._write(Register.QUEUE_SEL, number)
        return self._read(Register.QUEUE_SIZE_MAX)

    def enable_queue(self, number: int, setup: QueueSetup) -> None:
        """Enable a queue. Raises `DeviceError` where it is in use already."""
        self._write(Register.QUEUE_SEL, number)
        if self._read(Register.QUEUE_READY):
            raise DeviceError(f"has virtqueue {number} in use before it is enabled", _DEVICE)
        self._write(Register.QUEUE_SIZE, setup.size)
        places = (
            (Register.QUEUE_DESC_LOW, setup.descriptor_area),
            (Register.QUEUE_DRIVER_LOW, setup.driver_area),
            (Register.QUEUE_DEVICE_LOW, setup.device_area),
        )
        for register, address in places:
            self._write(register, address & 0xFFFFFFFF)
            self._write(register + 4, address >> 32)
        self._write(Register.QUEUE_READY, 1)
        self._resetting.discard(number)

    def reset_queue(self, number: int) -> None:
        """Reset a queue."""
        self._resetting.add(number)
        self._write(Register.QUEUE_SEL, number)
        self._write(Register.QUEUE_RESET, 1)

    def queue_enabled(self, number: int) -> bool:
        """Whether a queue is enabled; one being reset is until its reset is complete."""
        self._write(Register.QUEUE_SEL, number)
        return bool(self._read(Register.QUEUE_RESET if number in self._resetting else Register.QUEUE_READY))

    def notify(self, number: int, data: int = 0) -> None:
        """Send an available buffer notification."""
        if self._accepted & RingFeature.NOTIFICATION_DATA:
            number |= data << 16
        self._write(Register.QUEUE_NOTIFY, number)

    def take_interrupts(self) -> Interrupt:
        """What the device interrupts for; it is acknowledged."""
        found = self._read(Register.INTERRUPT_STATUS)
        interrupts = Interrupt(found & (Interrupt.USED_BUFFERS | Interrupt.CONFIG_CHANGE))
        if interrupts:
            self._write(Register.INTERRUPT_ACK, interrupts)
        return interrupts

    def _read(self, register: int) -> int:
        return self._bus.read(self._base + register, 4)

    def _write(self, register: int, value: int) -> None:
        self._bus.write(self._base + register, 4, value)


def _accesses(offset: int, length: int) -> Iterator[tuple[int, int]]:
    """Offsets and widths of aligned accesses that together cover `length` bytes from `offset`."""
    end = offset + length
    while offset < end:
        width = next(width for width in (4, 2, 1) if offset % width == 0 and offset + width <= end)
        yield offset, width
        offset += width
