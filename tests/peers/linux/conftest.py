"""A guest under User Mode Linux with our balloon on its bus, served by what `specgen serve` runs."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from specgen.conformance.balloon.host import Host, State
from specgen.conformance.peers.linux import PACKAGES, Guest, Programs, build_initramfs, find_programs
from virtio.balloon import BalloonDevice

MIB = 1 << 20


class Machine(NamedTuple):
    """A guest and the host of its balloon."""

    guest: Guest
    host: Host

    @property
    def device(self) -> BalloonDevice:
        return self.host.device

    def wait(self, condition: Callable[[State], bool], seconds: float = 20.0) -> State:
        """The first state that fits."""
        deadline = time.monotonic() + seconds
        while not condition(state := self.host.state()):
            assert time.monotonic() < deadline, f"it does not happen: {state.violations} {state}"
            time.sleep(0.01)
        return state

    def set_target(self, size: int) -> State:
        """Have the guest follow, and wait until it has."""
        self.host.set_target(size)
        return self.wait(lambda state: state.actual == size)

    def bind(self) -> State:
        """Load the driver, and wait until it is up."""
        self.guest.insert()
        return self.wait(lambda state: state.live)

    def touch(self, size: int) -> None:
        """Have the guest use memory, and free it again."""
        self.guest.run(f"dd if=/dev/zero of=/tmp/touched bs=1M count={size // MIB} 2>/dev/null && rm /tmp/touched")

    def check(self) -> None:
        """Nobody did anything wrong."""
        assert self.host.state().violations == ()
        assert self.guest.complaints() == ()


@pytest.fixture(scope="session")
def programs() -> Programs:
    found = find_programs()
    if found is None:
        pytest.skip(f"no guest can be made: apt-get install {' '.join(PACKAGES)}")
    return found


@pytest.fixture
def boot(programs: Programs, tmp_path: Path) -> Iterator[Callable[..., Machine]]:
    """Boots a guest: keyword arguments of `Host`, and `options` for the kernel's command line."""
    with contextlib.ExitStack() as stack:
        initramfs = build_initramfs(programs, tmp_path)

        def start(*, options: tuple[str, ...] = (), memory: str = "512M", **settings: object) -> Machine:
            path = tmp_path / "balloon"
            host = stack.enter_context(Host(path, **settings))  # type: ignore[arg-type]
            guest = Guest.boot(programs, initramfs, tmp_path, path, options=options, memory=memory)
            return Machine(stack.enter_context(guest), host)

        yield start
