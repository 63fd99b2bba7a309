"""Rings written byte by byte, with no check at all: what a hostile or broken peer may do to one of ours.

`SplitHand` and `PackedHand` play either role over the memory of a queue; the other side is under test.
"""

from struct import Struct

from specgen.runtime.memory import GuestMemory
from specgen.runtime.setup import QueueSetup

_U16 = Struct("<H")
_USED = Struct("<II")
_DESCRIPTOR = Struct("<QIHH")


class SplitHand:
    """Writes and reads the three areas of a split virtqueue."""

    def __init__(self, setup: QueueSetup, memory: GuestMemory) -> None:
        self.setup = setup
        self.memory = memory
        self.size = setup.size

    def describe(self, slot: int, address: int, length: int, flags: int = 0, following: int = 0) -> None:
        """Write descriptor `slot` of the table."""
        self.write(self.setup.descriptor_area + 16 * slot, _DESCRIPTOR.pack(address, length, flags, following))

    def table(self, address: int, *entries: tuple[int, int, int, int]) -> None:
        """Write an indirect table of (address, length, flags, next)."""
        self.write(address, b"".join(_DESCRIPTOR.pack(*entry) for entry in entries))

    def offer(self, *heads: int) -> None:
        """Put heads into the available ring and show them."""
        index = self.available_index
        for head in heads:
            self._put(self.setup.driver_area + 4 + 2 * (index % self.size), head)
            index = (index + 1) & 0xFFFF
        self.available_index = index

    def use(self, identity: int, length: int) -> None:
        """Put an entry into the used ring and show it."""
        index = self.used_index
        self.write(self.setup.device_area + 4 + 8 * (index % self.size), _USED.pack(identity, length))
        self.used_index = index + 1

    @property
    def available_index(self) -> int:
        """`idx` of the available ring."""
        return self._get(self.setup.driver_area + 2)

    @available_index.setter
    def available_index(self, value: int) -> None:
        self._put(self.setup.driver_area + 2, value)

    @property
    def used_index(self) -> int:
        """`idx` of the used ring."""
        return self._get(self.setup.device_area + 2)

    @used_index.setter
    def used_index(self, value: int) -> None:
        self._put(self.setup.device_area + 2, value)

    @property
    def available_flags(self) -> int:
        """`flags` of the available ring, which the driver writes."""
        return self._get(self.setup.driver_area)

    @available_flags.setter
    def available_flags(self, value: int) -> None:
        self._put(self.setup.driver_area, value)

    @property
    def used_flags(self) -> int:
        """`flags` of the used ring, which the device writes."""
        return self._get(self.setup.device_area)

    @used_flags.setter
    def used_flags(self, value: int) -> None:
        self._put(self.setup.device_area, value)

    @property
    def used_event(self) -> int:
        """`used_event`, at the end of the available ring."""
        return self._get(self.setup.driver_area + 4 + 2 * self.size)

    @used_event.setter
    def used_event(self, value: int) -> None:
        self._put(self.setup.driver_area + 4 + 2 * self.size, value)

    @property
    def available_event(self) -> int:
        """`avail_event`, at the end of the used ring."""
        return self._get(self.setup.device_area + 4 + 8 * self.size)

    @available_event.setter
    def available_event(self, value: int) -> None:
        self._put(self.setup.device_area + 4 + 8 * self.size, value)

    def used(self, index: int) -> tuple[int, int]:
        """ID and length in entry `index` (free running) of the used ring."""
        at = self.setup.device_area + 4 + 8 * (index % self.size)
        identity, length = _USED.unpack(self.memory.view(at, 8))
        return identity, length

    def write(self, address: int, data: bytes) -> None:
        """Write any bytes of guest memory."""
        self.memory.view(address, len(data))[:] = data

    def _get(self, address: int) -> int:
        value: int = _U16.unpack(self.memory.view(address, 2))[0]
        return value

    def _put(self, address: int, value: int) -> None:
        self.write(address, _U16.pack(value & 0xFFFF))


class PackedHand:
    """Writes and reads the three areas of a packed virtqueue."""

    AVAILABLE = 0x80
    """Flags of an available descriptor in the first lap; of a used one in the second it is 0."""
    USED = 0x8080
    """Flags of a used descriptor in the first lap."""

    def __init__(self, setup: QueueSetup, memory: GuestMemory) -> None:
        self.setup = setup
        self.memory = memory
        self.size = setup.size

    def describe(self, slot: int, extent: tuple[int, int], identity: int, flags: int) -> None:
        """Write descriptor `slot` of the ring: address and length, buffer ID, all flags."""
        self.write(self.setup.descriptor_area + 16 * slot, _DESCRIPTOR.pack(*extent, identity, flags))

    def descriptor(self, slot: int) -> tuple[int, int, int]:
        """Length, buffer ID and flags of descriptor `slot`."""
        view = self.memory.view(self.setup.descriptor_area + 16 * slot, 16)
        _, length, identity, flags = _DESCRIPTOR.unpack(view)
        return length, identity, flags

    def table(self, address: int, *entries: tuple[int, int, int]) -> None:
        """Write an indirect table of (address, length, flags)."""
        self.write(address, b"".join(_DESCRIPTOR.pack(where, size, 0, flags) for where, size, flags in entries))

    def driver_event(self, where: int, flags: int) -> None:
        """Write the driver's event suppression structure: offset and wrap counter, flags."""
        self.write(self.setup.driver_area, _U16.pack(where) + _U16.pack(flags))

    def device_event(self, where: int, flags: int) -> None:
        """Write the device's event suppression structure: offset and wrap counter, flags."""
        self.write(self.setup.device_area, _U16.pack(where) + _U16.pack(flags))

    def read_device_event(self) -> tuple[int, int]:
        """The device's event suppression structure: offset and wrap counter, flags."""
        view = self.memory.view(self.setup.device_area, 4)
        return _U16.unpack_from(view)[0], _U16.unpack_from(view, 2)[0]

    def write(self, address: int, data: bytes) -> None:
        """Write any bytes of guest memory."""
        self.memory.view(address, len(data))[:] = data
