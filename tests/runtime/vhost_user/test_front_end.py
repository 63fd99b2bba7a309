"""Our driver over a socket against our device: both layouts, with and without what is optional."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from runtime.vhost_user.serving import serving

from specgen.runtime.errors import DeviceError
from specgen.runtime.features import RingFeature
from specgen.runtime.memory import Allocator
from specgen.runtime.status import Status
from specgen.runtime.testing.echo import EchoDevice, EchoDriver, EchoFeature
from specgen.runtime.vhost_user.front_end import FrontEnd
from specgen.runtime.vhost_user.requests import SPOKEN, ProtocolFeature
from specgen.runtime.vhost_user.server import Server
from specgen.runtime.vhost_user.session import OFFERED

SIZE = 1 << 20
LAYOUTS = [
    0,
    RingFeature.INDIRECT_DESC | RingFeature.EVENT_IDX,
    RingFeature.RING_PACKED,
    RingFeature.RING_PACKED | RingFeature.INDIRECT_DESC | RingFeature.EVENT_IDX,
]
PROTOCOLS = {
    "all": SPOKEN,
    "none": 0,
    "no-status": SPOKEN & ~ProtocolFeature.STATUS,
    "no-acknowledgement": SPOKEN & ~ProtocolFeature.REPLY_ACK,
    "in-band": SPOKEN | ProtocolFeature.INBAND_NOTIFICATIONS,
}


def wait(front: FrontEnd, event: int | None) -> None:
    for _ in range(1000):
        if event in list(front.events(10)):
            return
    raise AssertionError(f"{event} never comes")


def echo(front: FrontEnd, driver: EchoDriver, payload: bytes, key: str = "echoq") -> bytes:
    """Sends `payload` and gives what comes back."""
    allocator, memory = driver.allocator, front.memory
    there, back = allocator.allocate(len(payload)), allocator.allocate(len(payload))
    memory.view(there, len(payload))[:] = payload
    token = driver.add(key, [(there, len(payload))], [(back, len(payload))])
    driver.kick(key)
    while not (used := driver.collect(key)):
        wait(front, driver.queue(key).number)
    assert [one.token for one in used] == [token]
    answer = bytes(memory.view(back, used[0].written))
    for address in (there, back):
        allocator.free(address, len(payload))
    return answer


@pytest.fixture(params=PROTOCOLS.values(), ids=PROTOCOLS.keys())
def wanted(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def device() -> EchoDevice:
    return EchoDevice()


@pytest.fixture
def front(device: EchoDevice, wanted: int) -> Iterator[FrontEnd]:
    with (
        serving(device, protocol=OFFERED | ProtocolFeature.INBAND_NOTIFICATIONS) as peer,
        FrontEnd(peer.dup(), device.device_id, SIZE, wanted=wanted, queue_size=16) as front,
    ):
        yield front


@pytest.mark.parametrize("layout", LAYOUTS)
def test_buffers_come_back_reversed(device: EchoDevice, front: FrontEnd, layout: int) -> None:
    driver = EchoDriver(front, Allocator(0, SIZE), layout)
    driver.initialize()
    assert driver.negotiated == layout | RingFeature.VERSION_1
    for round_ in range(50):
        payload = bytes([round_, round_ ^ 255]) * 20
        assert echo(front, driver, payload) == payload[::-1]
    assert list(device.violations) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_reset_begins_anew(device: EchoDevice, front: FrontEnd, layout: int) -> None:
    driver = EchoDriver(front, Allocator(0, SIZE), layout)
    for _ in range(3):
        driver.initialize()
        assert echo(front, driver, b"once more") == b"erom ecno"
    assert list(device.violations) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_queue_is_reset_while_the_others_go_on(device: EchoDevice, front: FrontEnd, layout: int) -> None:
    want = layout | RingFeature.RING_RESET | EchoFeature.LATER
    driver = EchoDriver(front, Allocator(0, SIZE), want)
    driver.initialize()
    echo(front, driver, b"abc")
    driver.reset_queue("echoq")
    assert echo(front, driver, b"abc") == b"cba"
    assert list(device.violations) == []


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("turns", [0, 1, 8, 16, 17, 31])
def test_a_stopped_queue_goes_on_where_it_was(device: EchoDevice, layout: int, turns: int) -> None:
    with (
        serving(device) as peer,
        FrontEnd(peer.dup(), device.device_id, SIZE, queue_size=16) as front,
    ):
        driver = EchoDriver(front, Allocator(0, SIZE), layout)
        driver.initialize()
        for _ in range(turns):
            echo(front, driver, b"abc")
        base = front.stop_queue(0)
        descriptors = 1 if layout & RingFeature.INDIRECT_DESC else 2
        lap, at = divmod(turns * descriptors, 16)
        wrapped = at | (0 if lap & 1 else 0x8000)
        assert base == (wrapped | wrapped << 16 if layout & RingFeature.RING_PACKED else turns)
        front.enable_queue(0, driver.ring("echoq").setup, base)
        assert echo(front, driver, b"abc") == b"cba"
    assert list(device.violations) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_held_buffer_comes_again_after_a_stop(device: EchoDevice, layout: int) -> None:
    with serving(device) as peer, FrontEnd(peer.dup(), device.device_id, SIZE, queue_size=16) as front:
        driver = EchoDriver(front, Allocator(0, SIZE), layout | EchoFeature.LATER)
        driver.initialize()
        driver.add("laterq", [(0x8000, 4)], [(0x9000, 4)])
        driver.kick("laterq")
        base = front.stop_queue(1)
        assert base == (0x80008000 if layout & RingFeature.RING_PACKED else 0)
        assert device.held["laterq"] == []
        front.enable_queue(1, driver.ring("laterq").setup, base)
        echo(front, driver, b"abc")
        front.notify(1)
        echo(front, driver, b"abc")
        assert len(device.held["laterq"]) == 1
    assert list(device.violations) == []


@pytest.mark.parametrize("wanted", [SPOKEN, SPOKEN & ~ProtocolFeature.STATUS], ids=["all", "no-status"], indirect=True)
def test_configuration_goes_both_ways(device: EchoDevice, front: FrontEnd) -> None:
    driver = EchoDriver(front, Allocator(0, SIZE), 0)
    driver.initialize()
    driver.write_config(8, b"12345678")
    assert driver.read_config(0, 16) == bytes(8) + b"12345678"
    driver.write_config(0, b"no")
    assert driver.read_config(0, 16) == bytes(8) + b"12345678"
    assert [error.message for error in device.violations] == ["writes 2 read-only configuration bytes at offset 0"]


@pytest.mark.parametrize("wanted", [SPOKEN, SPOKEN & ~ProtocolFeature.STATUS], ids=["all", "no-status"], indirect=True)
def test_refused_features_are_told(front: FrontEnd) -> None:
    driver = EchoDriver(front, Allocator(0, SIZE), 0)
    front.write_status(Status.RESET)
    front.write_status(Status.ACKNOWLEDGE)
    front.write_status(Status.ACKNOWLEDGE | Status.DRIVER)
    if front.protocol & ProtocolFeature.STATUS:
        front.write_driver_features(1 << 63)
        front.write_status(Status.ACKNOWLEDGE | Status.DRIVER | Status.FEATURES_OK)
        assert not driver.status & Status.FEATURES_OK
    else:
        with pytest.raises(DeviceError, match="refuses SET_FEATURES"):
            front.write_driver_features(1 << 63)


def test_a_changed_configuration_is_told_of(device: EchoDevice) -> None:
    server, ours = Server(device), socket.socketpair()
    with server:
        server.adopt(ours[1])
        thread = threading.Thread(target=server.run)
        thread.start()
        with FrontEnd(ours[0], device.device_id, SIZE) as front:
            driver = EchoDriver(front, Allocator(0, SIZE), 0)
            driver.initialize()
            assert front.config_generation() == 0
            server.loop.call_later(0, lambda: device.change_config(0, b"new"))
            server.loop.wake()
            wait(front, None)
            assert driver.read_config(0, 3) == b"new"
            assert front.config_generation() == 1
        server.stop()
        thread.join(10)


def test_one_front_end_after_another(device: EchoDevice, tmp_path: Path) -> None:
    with serving(device, tmp_path / "echo"):
        for _ in range(3):
            with FrontEnd.connect(tmp_path / "echo", device.device_id, SIZE) as front:
                driver = EchoDriver(front, Allocator(0, SIZE), RingFeature.RING_PACKED)
                driver.initialize()
                assert echo(front, driver, b"abc") == b"cba"
    assert not (tmp_path / "echo").exists()


def test_a_back_end_that_leaves_is_noticed(device: EchoDevice) -> None:
    with serving(device) as peer:
        front = FrontEnd(peer.dup(), device.device_id, SIZE)
    with front, pytest.raises(OSError, match=r"closed|reset|pipe"):
        list(front.events())
