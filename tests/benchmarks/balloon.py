"""Times the balloon beside the least that has to be done, in one run; medians and ratios, nothing asserted.

    python tests/benchmarks/balloon.py [--rounds N] [--profile]

The floor of inflating is a loop that punches the same holes and does nothing else. The pair is the generated driver and
device in one process; Linux is a guest under User Mode Linux, where its packages are installed. --profile shows where
the time of inflating goes.
"""

import argparse
import cProfile
import pstats
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from specgen.conformance.balloon.host import Host
from specgen.conformance.peers.linux import PACKAGES, Guest, build_initramfs, find_programs
from specgen.conformance.peers.qemu import Qemu, find_qemu
from specgen.runtime.features import SUPPORTED
from specgen.runtime.memory import Allocator, GuestMemory
from specgen.runtime.pages import PAGE_SIZE
from specgen.runtime.pair import PairTransport
from specgen.runtime.queues import QueueNumbering
from specgen.runtime.reclaim import PunchHoles
from specgen.runtime.shared import shared_memory
from specgen.runtime.testing.echo import EchoDevice, EchoDriver
from specgen.runtime.virtqueue import Chain, Extent
from virtio.balloon import BalloonDevice, BalloonDriver, BalloonFeature

MIB = 1 << 20
SIZE = 256 * MIB
TARGET = 200 * MIB // PAGE_SIZE
OFFER = int(SUPPORTED) | int(sum(BalloonFeature))


class Noting(PunchHoles):
    """Punches, and notes what and how long."""

    def __init__(self) -> None:
        self.extents: list[Extent] = []
        self.seconds = 0.0

    def reclaim(self, memory: GuestMemory, extents: Iterable[Extent]) -> int:
        found = list(extents)
        start = time.perf_counter()
        total = super().reclaim(memory, found)
        self.seconds += time.perf_counter() - start
        self.extents += found
        return total


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    arguments = parser.parse_args()
    chains(arguments.rounds)
    pair(arguments.rounds)
    programs = find_programs()
    if programs is None:
        print(f"\nno Linux: apt-get install {' '.join(PACKAGES)}")
    else:
        results: dict[str, list[float]] = {}
        # A guest that reports free pages has given most of them back before the balloon asks for them.
        for work, without in ((inflating, BalloonFeature.PAGE_REPORTING), (reporting, BalloonFeature.PAGE_POISON)):
            with tempfile.TemporaryDirectory() as name:
                directory = Path(name)
                with Host(directory / "b", offer=OFFER & ~without, stats_interval=None) as host:
                    initramfs = build_initramfs(programs, directory)
                    with Guest.boot(programs, initramfs, directory, directory / "b") as guest:
                        guest.insert()
                        wait(lambda device=host.device: device.live)
                        work(host, guest, arguments.rounds, results)
        show("Linux, pages (for statistics: requests) a second", results, "punching alone", "inflate")
        print(f"  anonymous memory of this process, host included: {rss() / MIB:.0f} MiB")
    qemu(arguments.rounds)
    if arguments.profile:
        profile()


def chains(rounds: int) -> None:
    """Ring work in batches: descriptor chains through both ends of a queue, with nothing done to their buffers."""
    print("ring work, microseconds for each chain, both ends in one process")
    for name, features in (("split", 0), ("packed", 1 << 34)):
        times = []
        for _ in range(rounds):
            device = EchoDevice(features)
            memory = GuestMemory.allocate(MIB)
            driver = EchoDriver(PairTransport(device, memory), Allocator(0, MIB), features)
            driver.initialize()
            ring, other = driver.rings["echoq", 1], device.rings.enabled[0]
            buffer = [(driver.allocator.allocate(64), 64)]
            device_time = driver_time = 0.0
            for _ in range(100):
                begin = time.perf_counter()
                for _ in range(256):
                    ring.add(buffer)
                middle = time.perf_counter()
                for chain in other.take(256):
                    other.give_back(chain, 0)
                other.flush()
                end = time.perf_counter()
                assert len(ring.collect()) == 256
                driver_time += middle - begin + time.perf_counter() - end
                device_time += end - middle
            times.append((device_time / 25600 * 1e6, driver_time / 25600 * 1e6))
        device_us, driver_us = (statistics.median(column) for column in zip(*times, strict=True))
        print(f"  {name:<8} device {device_us:5.2f}   driver {driver_us:5.2f}")


def pair(rounds: int) -> None:
    """The generated driver and device, and the floor."""
    results: dict[str, list[float]] = {}
    for _ in range(rounds):
        with shared_memory(SIZE) as memory:
            device, driver, noting = up(memory)
            fill(memory)
            note(results, "inflate", TARGET, inflate, device, driver, TARGET)
            extents = list(noting.extents)
            note(results, "deflate", TARGET, inflate, device, driver, 0)
            fill(memory)
            note(results, "report", TARGET, driver.report_free_pages, TARGET * PAGE_SIZE)
            driver.service()
            note(results, "statistics", 1000, ask, device, driver, 1000)
            fill(memory)
            note(results, "punching alone", TARGET, PunchHoles().reclaim, memory, extents)
    show("the pair, pages (for statistics: requests) a second", results, "punching alone", "inflate")


def inflating(host: Host, guest: Guest, rounds: int, results: dict[str, list[float]]) -> None:
    """Linux's driver, and the floor over the same holes in a file of the same size."""
    noting = host.device.reclaimer = Noting()
    for _ in range(rounds):
        used(guest)
        noting.extents.clear()
        noting.seconds = 0.0
        note(results, "inflate", TARGET, follow, host, TARGET)
        results.setdefault("its punching", []).append(TARGET / noting.seconds)
        extents = list(noting.extents)
        note(results, "deflate", TARGET, follow, host, 0)
        floor(results, extents)
        note(results, "statistics", 2000, requests, host, 2000)


