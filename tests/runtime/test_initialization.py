from typing import Any

import pytest
from runtime.sample_device import SampleDevice, SampleDriver, SampleFeature

from specgen.runtime.errors import DeviceError, DriverError, QueueMissingError
from specgen.runtime.features import RingFeature
from specgen.runtime.memory import Allocator, GuestMemory
from specgen.runtime.pair import PairTransport
from specgen.runtime.queues import QueueNumbering
from specgen.runtime.setup import QueueSetup
from specgen.runtime.status import Status

READY = Status.ACKNOWLEDGE | Status.DRIVER | Status.FEATURES_OK
SIZE = 1 << 18


class Recorder(PairTransport):
    """Writes down what the driver does, in order."""

    def __init__(self, device: SampleDevice) -> None:
        super().__init__(device, GuestMemory.allocate(SIZE))
        self.log: list[Any] = []

    def write_status(self, status: int) -> None:
        self.log.append(Status(status))
        super().write_status(status)

    def read_device_features(self) -> int:
        self.log.append("read features")
        return super().read_device_features()

    def write_driver_features(self, features: int) -> None:
        self.log.append("write features")
        super().write_driver_features(features)

    def enable_queue(self, number: int, setup: QueueSetup) -> None:
        self.log.append(number)
        super().enable_queue(number, setup)


def pair(device: SampleDevice, **options: Any) -> tuple[SampleDriver, Recorder]:
    transport = Recorder(device)
    return SampleDriver(transport, Allocator(0, SIZE), **options), transport


def features_set(device: SampleDevice, accepted: int = RingFeature.VERSION_1) -> None:
    device.write_status(Status.ACKNOWLEDGE)
    device.write_status(Status.ACKNOWLEDGE | Status.DRIVER)
    device.write_driver_features(accepted)
    device.write_status(READY)


@pytest.mark.basic_drv_0001
@pytest.mark.init_drv_0001
def test_the_steps_come_in_the_order_of_the_text() -> None:
    driver, transport = pair(SampleDevice(), want=SampleFeature.CONTROL)
    driver.initialize()
    a, d = Status.ACKNOWLEDGE, Status.DRIVER
    assert transport.log == [
        Status.RESET, a, a | d, "read features", "write features", READY, 0, 1, 2, READY | Status.DRIVER_OK,
    ]  # fmt: skip
    assert transport.device.live
    assert not transport.device.violations


def test_queues_exist_only_with_their_features() -> None:
    driver, transport = pair(SampleDevice(), want=0)
    driver.initialize()
    assert sorted(transport.device.rings.enabled) == [0, 1]
    assert transport.queue_max_size(2) == 0
    with pytest.raises(QueueMissingError, match="controlq"):
        driver.queue("controlq")
    assert driver.queue("receiveq").number == 0


def test_both_sides_number_families_alike() -> None:
    device = SampleDevice(bindings={"N": 3}, numbering=QueueNumbering.COMPACT)
    driver, _ = pair(device, bindings={"N": 3}, numbering=QueueNumbering.COMPACT)
    driver.initialize()
    assert driver.queue("receiveq", 3).number == 4
    assert driver.queue("farq").number == 7
    assert sorted(device.rings.enabled) == list(range(8))


@pytest.mark.init_drv_0004
@pytest.mark.init_drv_0005
def test_a_driver_gives_up_with_failed() -> None:
    class Refusing(SampleDevice):
        def check_features(self, accepted: int) -> None:
            raise DriverError(f"leaves out what this device needs: {accepted:#x}")

    driver, transport = pair(Refusing())
    with pytest.raises(DeviceError, match="refuses the features"):
        driver.initialize()
    assert transport.device.status & Status.FAILED
    assert not transport.device.live


def test_a_driver_may_give_up_before_it_accepts_anything() -> None:
    class Picky(SampleDriver):
        def check_device(self, features: int) -> None:
            raise DeviceError(f"has {self.read_config(0, 4)!r} with {features:#x}")

    transport = Recorder(SampleDevice(config=b"oddsizedough"))
    driver = Picky(transport, Allocator(0, SIZE))
    with pytest.raises(DeviceError, match="has b'odds'"):
        driver.initialize()
    assert "write features" not in transport.log
    assert transport.device.status & Status.FAILED


def test_a_driver_refuses_another_device_type() -> None:
    class Other(SampleDevice):
        device_id = 5

    driver, _ = pair(Other())
    with pytest.raises(DeviceError, match="device ID 5"):
        driver.initialize()


def test_a_driver_refuses_a_device_without_the_queues_its_features_promise() -> None:
    driver, transport = pair(SampleDevice(), bindings={"N": 2})
    with pytest.raises(DeviceError, match="no virtqueue"):
        driver.initialize()
    assert transport.device.status & Status.FAILED


@pytest.mark.basic_dev_0001
@pytest.mark.basic_dev_0008
def test_a_reset_clears_everything_and_the_pair_starts_again() -> None:
    driver, transport = pair(SampleDevice())
    driver.initialize()
    driver.reset()
    assert transport.device.status == Status.RESET
    assert not transport.device.rings.enabled
    assert not transport.device.negotiated
    driver.initialize()
    assert transport.device.live


