"""Linux's balloon driver under User Mode Linux, on a recorded device -> the traces of what a guest does with it."""

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from specgen.conformance.balloon.host import Host, State
from specgen.conformance.peers.linux import PACKAGES, Guest, GuestError, Programs, build_initramfs, find_programs
from specgen.conformance.sides import Sides
from specgen.diagnostics import SpecgenError
from specgen.runtime.features import RingFeature
from specgen.runtime.trace import Recorder, Side, Trace
from specgen.runtime.trace.recorder import DEVICE_SIDE
from specgen.runtime.trace.sides import recording_device

MIB = 1 << 20
_PATIENCE = 20.0
_REST = 0.15
"""Seconds without an event after which both sides rest: a guest answers within milliseconds."""
_LONGEST_REST = 5.0


@dataclass(frozen=True, slots=True)
class Boot:
    """One run of a guest: the ring features that are offered, and options for its kernel."""

    about: str
    ring: int = 0
    options: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


BOOTS = (
    Boot("Linux: split"),
    Boot(
        "Linux: packed, indirect, event idx, free pages are cleared",
        int(RingFeature.RING_PACKED | RingFeature.INDIRECT_DESC | RingFeature.EVENT_IDX),
        ("init_on_free=1",),
    ),
    Boot(
        "Linux: split, indirect, event idx, without MUST_TELL_HOST",
        int(RingFeature.INDIRECT_DESC | RingFeature.EVENT_IDX),
        without=("MUST_TELL_HOST",),
    ),
)


class Machine:
    """A guest, the host of its balloon, and what was recorded."""

    def __init__(self, guest: Guest, host: Host, recorder: Recorder, features: dict[str, int]) -> None:
        self.guest = guest
        self.host = host
        self.recorder = recorder
        self._features = features

    @property
    def device(self) -> Any:  # noqa: ANN401 - the balloon of some text
        """The device."""
        return self.host.device

    def has(self, feature: str) -> bool:
        """Whether a feature is negotiated."""
        bit = self._features.get(feature, 0)
        return bool(bit) and bool(self.device.negotiated & bit)

    def ask(self, what: str, action: Callable[[], object], answered: Callable[[], int] | None = None) -> None:
        """Have the device do something, wait until what counts answers goes up, and let both sides come to rest."""
        before = 0 if answered is None else self.host.do(answered)

        def act() -> None:
            self.recorder.host(what)
            action()

        self.host.do(act)
        if answered is not None:
            self.wait(lambda _: self.host.do(answered) > before, f"an answer to {what}")
        self.rest()

    def target(self, size: int) -> None:
        """Want a balloon of so many bytes, and wait until the guest has it."""
        self.recorder.host("target", pages=size // 4096)
        self.host.set_target(size)
        self.wait(lambda state: state.actual == size, f"a balloon of {size // MIB} MiB")
        self.rest()

    def wait(self, condition: Callable[[State], bool], what: str) -> None:
        """Wait until it is so. Raises GuestError where it never is."""
        deadline = time.monotonic() + _PATIENCE
        while not condition(self.host.state()):
            if time.monotonic() > deadline:
                raise GuestError(f"the guest does not get there: {what}; {self.host.state().violations}")
            time.sleep(0.01)

    def rest(self) -> None:
        """Note that both sides rest, once nothing has happened for a while."""
        deadline = time.monotonic() + _LONGEST_REST
        before = -1
        while before != len(self.recorder.events) and time.monotonic() < deadline:
            before = len(self.recorder.events)
            time.sleep(_REST)
        self.recorder.idle()


def linux_traces(sides: Sides, note: Callable[[str], None] = lambda _: None) -> Iterator[Trace]:
    """A trace for each boot. Raises SpecgenError where no guest can be made, GuestError where one does not work."""
    programs = find_programs()
    if programs is None:
        raise SpecgenError("no guest can be made", hint=f"apt-get install {' '.join(PACKAGES)}")
    for boot in BOOTS:
        note(boot.about)
        with tempfile.TemporaryDirectory(prefix="specgen-") as directory:
            yield _trace(sides, boot, programs, Path(directory))


def _trace(sides: Sides, boot: Boot, programs: Programs, directory: Path) -> Trace:
    recorder = Recorder(sides.facts.slug, DEVICE_SIDE, (Side.DEVICE,), boot.about)
    own = sum(bit for name, bit in sides.features.items() if name not in boot.without)
    with contextlib.ExitStack() as stack:
        kind = recording_device(sides.device, recorder)
        host = stack.enter_context(Host(directory / "balloon", kind=kind, offer=own | boot.ring, stats_interval=None))
        initramfs = build_initramfs(programs, directory)
        guest = stack.enter_context(
            Guest.boot(programs, initramfs, directory, directory / "balloon", options=boot.options)
        )
        machine = Machine(guest, host, recorder, sides.features)
        _exercise(machine)
        complaints = guest.complaints()
        if complaints:
            recorder.host("complaints", lines=list(complaints))
        # What the end of a guest does to its device is no driver's doing.
        return recorder.trace()


def _exercise(machine: Machine) -> None:
    machine.guest.insert()
    machine.wait(lambda state: state.live, "the driver's start")
    if machine.has("STATS_VQ"):
        machine.wait(lambda state: state.statistics_rounds > 0, "the first statistics")
    machine.rest()
    for size in (48, 20, 64, 0):
        machine.target(size * MIB)
    if machine.has("STATS_VQ"):
        for _ in range(3):
            machine.ask("ask", machine.device.ask, lambda: int(machine.device.rounds))
    if machine.has("FREE_PAGE_HINT"):
        _hint(machine)
    if machine.has("PAGE_REPORTING"):
        _report(machine)
    machine.target(16 * MIB)
    machine.guest.remove()
    machine.guest.insert()
    machine.wait(lambda state: state.live and state.actual == 16 * MIB, "the driver's second start")
    machine.rest()


def _hint(machine: Machine) -> None:
    device = machine.device
    for end, action in (("hint done", device.finish_hinting), ("hint stop", device.stop_hinting)):
        machine.ask("hint start", device.start_hinting, lambda: int(device.hints.finished))
        extents = [list(extent) for extent in machine.host.do(lambda: device.hinted)]
        machine.recorder.host("hinted", extents=extents)
        machine.ask(end, action)
    machine.ask("hint done", device.finish_hinting)


def _report(machine: Machine) -> None:
    machine.guest.run("dd if=/dev/zero of=/tmp/touched bs=1M count=64 2>/dev/null && rm /tmp/touched")
    machine.wait(lambda state: state.reported > 0, "reported pages")
    machine.rest()
