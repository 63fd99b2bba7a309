"""The generated driver works with QEMU's balloon device."""

from collections.abc import Iterator

import pytest

from specgen.conformance.peers.qemu import PACKAGES, Qemu, find_qemu
from specgen.runtime.queues import QueueNumbering
from specgen.runtime.status import Status
from virtio.balloon import BalloonDriver, BalloonFeature

MIB = 1 << 20


@pytest.fixture
def qemu() -> Iterator[Qemu]:
    program = find_qemu()
    if program is None:
        pytest.skip(f"there is no QEMU: apt-get install {' '.join(PACKAGES)}")
    with Qemu(program, "free-page-reporting=on", "deflate-on-oom=on") as machine:
        yield machine


@pytest.fixture
def driver(qemu: Qemu) -> BalloonDriver:
    # QEMU always has its statistics queue, and numbers the others without gaps.
    driver = BalloonDriver(qemu.transport(), qemu.allocator(), numbering=QueueNumbering.COMPACT)
    driver.initialize()
    return driver


def pages_of(qemu: Qemu) -> int:
    """What QEMU takes the guest's memory to be, without what is in the balloon."""
    found = qemu.command("query-balloon")
    assert isinstance(found, dict)
    return int(found["actual"])


def test_it_comes_up_with_what_qemu_offers(driver: BalloonDriver) -> None:
    assert driver.status & Status.DRIVER_OK
    assert not driver.status & Status.DEVICE_NEEDS_RESET
    assert driver.negotiated & BalloonFeature.STATS_VQ
    assert driver.negotiated & BalloonFeature.PAGE_REPORTING
    assert not driver.negotiated & BalloonFeature.FREE_PAGE_HINT


@pytest.mark.balloon_drv_0002
@pytest.mark.balloon_drv_0003
@pytest.mark.balloon_drv_0012
@pytest.mark.balloon_dev_0002
def test_pages_go_in_and_out_and_the_host_gets_memory_back(qemu: Qemu, driver: BalloonDriver) -> None:
    for at in range(32 * MIB, 250 * MIB, 4096):
        qemu.memory.view(at, 1)[:] = b"\1"
    before = qemu.resident
    for wanted in (100, 200, 256):
        qemu.command("balloon", value=wanted * MIB)
        qemu.wait(lambda wanted=wanted: driver.balloon.pages * 4096 == (256 - wanted) * MIB, driver.service)  # type: ignore[misc]
        assert pages_of(qemu) == wanted * MIB
        if wanted == 100:
            assert before - qemu.resident > 140 * MIB
    assert not driver.status & Status.DEVICE_NEEDS_RESET


@pytest.mark.balloon_drv_0015
@pytest.mark.balloon_drv_0016
def test_statistics_arrive(qemu: Qemu, driver: BalloonDriver) -> None:
    path = "/machine/peripheral/balloon"
    qemu.command("qom-set", path=path, property="guest-stats-polling-interval", value=1)

    def arrived() -> bool:
        found = qemu.command("qom-get", path=path, property="guest-stats")
        assert isinstance(found, dict)
        return bool(found["last-update"]) and found["stats"]["stat-total-memory"] == 256 * MIB

    qemu.wait(arrived, driver.service)


@pytest.mark.balloon_drv_0040
def test_reported_pages_go_back_to_the_host(qemu: Qemu, driver: BalloonDriver) -> None:
    for at in range(32 * MIB, 250 * MIB, 4096):
        qemu.memory.view(at, 1)[:] = b"\1"
    before = qemu.resident
    driver.poison = 0
    driver.report_free_pages(128 * MIB)
    qemu.wait(lambda: not driver.reports, driver.service)
    assert before - qemu.resident > 100 * MIB


@pytest.mark.basic_dev_0001
@pytest.mark.basic_dev_0008
def test_it_comes_up_again_after_a_reset(qemu: Qemu, driver: BalloonDriver) -> None:
    qemu.command("balloon", value=200 * MIB)
    qemu.wait(lambda: driver.balloon.pages * 4096 == 56 * MIB, driver.service)
    driver.reset()
    driver.initialize()
    qemu.wait(lambda: driver.balloon.pages * 4096 == 56 * MIB, driver.service)