@pytest.mark.basic_dev_0003
def test_steps_out_of_order_leave_the_device_in_need_of_reset_until_it_gets_one() -> None:
    device = SampleDevice()
    device.write_status(Status.ACKNOWLEDGE | Status.DRIVER)
    device.write_status(Status.ACKNOWLEDGE | Status.DRIVER | Status.DRIVER_OK)
    assert device.status & Status.DEVICE_NEEDS_RESET
    assert not device.live
    device.write_status(0)
    features_set(device)
    assert device.status == READY


@pytest.mark.init_drv_0003
def test_features_are_not_written_before_driver_or_after_features_ok() -> None:
    device = SampleDevice()
    device.write_driver_features(RingFeature.VERSION_1)
    assert device.status & Status.DEVICE_NEEDS_RESET
    device.write_status(0)
    features_set(device)
    device.write_driver_features(0)
    assert device.status & Status.DEVICE_NEEDS_RESET


def test_driver_ok_with_refused_features_does_not_make_the_device_live() -> None:
    device = SampleDevice()
    device.write_status(Status.ACKNOWLEDGE | Status.DRIVER)
    device.write_driver_features(0)
    device.write_status(READY | Status.DRIVER_OK)
    assert device.status & Status.DEVICE_NEEDS_RESET
    assert not device.live


@pytest.mark.parametrize(
    ("number", "setup"),
    [
        (0, QueueSetup(0, 0, 0x2000, 0x3000)),
        (0, QueueSetup(3, 0, 0x2000, 0x3000)),
        (0, QueueSetup(512, 0, 0x4000, 0x6000)),
        (0, QueueSetup(1 << 31, 0, 0x4000, 0x6000)),
        (0, QueueSetup(8, 8, 0x2000, 0x3000)),
        (0, QueueSetup(8, 0, 0x2001, 0x3000)),
        (0, QueueSetup(8, 0, 0x2000, 0x3002)),
        (0, QueueSetup(8, SIZE - 16, 0x2000, 0x3000)),
        (0, QueueSetup(8, 0, 0x2000, (1 << 64) - 4)),
        (2, QueueSetup(8, 0, 0x2000, 0x3000)),
        (1 << 40, QueueSetup(8, 0, 0x2000, 0x3000)),
    ],
)
def test_queues_that_cannot_be_are_refused(number: int, setup: QueueSetup) -> None:
    device = SampleDevice()
    PairTransport(device, GuestMemory.allocate(SIZE))
    features_set(device)
    device.enable_queue(number, setup)
    assert device.status & Status.DEVICE_NEEDS_RESET
    assert not device.rings.enabled


def test_a_packed_queue_may_have_any_size() -> None:
    device = SampleDevice()
    PairTransport(device, GuestMemory.allocate(SIZE))
    features_set(device, RingFeature.VERSION_1 | RingFeature.RING_PACKED)
    device.enable_queue(0, QueueSetup(3, 0, 0x2000, 0x3000))
    assert device.queue_enabled(0)
    device.enable_queue(0, QueueSetup(3, 0, 0x2000, 0x3000))
    assert "twice" in str(device.violations[-1])


@pytest.mark.basic_dev_0004
def test_needs_reset_is_announced_only_to_a_live_driver() -> None:
    driver, transport = pair(SampleDevice())
    transport.device.fail(DriverError("errs"))
    assert list(transport.events()) == []
    driver.initialize()
    transport.device.fail(DriverError("errs"))
    transport.device.fail(DriverError("errs again"))
    assert list(transport.events()) == [None]


def test_configuration_goes_through_the_pair() -> None:
    driver, transport = pair(SampleDevice())
    driver.initialize()
    device = transport.device
    driver.write_config(4, b"abcd")
    driver.write_config(0, b"abcd")
    device.change_config(0, b"new!")
    device.change_config(0, b"new!")
    assert list(transport.events()) == [None]
    assert driver.read_config(0, 12) == b"new!abcd\0\0\0\0"
    assert "read-only" in str(device.violations[-1])
    assert device.live


@pytest.mark.parametrize(("offset", "length", "answer"), [(10, 4, 4), (-1, 4, 4), (1 << 70, 1 << 70, 4096), (0, -5, 0)])
def test_reads_outside_configuration_space_give_zeros(offset: int, length: int, answer: int) -> None:
    assert SampleDevice().read_config(offset, length) == bytes(answer)


@pytest.mark.init_drv_0002
def test_configuration_is_not_written_before_features_ok() -> None:
    device = SampleDevice()
    device.write_config(4, b"abcd")
    assert device.config.snapshot() == bytes(12)
    assert len(device.violations) == 1


def test_queue_reset_needs_its_feature() -> None:
    driver, transport = pair(SampleDevice(), want=0)
    driver.initialize()
    transport.reset_queue(0)
    assert transport.device.status & Status.DEVICE_NEEDS_RESET


@pytest.mark.basic_drv_0014
def test_a_reset_queue_can_be_enabled_again() -> None:
    driver, transport = pair(SampleDevice(), want=RingFeature.RING_RESET)
    driver.initialize()
    setup = driver.ring("receiveq").setup
    transport.reset_queue(0)
    assert not transport.queue_enabled(0)
    transport.enable_queue(0, setup)
    assert transport.queue_enabled(0)
    transport.reset_queue(9)
    assert transport.device.status & Status.DEVICE_NEEDS_RESET
