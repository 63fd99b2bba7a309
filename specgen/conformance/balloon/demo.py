"""A guest, or our own driver in its place, at work with a balloon -> the host's memory over time.

With the Debian packages a Linux kernel boots and does what kernels do. Without them the generated driver and device
share a file in one process.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from specgen.conformance.balloon.host import Host, State
from specgen.conformance.peers.linux import Guest, GuestError, Programs, build_initramfs
from specgen.runtime.memory import Allocator
from specgen.runtime.pages import PAGE_SIZE
from specgen.runtime.pair import PairTransport
from specgen.runtime.reclaim import PunchHoles
from specgen.runtime.shared import resident, shared_memory
from virtio.balloon import BalloonDevice, BalloonDriver

MIB = 1 << 20
TICK = 0.05
"""Seconds between two samples of a guest."""
_USED, _TARGET = 300 * MIB, 200 * MIB
_PATIENCE = 30.0
_FIRST_USED = 4 * MIB


class Sample(NamedTuple):
    """Seconds since the start, and bytes: of the guest's memory on the host, of the target, and in the balloon."""

    time: float
    resident: int
    target: int
    actual: int


class Recording(NamedTuple):
    """Samples in the order of time, and the steps: when each began and what it was."""

    samples: list[Sample]
    steps: list[tuple[float, str]]


def linux_demo(programs: Programs, say: Callable[[str], None]) -> Recording:
    """Boot Linux, have it use memory and give it back in both ways. Raises GuestError where it does not."""
    recording = Recording([], [])
    begun = time.monotonic()

    def step(text: str) -> None:
        recording.steps.append((time.monotonic() - begun, text))
        say(text)

    with tempfile.TemporaryDirectory(prefix="specgen-") as name:
        directory = Path(name)
        with Host(directory / "balloon", stats_interval=0.5) as host:

            def sample() -> None:
                state = host.state()
                if state.memory:
                    now = time.monotonic() - begun
                    recording.samples.append(Sample(now, state.resident, state.target, state.actual))

            host.do(lambda: host.every(TICK, sample))
            step("Linux boots under User Mode Linux")
            with Guest.boot(programs, build_initramfs(programs, directory), directory, directory / "balloon") as guest:
                guest.insert()
                _wait(host, lambda state: state.live)
                step("the balloon driver is there; the guest writes a file of 300 MiB into its memory")
                guest.run(f"dd if=/dev/zero of=/tmp/file bs=1M count={_USED // MIB} 2>/dev/null")
                step("the file is deleted: the guest reports free pages, and they go back to the host")
                before = host.state().resident
                guest.run("rm /tmp/file")
                _wait(host, lambda state: before - state.resident > _USED * 0.8)
                step("again a file, and the balloon is inflated to 200 MiB as it goes")
                guest.run(f"dd if=/dev/zero of=/tmp/file bs=1M count={_USED // MIB} 2>/dev/null && rm /tmp/file")
                host.set_target(_TARGET)
                _wait(host, lambda state: state.actual == _TARGET)
                time.sleep(1)
                step("the balloon is deflated")
                host.set_target(0)
                _wait(host, lambda state: state.actual == 0)
                time.sleep(0.5)
    return recording


def pair_demo(say: Callable[[str], None]) -> Recording:
    """The generated driver and device in one process, over a file of 256 MiB."""
    recording = Recording([], [])
    begun = time.monotonic()
    with shared_memory(256 * MIB) as memory:
        device = BalloonDevice()
        device.reclaimer = PunchHoles()
        driver = BalloonDriver(PairTransport(device, memory), Allocator(0, 256 * MIB))

        def sample() -> None:
            sizes = (resident(memory), device.target * PAGE_SIZE, device.actual * PAGE_SIZE)
            recording.samples.append(Sample(time.monotonic() - begun, *sizes))

        def step(text: str) -> None:
            recording.steps.append((time.monotonic() - begun, text))
            say(text)

        def use() -> None:
            for at in range(_FIRST_USED, 256 * MIB, 4 * MIB):
                memory.view(at, 4 * MIB)[:] = b"\xff" * (4 * MIB)
                sample()

        step("driver and device come up")
        driver.initialize()
        sample()
        step("the driver's memory is used, all of it")
        use()
        for size, text in ((_TARGET, "the balloon is inflated"), (0, "the balloon is deflated")):
            step(text)
            came_from = device.actual * PAGE_SIZE
            for part in range(1, 21):
                device.target = (came_from + (size - came_from) * part // 20) // PAGE_SIZE
                driver.service()
                sample()
        step("the driver uses memory again, and reports it free")
        use()
        driver.report_free_pages(240 * MIB)
        driver.service()
        sample()
    return recording


def _wait(host: Host, condition: Callable[[State], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not condition(state := host.state()):
        if time.monotonic() > deadline:
            raise GuestError(f"the guest's balloon stays as it is: {state.actual} of {state.target} bytes")
        time.sleep(TICK)
