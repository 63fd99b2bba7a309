"""Linux's balloon driver finds our back end, and the pages it gives up arrive."""

import threading
import time
from collections.abc import Callable, Iterator
from enum import IntFlag
from pathlib import Path

import pytest

from specgen.conformance.peers.linux import PACKAGES, Guest, build_initramfs, find_programs
from specgen.runtime.device import Device
from specgen.runtime.features import RingFeature
from specgen.runtime.queues import QueueNumbering, QueueSpec
from specgen.runtime.vhost_user.requests import ProtocolFeature
from specgen.runtime.vhost_user.server import Server
from specgen.runtime.vhost_user.session import OFFERED
from specgen.runtime.virtqueue import Chain

PAGE = 4096
PAGES = 2560


class Feature(IntFlag):
    STATS_VQ = 1 << 1
    DEFLATE_ON_OOM = 1 << 2
    PAGE_POISON = 1 << 4
    REPORTING = 1 << 5


class Collector(Device):
    """As much of a balloon as takes page numbers."""

    device_id = 5
    features = Feature
    queues = (
        QueueSpec("inflateq", 0),
        QueueSpec("deflateq", 1),
        QueueSpec("statsq", 2, features=Feature.STATS_VQ),
        QueueSpec("reportingq", 4, features=Feature.REPORTING),
    )
    config_size = 16
    config_writable = (range(4, 8), range(12, 16))

    def __init__(self, offer: int) -> None:
        super().__init__(offer, numbering=QueueNumbering.COMPACT)
        self.inside: set[int] = set()
        self.reported = 0

    def on_inflateq(self, chain: Chain) -> int:
        self.inside.update(_numbers(chain))
        return 0

    def on_deflateq(self, chain: Chain) -> int:
        self.inside.difference_update(_numbers(chain))
        return 0

    def on_reportingq(self, chain: Chain) -> int:
        self.reported += chain.writable_length
        return 0

    @property
    def actual(self) -> int:
        return int.from_bytes(self.config.snapshot()[4:8], "little")


def _numbers(chain: Chain) -> list[int]:
    numbers = [number for (number,) in _words(chain)]
    assert memory_holds(chain, numbers)
    return numbers


def _words(chain: Chain) -> Iterator[tuple[int]]:
    data = chain.reader().read(chain.readable_length)
    return iter((int.from_bytes(data[at : at + 4], "little"),) for at in range(0, len(data), 4))


def memory_holds(chain: Chain, numbers: list[int]) -> bool:
    ring = chain.ring
    assert hasattr(ring, "_builder")
    memory = ring._builder._memory
    return all(memory.region(number * PAGE, PAGE).backing is not None for number in numbers)


@pytest.fixture
def boot(tmp_path: Path) -> Iterator[Callable[..., tuple[Guest, Collector, Server]]]:
    programs = find_programs()
    if programs is None:
        pytest.skip(f"no guest can be made: apt-get install {' '.join(PACKAGES)}")
    opened: list[Callable[[], None]] = []

    def start(offer: int = 0, protocol: int = OFFERED, **settings: object) -> tuple[Guest, Collector, Server]:
        device = Collector(offer)
        reasons: list[Exception] = []
        server = Server(
            device, tmp_path / "balloon", protocol=protocol, ended=lambda reason: reason and reasons.append(reason)
        )
        thread = threading.Thread(target=server.run)
        thread.start()
        guest = Guest.boot(programs, build_initramfs(programs, tmp_path), tmp_path, tmp_path / "balloon", **settings)

        def end() -> None:
            guest.kill()
            server.stop()
            thread.join(10)
            server.close()
            assert not thread.is_alive()
            assert reasons == []

        opened.append(end)
        return guest, device, server

    yield start
    for end in opened:
        end()


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it does not happen"
        time.sleep(0.01)


def set_target(server: Server, device: Collector, pages: int) -> None:
    server.loop.call_later(0, lambda: device.change_config(0, pages.to_bytes(4, "little")))
    server.loop.wake()


@pytest.mark.parametrize(
    ("ring", "protocol"),
    [
        (0, OFFERED),
        (RingFeature.INDIRECT_DESC | RingFeature.EVENT_IDX, OFFERED),
        (RingFeature.RING_PACKED, OFFERED),
        (RingFeature.RING_PACKED | RingFeature.INDIRECT_DESC | RingFeature.EVENT_IDX, OFFERED),
        (0, ProtocolFeature.BACKEND_REQ | ProtocolFeature.CONFIG),
        (0, OFFERED | ProtocolFeature.INBAND_NOTIFICATIONS),
    ],
)
def test_pages_go_in_and_out(boot: Callable[..., tuple[Guest, Collector, Server]], ring: int, protocol: int) -> None:
    guest, device, server = boot(ring, protocol)
    guest.insert()
    wait_for(lambda: device.live)
    assert device.negotiated & ring == ring
    set_target(server, device, PAGES)
    wait_for(lambda: device.actual == PAGES)
    assert len(device.inside) == PAGES
    set_target(server, device, 256)
    wait_for(lambda: device.actual == 256)
    assert len(device.inside) == 256
    guest.remove()
    assert list(device.violations) == []
    assert guest.complaints() == ()


def test_poison_that_the_guest_turns_down_comes_as_a_second_negotiation(
    boot: Callable[..., tuple[Guest, Collector, Server]],
) -> None:
    guest, device, server = boot(Feature.PAGE_POISON)
    guest.insert()
    wait_for(lambda: device.live)
    assert not device.negotiated & Feature.PAGE_POISON
    set_target(server, device, PAGES)
    wait_for(lambda: device.actual == PAGES)
    assert list(device.violations) == []
    assert guest.complaints() == ()


def test_the_driver_comes_back(boot: Callable[..., tuple[Guest, Collector, Server]]) -> None:
    guest, device, server = boot(Feature.REPORTING | Feature.STATS_VQ | RingFeature.RING_PACKED)
    for _ in range(2):
        guest.insert()
        wait_for(lambda: device.live)
        assert [chain.queue.number for chain in device.held["statsq"]] == [2]
        set_target(server, device, PAGES)
        wait_for(lambda: device.actual == PAGES)
        set_target(server, device, 0)
        guest.remove()
    wait_for(lambda: device.reported > 0)
    assert list(device.violations) == []
    assert guest.complaints() == ()