def reporting(host: Host, guest: Guest, rounds: int, results: dict[str, list[float]]) -> None:
    """Reports are paced by the guest, which waits two seconds before it begins."""
    for _ in range(rounds):
        before = host.device.reported
        used(guest)
        note(results, "report", TARGET, reports, host, before + TARGET * PAGE_SIZE)
        time.sleep(2.5)


def qemu(rounds: int) -> None:
    """The generated driver with QEMU's device: an access to a register is a message to another process and back."""
    program = find_qemu()
    if program is None:
        print("\nno QEMU: apt-get install qemu-system-x86")
        return
    results: dict[str, list[float]] = {}
    with Qemu(program) as machine:
        driver = BalloonDriver(machine.transport(), machine.allocator(), numbering=QueueNumbering.COMPACT)
        driver.initialize()
        for _ in range(rounds):
            for at in range(32 * MIB, 256 * MIB, PAGE_SIZE):
                machine.memory.view(at, 1)[:] = b"\xff"
            for name, left in (("inflate", 56 * MIB), ("deflate", 256 * MIB)):
                machine.command("balloon", value=left)
                wanted = (256 * MIB - left) // PAGE_SIZE
                note(
                    results,
                    name,
                    TARGET,
                    machine.wait,
                    lambda wanted=wanted: driver.balloon.pages == wanted,
                    driver.service,
                )
    print("\nQEMU's device, pages a second")
    for name, values in results.items():
        print(f"  {name:<16}{statistics.median(values):>14,.0f}   of {', '.join(f'{value:,.0f}' for value in values)}")


def floor(results: dict[str, list[float]], extents: list[Extent]) -> None:
    """Punch the same holes into a file of the same size, for the guest is using its own."""
    least = min(address for address, _ in extents)
    size = max(address + length for address, length in extents) - least
    with shared_memory(size) as memory:
        fill(memory, size)
        moved = [(address - least, length) for address, length in extents]
        note(results, "punching alone", TARGET, PunchHoles().reclaim, memory, moved)


def up(memory: GuestMemory) -> tuple[BalloonDevice, BalloonDriver, Noting]:
    # Poison would fill 200 MiB at each step: that is timed by nobody.
    device = BalloonDevice(int(sum(BalloonFeature)) & ~BalloonFeature.PAGE_POISON)
    noting = device.reclaimer = Noting()
    driver = BalloonDriver(PairTransport(device, memory), Allocator(0, SIZE))
    driver.initialize()
    return device, driver, noting


def inflate(device: BalloonDevice, driver: BalloonDriver, pages: int) -> None:
    device.target = pages
    driver.service()
    assert device.actual == pages


def ask(device: BalloonDevice, driver: BalloonDriver, count: int) -> None:
    for _ in range(count):
        assert device.ask()
        driver.service()


def follow(host: Host, pages: int) -> None:
    host.set_target(pages * PAGE_SIZE)
    wait(lambda: host.device.actual == pages)


def requests(host: Host, count: int) -> None:
    """Ask for statistics as soon as the last ones are there."""
    device = host.device
    end = device.rounds + count
    host.do(device.ask)
    take = device.on_statsq

    def take_and_ask(chain: Chain) -> None:
        take(chain)
        host.server.loop.call_later(0, device.ask)

    device.rings._handlers["statsq"] = take_and_ask  # type: ignore[index]
    wait(lambda: device.rounds >= end)
    device.rings._handlers["statsq"] = take  # type: ignore[index]


def reports(host: Host, total: int) -> None:
    wait(lambda: host.device.reported >= total)


def used(guest: Guest) -> None:
    guest.run("dd if=/dev/zero of=/tmp/t bs=1M count=300 2>/dev/null && rm /tmp/t")


def wait(condition: Callable[[], bool]) -> None:
    """Look at the device from outside, seldom: whoever asks its thread stops it."""
    deadline = time.monotonic() + 60
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit("the guest does not follow")
        time.sleep(0.002)


def fill(memory: GuestMemory, size: int = SIZE) -> None:
    """Use all of it but what queues lie in."""
    for at in range(4 * MIB, size, PAGE_SIZE):
        memory.view(at, 1)[:] = b"\xff"


def note(results: dict[str, list[float]], name: str, amount: int, work: Callable[..., object], *given: object) -> None:
    begin = time.perf_counter()
    work(*given)
    results.setdefault(name, []).append(amount / (time.perf_counter() - begin))


def show(title: str, results: dict[str, list[float]], floor: str, beside: str) -> None:
    print(f"\n{title}")
    for name, values in results.items():
        print(f"  {name:<16}{statistics.median(values):>14,.0f}   of {', '.join(f'{value:,.0f}' for value in values)}")
    ratio = statistics.median(results[floor]) / statistics.median(results[beside])
    print(f"  {beside} takes {ratio:.2f} times as long as {floor}")


def rss() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) * 1024
    return 0


def profile() -> None:
    """Where the time of inflating goes, in the pair."""
    with shared_memory(SIZE) as memory:
        device, driver, _ = up(memory)
        fill(memory)
        profiler = cProfile.Profile()
        profiler.runcall(inflate, device, driver, TARGET)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(14)


if __name__ == "__main__":
    main()
