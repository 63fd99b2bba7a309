"""A made-up device type, its device and its driver: buffers come back reversed, or when the test says so."""

from enum import IntFlag

from specgen.runtime.device import Device
from specgen.runtime.device_type import DeviceType
from specgen.runtime.driver import Driver
from specgen.runtime.memory import Allocator, GuestMemory
from specgen.runtime.pair import PairTransport
from specgen.runtime.queues import QueueSpec
from specgen.runtime.virtqueue import Chain


class EchoFeature(IntFlag):
    """Feature bits of the echo device."""

    LATER = 1 << 0
    """Bit 0. Gates laterq (virtqueue 1)."""


class EchoType(DeviceType):
    """A device type that no specification has."""

    device_id = 0xEC40
    features = EchoFeature
    queues = (QueueSpec("echoq", 0), QueueSpec("laterq", 1, features=EchoFeature.LATER))


class EchoDevice(EchoType, Device):
    """Writes what it reads backwards into the writable part of a buffer, as much as fits."""

    config_size = 16
    config_writable = (range(8, 16),)

    def on_echoq(self, chain: Chain) -> int:
        """Answer at once. The number of bytes written."""
        reader, writer = chain.reader(), chain.writer()
        return writer.write(reader.read_up_to(writer.remaining)[::-1])

    def on_laterq(self, chain: Chain) -> None:
        """Keep the buffer until `answer`."""
        self.hold(chain)

    def answer(self, index: int) -> None:
        """Answer the kept buffer number `index`, counted from the oldest."""
        chain = self.held["laterq"][index]
        self.complete(chain, self.on_echoq(chain))


class EchoDriver(EchoType, Driver):
    """Drives an echo device through `add`, `kick` and `collect`."""


def connect(device: Device, size: int = 1 << 20) -> tuple[PairTransport, Allocator]:
    """A transport to `device` in this process over `size` bytes of new memory, and an allocator for all of it."""
    return PairTransport(device, GuestMemory.allocate(size)), Allocator(0, size)
