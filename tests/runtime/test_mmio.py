"""Our driver over the registers of a device, which a strict model of them plays."""

import pytest

from specgen.runtime.errors import DeviceError
from specgen.runtime.features import RingFeature
from specgen.runtime.memory import Allocator, GuestMemory
from specgen.runtime.mmio import Interrupt, MmioTransport, Register
from specgen.runtime.setup import QueueSetup
from specgen.runtime.testing.echo import EchoDevice, EchoDriver, EchoFeature

BASE = 0xFEB02E00
SIZE = 1 << 20
R = Register
READABLE = {
    *(R.MAGIC_VALUE, R.VERSION, R.DEVICE_ID, R.VENDOR_ID, R.DEVICE_FEATURES, R.QUEUE_SIZE_MAX, R.QUEUE_READY),
    *(R.INTERRUPT_STATUS, R.STATUS, R.QUEUE_RESET, R.CONFIG_GENERATION),
}
PER_QUEUE = {
    *(R.QUEUE_SIZE, R.QUEUE_DESC_LOW, R.QUEUE_DESC_HIGH, R.QUEUE_DRIVER_LOW, R.QUEUE_DRIVER_HIGH),
    *(R.QUEUE_DEVICE_LOW, R.QUEUE_DEVICE_HIGH),
}
WRITABLE = {
    *(R.DEVICE_FEATURES_SEL, R.DRIVER_FEATURES, R.DRIVER_FEATURES_SEL, R.QUEUE_SEL, R.QUEUE_READY, R.QUEUE_NOTIFY),
    *(R.INTERRUPT_ACK, R.STATUS, R.QUEUE_RESET),
} | PER_QUEUE


class Registers:
    """The registers of a device; it refuses what a driver must not do. `slow` is how long a queue's reset takes."""

    def __init__(self, device: EchoDevice, memory: GuestMemory) -> None:
        self.device = device
        self.registers: dict[int, int] = {R.MAGIC_VALUE: 0x74726976, R.VERSION: 2, R.DEVICE_ID: device.device_id}
        self.queues: dict[int, dict[int, int]] = {}
        self.resets: dict[int, int] = {}
        self.slow = 0
        self.config_accesses: list[tuple[int, int]] = []
        self.interrupts = 0
        self.undefined = 0x100
        device.attach(memory, self)

    def used_buffers(self, _: int) -> None:
        self.interrupts |= 1

    def config_changed(self) -> None:
        self.interrupts |= 2

    def read(self, address: int, width: int) -> int:
        offset = address - BASE
        if offset >= R.CONFIG:
            self.config_accesses.append((offset - R.CONFIG, width))
            assert offset % width == 0
            return int.from_bytes(self.device.read_config(offset - R.CONFIG, width), "little")
        assert width == 4
        assert offset in READABLE
        number = self.registers.get(R.QUEUE_SEL, 0)
        if offset == R.DEVICE_FEATURES:
            return self.device.offered >> 32 * self.registers.pop(R.DEVICE_FEATURES_SEL) & 0xFFFFFFFF
        if offset == R.QUEUE_RESET:
            left = self.resets.get(number, 0)
            self.resets[number] = max(0, left - 1)
            return int(left > 0)
        return {
            R.STATUS: int(self.device.status),
            R.QUEUE_SIZE_MAX: self.device.queue_max_size(number),
            R.QUEUE_READY: int(self.device.queue_enabled(number)),
            R.INTERRUPT_STATUS: self.interrupts | self.undefined,
            R.CONFIG_GENERATION: self.device.config.generation,
        }.get(R(offset), self.registers.get(offset, 0))

    def write(self, address: int, width: int, value: int) -> None:
        offset = address - BASE
        if offset >= R.CONFIG:
            self.config_accesses.append((offset - R.CONFIG, width))
            self.device.write_config(offset - R.CONFIG, value.to_bytes(width, "little"))
            return
        assert width == 4
        assert offset in WRITABLE
        assert 0 <= value < 1 << 32
        number = self.registers.get(R.QUEUE_SEL, 0)
        if offset in PER_QUEUE:
            assert not self.device.queue_enabled(number)
            self.queues.setdefault(number, {})[offset] = value
        elif offset == R.STATUS:
            self.device.write_status(value)
        elif offset == R.DRIVER_FEATURES:
            self.write_features(self.registers.pop(R.DRIVER_FEATURES_SEL), value)
        elif offset == R.QUEUE_READY:
            assert value == 1
            self.device.enable_queue(number, self.setup(self.queues.pop(number)))
        elif offset == R.QUEUE_RESET:
            self.device.reset_queue(number)
            self.resets[number] = self.slow
        elif offset == R.QUEUE_NOTIFY:
            self.device.notify(value)
        elif offset == R.INTERRUPT_ACK:
            assert value
            assert value & ~3 == 0
            self.interrupts &= ~value
        else:
            self.registers[offset] = value

    def write_features(self, word: int, value: int) -> None:
        kept = self.device.driver_features & ~(0xFFFFFFFF << 32 * word)
        self.device.write_driver_features(kept | value << 32 * word)

    def setup(self, queue: dict[int, int]) -> QueueSetup:
        places = (
            queue[low] | queue[low + 4] << 32 for low in (R.QUEUE_DESC_LOW, R.QUEUE_DRIVER_LOW, R.QUEUE_DEVICE_LOW)
        )
        return QueueSetup(queue[R.QUEUE_SIZE], *places)


