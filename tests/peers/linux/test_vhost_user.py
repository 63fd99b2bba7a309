"""Linux's balloon driver finds our back end, and the pages it gives up arrive."""

import contextlib
import struct
import threading
import time
from collections.abc import Callable, Iterator
from enum import IntFlag
from pathlib import Path
from typing import NamedTuple

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
        self.inside.update(self.numbers(chain))
        return 0

    def on_deflateq(self, chain: Chain) -> int:
        self.inside.difference_update(self.numbers(chain))
        return 0

    def on_reportingq(self, chain: Chain) -> int:
        self.reported += chain.writable_length
        return 0

    def numbers(self, chain: Chain) -> Iterator[int]:
        assert self.memory is not None
        for (number,) in struct.iter_unpack("<I", chain.reader().read(chain.readable_length)):
            assert self.memory.region(number * PAGE, PAGE).backing is not None
            yield number

    @property
    def actual(self) -> int:
        return int.from_bytes(self.config.snapshot()[4:8], "little")


class Machine(NamedTuple):
    guest: Guest
    device: Collector
    server: Server

    def set_target(self, pages: int) -> None:
        """Has the server's thread do it, and waits until the guest is there."""
        self.server.loop.call_later(0, lambda: self.device.change_config(0, pages.to_bytes(4, "little")))
        self.server.loop.wake()
        wait_for(lambda: self.device.actual == pages)


Boot = Callable[..., Machine]


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it does not happen"
        time.sleep(0.01)


@pytest.fixture
def boot(tmp_path: Path) -> Iterator[Boot]:
    programs = find_programs()
    if programs is None:
        pytest.skip(f"no guest can be made: apt-get install {' '.join(PACKAGES)}")
    reasons: list[str | None] = []
    with contextlib.ExitStack() as stack:

        def start(offer: int = 0, protocol: int = OFFERED) -> Machine:
            device = Collector(offer)
            path = tmp_path / "balloon"
            server = stack.enter_context(Server(device, path, protocol=protocol, ended=reasons.append))
            thread = threading.Thread(target=server.run)

            def end() -> None:
                server.stop()
                thread.join(10)
                assert not thread.is_alive()

            stack.callback(end)
            thread.start()
            guest = Guest.boot(programs, build_initramfs(programs, tmp_path), tmp_path, path)
            return Machine(stack.enter_context(guest), device, server)

        yield start
    assert reasons == [None]


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
    ids=["split", "split-all", "packed", "packed-all", "least-protocol", "in-band"],
)
def test_pages_go_in_and_out(boot: Boot, ring: int, protocol: int) -> None:
    machine = boot(ring, protocol)
    guest, device, _ = machine
    guest.insert()
    wait_for(lambda: device.live)
    assert device.negotiated & ring == ring
    machine.set_target(PAGES)
    assert len(device.inside) == PAGES
    machine.set_target(256)
    assert len(device.inside) == 256
    guest.remove()
    assert list(device.violations) == []
    assert guest.complaints() == ()


def test_poison_that_the_guest_turns_down_comes_as_a_second_negotiation(boot: Boot) -> None:
    machine = boot(Feature.PAGE_POISON)
    machine.guest.insert()
    wait_for(lambda: machine.device.live)
    assert not machine.device.negotiated & Feature.PAGE_POISON
    machine.set_target(PAGES)
    assert list(machine.device.violations) == []
    assert machine.guest.complaints() == ()


def test_the_driver_comes_back(boot: Boot) -> None:
    machine = boot(Feature.REPORTING | Feature.STATS_VQ | RingFeature.RING_PACKED)
    guest, device, _ = machine
    for _ in range(2):
        device.reported = 0
        guest.insert()
        wait_for(lambda: device.live and len(device.held["statsq"]) == 1)
        machine.set_target(PAGES)
        machine.set_target(0)
        wait_for(lambda: device.reported > 0)
        guest.remove()
    assert list(device.violations) == []
    assert guest.complaints() == ()
