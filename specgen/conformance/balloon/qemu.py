"""QEMU's balloon device under the recorded driver -> the traces of what it does, and of what it lets pass."""

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from specgen.conformance.balloon.workloads import turned_statistics, unknown_statistics
from specgen.conformance.peers.qemu import MEMORY, PACKAGES, Qemu, QemuError, find_qemu
from specgen.conformance.sides import Sides
from specgen.diagnostics import SpecgenError
from specgen.runtime.driver import Driver
from specgen.runtime.errors import ProtocolError
from specgen.runtime.mmio import Interrupt, MmioTransport
from specgen.runtime.queues import QueueNumbering
from specgen.runtime.status import Status
from specgen.runtime.trace import Cover, Kind, Recorder, Side, Trace
from specgen.runtime.trace.recorder import DRIVER_SIDE
from specgen.runtime.trace.sides import recording_driver
from specgen.runtime.trace.transport import RecordingAllocator, RecordingTransport

MIB = 1 << 20
_FIRST_FREE = 16 << 20
_POISON = 0x5A5A5A5A
_PATIENCE = 10.0
_TURNS = 4
_PATH = "/machine/peripheral/balloon"
_EVERYTHING = ("free-page-reporting=on", "deflate-on-oom=on", "page-poison=on")
Change = Callable[[type[Driver]], type[Driver]]


@dataclass(frozen=True, slots=True)
class Run:
    """One machine: the options of its balloon, what is done with it, and a driver that does it otherwise.

    `only_device` says that the driver breaks rules on purpose, so that only the device is judged.
    """

    about: str
    act: Callable[["Machine"], None]
    options: tuple[str, ...] = _EVERYTHING
    hints: bool = False
    driver: Change | None = None
    only_device: bool = False
    features: tuple[str, ...] = ()