START = 0x1_2345_0000
"""Guest memory begins beyond 32 bits, so that the high halves of addresses count."""


@pytest.fixture
def registers() -> Registers:
    return Registers(EchoDevice(), GuestMemory.allocate(SIZE, START))


@pytest.fixture
def transport(registers: Registers) -> MmioTransport:
    assert registers.device.memory is not None
    return MmioTransport(registers, BASE, registers.device.memory)


def started(transport: MmioTransport, features: int) -> EchoDriver:
    driver = EchoDriver(transport, Allocator(START, START + SIZE), features)
    driver.initialize()
    return driver


def echo(driver: EchoDriver, payload: bytes) -> bytes:
    memory = driver.transport.memory
    memory.view(START + 0x80000, len(payload))[:] = payload
    driver.add("echoq", [(START + 0x80000, len(payload))], [(START + 0x90000, len(payload))])
    driver.kick("echoq")
    (used,) = driver.collect("echoq")
    return bytes(memory.view(START + 0x90000, used.written))


@pytest.mark.parametrize("layout", [0, RingFeature.RING_PACKED, RingFeature.EVENT_IDX | RingFeature.INDIRECT_DESC])
def test_buffers_come_back_reversed(registers: Registers, transport: MmioTransport, layout: int) -> None:
    driver = started(transport, layout)
    assert driver.negotiated == layout | RingFeature.VERSION_1
    assert echo(driver, b"stressed") == b"desserts"
    assert list(registers.device.violations) == []


@pytest.mark.mmio_drv_0012
@pytest.mark.mmio_drv_0017
@pytest.mark.mmio_drv_0018
def test_interrupts_are_taken_once_and_undefined_ones_ignored(registers: Registers, transport: MmioTransport) -> None:
    driver = started(transport, 0)
    assert transport.take_interrupts() == 0
    echo(driver, b"x")
    registers.device.change_config(0, b"y")
    assert transport.take_interrupts() == Interrupt.USED_BUFFERS | Interrupt.CONFIG_CHANGE
    assert transport.take_interrupts() == 0


def test_configuration_is_accessed_by_aligned_words(registers: Registers, transport: MmioTransport) -> None:
    driver = started(transport, 0)
    registers.device.config.update(0, bytes(range(16)))
    assert driver.read_config(1, 10) == bytes(range(1, 11))
    driver.write_config(9, b"abc")
    assert driver.read_config(9, 3) == b"abc"
    reads, writes = [(1, 1), (2, 2), (4, 4), (8, 2), (10, 1)], [(9, 1), (10, 2)]
    assert registers.config_accesses == reads + writes + writes


@pytest.mark.mmio_drv_0020
def test_a_queue_reset_is_waited_for(registers: Registers, transport: MmioTransport) -> None:
    driver = started(transport, RingFeature.RING_RESET | EchoFeature.LATER)
    registers.slow = 5
    driver.reset_queue("echoq")
    assert registers.resets[0] == 0
    assert echo(driver, b"ab") == b"ba"
    assert list(registers.device.violations) == []


@pytest.mark.mmio_drv_0010
def test_a_queue_that_is_in_use_is_not_set_up(transport: MmioTransport) -> None:
    driver = started(transport, 0)
    with pytest.raises(DeviceError, match="in use before"):
        transport.enable_queue(0, driver.ring("echoq").setup)


@pytest.mark.mmio_drv_0004
@pytest.mark.mmio_drv_0005
@pytest.mark.mmio_drv_0014
@pytest.mark.parametrize(("register", "value"), [(R.MAGIC_VALUE, 0), (R.VERSION, 1)])
def test_what_is_no_device_of_version_2_is_refused(registers: Registers, register: Register, value: int) -> None:
    registers.registers[register] = value
    with pytest.raises(DeviceError, match=register.name):
        MmioTransport(registers, BASE, GuestMemory.allocate(16))


def test_notification_data_goes_into_the_upper_half(registers: Registers, transport: MmioTransport) -> None:
    seen: list[int] = []
    registers.device.notify = seen.append  # type: ignore[method-assign]
    transport._accepted = int(RingFeature.NOTIFICATION_DATA)
    transport.notify(1, 0x8002)
    transport._accepted = 0
    transport.notify(1, 0x8002)
    assert seen == [0x80020001, 1]
