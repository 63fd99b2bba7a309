"""Linux's own balloon driver works with the generated device, and the host's memory really shrinks."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from peers.linux.conftest import MIB, Machine
from serving import Serving

from specgen.conformance.balloon.host import Host
from specgen.conformance.peers.linux import Guest, Programs, build_initramfs
from specgen.runtime.features import RingFeature
from specgen.runtime.vhost_user.requests import ProtocolFeature
from specgen.runtime.vhost_user.session import OFFERED
from virtio.balloon import BalloonFeature

Boot = Callable[..., Machine]
ALL = int(sum(BalloonFeature))
LARGE = 200 * MIB


@pytest.mark.balloon_drv_0002
@pytest.mark.balloon_drv_0003
@pytest.mark.balloon_drv_0007
@pytest.mark.balloon_drv_0012
@pytest.mark.parametrize("packed", [0, RingFeature.RING_PACKED], ids=["split", "packed"])
@pytest.mark.parametrize("indirect", [0, RingFeature.INDIRECT_DESC], ids=["", "indirect"])
@pytest.mark.parametrize("event", [0, RingFeature.EVENT_IDX], ids=["", "event_idx"])
def test_pages_go_in_and_out_over_every_ring(boot: Boot, packed: int, indirect: int, event: int) -> None:
    ring = packed | indirect | event
    machine = boot(offer=ALL | ring)
    machine.bind()
    assert (
        machine.device.negotiated & (RingFeature.RING_PACKED | RingFeature.INDIRECT_DESC | RingFeature.EVENT_IDX)
        == ring
    )
    for size in (100 * MIB, MIB, 64 * MIB, 0):
        state = machine.set_target(size)
        assert state.inflated - state.deflated == size
    machine.wait(lambda state: state.statistics_rounds > 0)
    machine.guest.remove()
    machine.check()


@pytest.mark.parametrize(
    "protocol",
    [ProtocolFeature.BACKEND_REQ | ProtocolFeature.CONFIG, OFFERED | ProtocolFeature.INBAND_NOTIFICATIONS],
    ids=["least", "in-band"],
)
def test_pages_go_in_and_out_over_other_protocols(boot: Boot, protocol: int) -> None:
    machine = boot(protocol=protocol)
    machine.bind()
    machine.set_target(10 * MIB)
    machine.set_target(0)
    machine.check()


@pytest.mark.balloon_drv_0002
@pytest.mark.balloon_dev_0002
def test_inflating_gives_memory_back_to_the_host(boot: Boot) -> None:
    machine = boot(offer=ALL & ~BalloonFeature.PAGE_REPORTING)
    machine.bind()
    machine.touch(300 * MIB)
    before = machine.host.state().resident
    after = machine.set_target(LARGE).resident
    assert before - after >= LARGE * 0.8
    machine.check()


@pytest.mark.balloon_drv_0040
@pytest.mark.balloon_dev_0013
def test_reporting_gives_memory_back_to_the_host(boot: Boot) -> None:
    machine = boot()
    machine.bind()
    machine.guest.run("dd if=/dev/zero of=/tmp/touched bs=1M count=300 2>/dev/null")
    before = machine.host.state().resident
    machine.guest.run("rm /tmp/touched")
    machine.wait(lambda state: before - state.resident >= 300 * MIB * 0.8)
    assert machine.host.state().reported >= 300 * MIB * 0.8
    machine.check()


@pytest.mark.balloon_drv_0015
@pytest.mark.balloon_drv_0016
def test_statistics_change_when_the_guest_allocates(boot: Boot) -> None:
    machine = boot(stats_interval=0.05)
    machine.bind()
    rounds = machine.wait(lambda state: state.statistics_rounds > 2)
    free = rounds.statistics["VIRTIO_BALLOON_S_MEMFREE"]
    total = rounds.statistics["VIRTIO_BALLOON_S_MEMTOT"]
    assert 0 < free < total <= 512 * MIB
    machine.guest.run("dd if=/dev/zero of=/tmp/kept bs=1M count=100 2>/dev/null")
    machine.wait(lambda state: state.statistics["VIRTIO_BALLOON_S_MEMFREE"] < free - 90 * MIB)
    machine.check()


@pytest.mark.balloon_drv_0025
@pytest.mark.balloon_drv_0027
@pytest.mark.balloon_drv_0029
@pytest.mark.balloon_drv_0033
@pytest.mark.balloon_dev_0007
@pytest.mark.balloon_dev_0011
def test_hinting_in_rounds(boot: Boot) -> None:
    machine = boot()
    machine.bind()
    device = machine.device
    for number in (1, 2):
        machine.host.do(device.start_hinting)
        machine.wait(lambda _, number=number: device.hints.finished == number)  # type: ignore[misc]
        assert machine.host.state().hinted > 200 * MIB
        free = machine.guest.memory()["MemFree"]
        machine.host.do(device.finish_hinting)
        machine.wait(lambda _, free=free: machine.guest.memory()["MemFree"] > free + 100 * MIB)  # type: ignore[misc]
    assert machine.host.state().reclaimed == 0 or machine.host.state().reported > 0
    machine.check()


@pytest.mark.balloon_drv_0035
def test_a_guest_that_clears_free_pages_says_so_as_poison(boot: Boot) -> None:
    machine = boot(options=("init_on_free=1",))
    machine.bind()
    assert machine.device.negotiated & BalloonFeature.PAGE_POISON
    assert machine.device.poison == 0
    machine.set_target(50 * MIB)
    machine.set_target(0)
    machine.wait(lambda state: state.reported > 0)
    machine.check()


@pytest.mark.balloon_drv_0022
def test_a_guest_that_does_not_poison_turns_it_down(boot: Boot) -> None:
    machine = boot()
    machine.bind()
    assert not machine.device.negotiated & BalloonFeature.PAGE_POISON
    machine.set_target(10 * MIB)
    machine.check()


@pytest.mark.balloon_drv_0006
def test_the_balloon_deflates_when_the_guest_runs_out_of_memory(boot: Boot) -> None:
    machine = boot(offer=ALL & ~BalloonFeature.PAGE_REPORTING)
    machine.bind()
    free = machine.guest.memory()["MemAvailable"]
    full = machine.set_target((free - 60 * MIB) // MIB * MIB)
    machine.guest.run("dd if=/dev/zero of=/dev/null bs=150M count=1 2>/dev/null", timeout=60)
    assert machine.host.state().deflated > full.deflated + 50 * MIB


def test_the_driver_comes_and_goes(boot: Boot) -> None:
    machine = boot()
    for _ in range(2):
        rounds = machine.bind().statistics_rounds
        machine.set_target(20 * MIB)
        machine.wait(lambda state, rounds=rounds: state.statistics_rounds > rounds)  # type: ignore[misc]
        machine.guest.remove()
        machine.host.set_target(0)
    machine.check()


def test_a_guest_that_is_killed_leaves_a_host_for_the_next_one(boot: Boot, programs: Programs, tmp_path: Path) -> None:
    machine = boot()
    machine.bind()
    machine.host.set_target(300 * MIB)
    machine.wait(lambda state: state.inflated > 0)
    machine.guest.kill()
    assert not machine.wait(lambda state: not state.connected).live
    machine.host.set_target(0)
    second = tmp_path / "second"
    second.mkdir()
    with Guest.boot(programs, build_initramfs(programs, second), second, tmp_path / "balloon") as guest:
        again = Machine(guest, machine.host)
        again.bind()
        again.set_target(30 * MIB)
        again.check()


def test_boots_in_a_row(programs: Programs, tmp_path: Path) -> None:
    """`SPECGEN_BOOTS=50 pytest -k boots_in_a_row tests/peers/linux` is the long run."""
    initramfs = build_initramfs(programs, tmp_path)
    with Host(tmp_path / "row") as host:
        for number in range(int(os.environ.get("SPECGEN_BOOTS", "3"))):
            directory = tmp_path / str(number)
            directory.mkdir()
            with Guest.boot(programs, initramfs, directory, tmp_path / "row") as guest:
                machine = Machine(guest, host)
                machine.bind()
                machine.set_target(100 * MIB)
                machine.set_target(0)
                machine.check()
                guest.power_off()
            machine.wait(lambda state: not state.connected)


def test_a_device_that_is_killed_is_served_again(programs: Programs, tmp_path: Path) -> None:
    path = tmp_path / "balloon"
    initramfs = build_initramfs(programs, tmp_path)
    for number, end in enumerate((signal.SIGKILL, signal.SIGINT)):
        directory = tmp_path / str(number)
        directory.mkdir()
        with Serving(path) as serving:
            serving.find(event="listening")
            with Guest.boot(programs, initramfs, directory, path) as guest:
                guest.insert()
                serving.say("target 64M")
                assert serving.find(actual=64 * MIB)["violations"] == []
                serving.process.send_signal(end)
                assert serving.process.wait(10) == (-signal.SIGKILL if end == signal.SIGKILL else 0)
        assert path.exists() == (end == signal.SIGKILL)