class Machine:
    """A machine, the driver of its balloon, and what was recorded."""

    def __init__(self, qemu: Qemu, sides: Sides, recorder: Recorder, change: Change | None) -> None:
        self.qemu = qemu
        self.recorder = recorder
        self._mmio: MmioTransport = qemu.transport()
        kind = sides.driver if change is None else change(sides.driver)
        allocator = RecordingAllocator(_FIRST_FREE, MEMORY, qemu.memory, recorder)
        # QEMU always has its statistics queue, and numbers the others without gaps.
        self.driver: Any = recording_driver(kind, recorder)(
            RecordingTransport(self._mmio, recorder), allocator, numbering=QueueNumbering.COMPACT
        )

    def service(self) -> None:
        """Take the interrupts, and let the driver do what there is to do."""
        found = self._mmio.take_interrupts()
        if found & Interrupt.USED_BUFFERS:
            self.recorder.note(Kind.NOTIFY, Side.DEVICE, queue=None)
        if found & Interrupt.CONFIG_CHANGE:
            self.recorder.note(Kind.CONFIG_NOTIFY, Side.DEVICE)
        self.driver.service()

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Service until it is so, then until nothing happens any more. Raises QemuError where it never is."""
        deadline = time.monotonic() + _PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise QemuError(f"QEMU does not get there: {what}")
            self.service()
        self.rest()

    def rest(self) -> None:
        """Note that both sides rest."""
        for _ in range(_TURNS):
            self.service()
            time.sleep(0.005)
        # What the device thinks of it all.
        self.driver.transport.read_status()
        self.recorder.idle()

    def target(self, size: int) -> None:
        """Want a balloon of so many bytes, and wait until QEMU knows that it is there."""
        self.recorder.host("target", pages=size // 4096)
        self.qemu.command("balloon", value=MEMORY - size)
        self.wait(lambda: bool(self.driver.balloon.pages * 4096 == size), f"a balloon of {size // MIB} MiB")
        found = self.qemu.command("query-balloon")
        actual = found.get("actual") if isinstance(found, dict) else None
        self.recorder.host("actual", bytes=actual)


def resize(machine: Machine) -> None:
    """The balloon grows and shrinks; a reset comes between."""
    machine.driver.initialize()
    for size in (40, 90, 10, 0):
        machine.target(size * MIB)
    machine.target(24 * MIB)
    machine.driver.reset()
    machine.driver.initialize()
    machine.wait(lambda: bool(machine.driver.balloon.pages * 4096 == 24 * MIB), "the balloon after a reset")


def statistics(machine: Machine) -> None:
    """QEMU asks for statistics every second."""
    machine.driver.initialize()
    machine.rest()
    machine.qemu.command("qom-set", path=_PATH, property="guest-stats-polling-interval", value=1)
    seen: set[object] = set()

    def arrived() -> bool:
        found = machine.qemu.command("qom-get", path=_PATH, property="guest-stats")
        seen.add(found["last-update"] if isinstance(found, dict) else 0)
        return len(seen - {0}) > 1

    machine.wait(arrived, "statistics")


def poison(machine: Machine) -> None:
    """Pages hold a pattern when they are reported and when they come back."""
    machine.driver.poison = _POISON
    machine.driver.initialize()
    report(machine)
    machine.target(8 * MIB)
    machine.target(0)


def reporting(machine: Machine) -> None:
    """Free pages are reported."""
    machine.driver.initialize()
    report(machine)


def report(machine: Machine) -> None:
    """Report some, and wait for the device."""
    machine.driver.report_free_pages(16 * MIB)
    machine.wait(lambda: not machine.driver.reports, "reported pages")


def hinting(machine: Machine) -> None:
    """QEMU asks for hints while it migrates."""
    machine.driver.initialize()
    machine.rest()
    machine.recorder.host("hint start")
    machine.qemu.command("migrate", uri="exec:cat >/dev/null")

    def migrated() -> bool:
        found = machine.qemu.command("query-migrate")
        return isinstance(found, dict) and found.get("status") in {"completed", "failed"}

    machine.wait(migrated, "the end of the migration")
    machine.recorder.host("migrated")
    machine.rest()


def kicked_early(machine: Machine) -> None:
    """Whether a buffer is used before DRIVER_OK; the driver itself does it."""
    machine.driver.initialize()
    machine.rest()


def kicks_before_driver_ok(kind: type[Driver]) -> type[Driver]:
    """A driver that makes a buffer available and notifies the device before it sets DRIVER_OK."""

    class Early(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        """It cannot wait."""

        def set_up(self) -> None:
            super().set_up()
            page = self.allocator.allocate(4096, 4096)
            buffer = self.allocator.allocate(4, 4)
            self.transport.memory.view(buffer, 4)[:] = (page // 4096).to_bytes(4, "little")
            self.add("inflateq", readable=[(buffer, 4)])
            self.transport.notify(self.queue("inflateq").number)
            time.sleep(0.05)
            self.ring("inflateq").collect()

        def _collect(self) -> None:
            with contextlib.suppress(KeyError):
                super()._collect()

    return Early


def accepts_what_is_not_offered(kind: type[Driver]) -> type[Driver]:
    """A driver that accepts a feature bit which the device does not offer."""

    class Greedy(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        """It takes one more."""

        def _negotiate(self) -> None:
            offered = self.transport.read_device_features()
            accepted = self.table.choose(offered, self.wanted)
            missing = next(1 << bit for bit in range(23) if not offered >> bit & 1)
            self.transport.write_driver_features(accepted | missing)
            self._set_status(Status.FEATURES_OK)
            self.transport.read_status()
            self.negotiated = accepted

    return Greedy


RUNS = (
    Run("QEMU: resize, indirect and event idx", resize),
    Run("QEMU: resize, plain rings", resize, (*_EVERYTHING, "indirect_desc=off", "event_idx=off")),
    Run("QEMU: resize, packed", resize, (*_EVERYTHING, "packed=on")),
    Run("QEMU: statistics", statistics, features=("STATS_VQ",)),
    Run("QEMU: unknown statistics", statistics, driver=unknown_statistics, features=("STATS_VQ",)),
    Run("QEMU: turned statistics", statistics, driver=turned_statistics, features=("STATS_VQ",)),
    Run("QEMU: poison", poison, features=("PAGE_POISON", "PAGE_REPORTING")),
    Run(
        "QEMU: reporting without poison",
        reporting,
        ("free-page-reporting=on", "page-poison=off"),
        features=("PAGE_REPORTING",),
    ),
    Run("QEMU: hinting", hinting, hints=True, features=("FREE_PAGE_HINT",)),
    Run("QEMU: a buffer before DRIVER_OK", kicked_early, driver=kicks_before_driver_ok, only_device=True),
    Run("QEMU: a feature that is not offered", kicked_early, driver=accepts_what_is_not_offered, only_device=True),
)


def qemu_traces(sides: Sides, note: Callable[[str], None] = lambda _: None) -> Iterator[Trace]:
    """A trace for each run. Raises SpecgenError where QEMU is missing, QemuError where it does not work."""
    program = find_qemu()
    if program is None:
        raise SpecgenError("there is no QEMU", hint=f"apt-get install {' '.join(PACKAGES)}")
    for run in RUNS:
        if set(run.features) <= sides.features.keys():
            note(run.about)
            yield run_machine(sides, run, program)


def run_machine(sides: Sides, run: Run, program: Path) -> Trace:
    """The trace of one run."""
    covers = DRIVER_SIDE | {Cover.NOTIFICATIONS}
    recorder = Recorder(sides.facts.slug, covers, (Side.DRIVER,), run.about)
    if run.only_device:
        recorder.facts["judged"] = [Side.DEVICE.value]
    with Qemu(program, *run.options, hints=run.hints) as qemu:
        machine = Machine(qemu, sides, recorder, run.driver)
        try:
            run.act(machine)
        except ProtocolError as error:
            recorder.host("error", message=str(error))
        return recorder.trace()
