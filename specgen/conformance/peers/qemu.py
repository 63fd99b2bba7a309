"""QEMU's balloon device -> a bus to its registers and its memory, for the generated driver to drive.

The machine runs no guest: its processor halts at once, and the qtest socket plays the processor. The memory is a file
that this process maps too.
"""

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from mmap import mmap
from pathlib import Path
from typing import Self

from specgen.diagnostics import SpecgenError
from specgen.runtime.memory import Allocator, Backing, GuestMemory, Region
from specgen.runtime.mmio import MAGIC, MmioTransport, Register

PACKAGES = ("qemu-system-x86",)
"""Of Debian: what the peer needs."""

MEMORY = 256 << 20
_FIRST_FREE = 16 << 20
"""Below lies what the machine's firmware may use."""

_SLOTS = range(0xFEB00000, 0xFEB03000, 0x200)
_BALLOON = 5
_HINTING = ("free-page-hint=on", "iothread=hints")
_PATIENCE = 20.0
# cli; hlt; jmp to the hlt, where the processor begins: at the last 16 bytes of the firmware.
_START = b"\xfa\xf4\xeb\xfd"


class QemuError(SpecgenError):
    """QEMU did not do what it was asked for."""


def find_qemu() -> Path | None:
    """The installed program, `None` where it is missing; `PACKAGES` names what to install."""
    found = shutil.which("qemu-system-x86_64")
    return None if found is None else Path(found)


class QtestBus:
    """Implements `Bus` over a qtest socket: each access is a line and its answer. Raises `OSError`."""

    def __init__(self, peer: socket.socket) -> None:
        self._peer = peer
        self._rest = b""

    def read(self, address: int, width: int) -> int:
        """Read 1, 2 or 4 bytes."""
        return int(self._ask(f"read{_NAMES[width]} {address:#x}"), 16)

    def write(self, address: int, width: int, value: int) -> None:
        """Write 1, 2 or 4 bytes."""
        self._ask(f"write{_NAMES[width]} {address:#x} {value:#x}")

    def _ask(self, line: str) -> str:
        self._peer.sendall(f"{line}\n".encode())
        while b"\n" not in self._rest:
            data = self._peer.recv(4096)
            if not data:
                raise ConnectionError("QEMU closed its qtest socket")
            self._rest += data
        answer, _, self._rest = self._rest.partition(b"\n")
        word, _, value = answer.decode(errors="replace").partition(" ")
        if word != "OK":
            raise OSError(f"QEMU answers {answer[:80]!r} to {line!r}")
        return value


_NAMES = {1: "b", 2: "w", 4: "l"}


class Qemu:
    """A machine with a balloon; use it in a `with` statement. `options` go to the balloon: `free-page-reporting=on`.

    `hints` gives it a thread of its own for free page hinting, which QEMU does while it migrates.
    """

    def __init__(self, program: Path, *options: str, hints: bool = False) -> None:
        self._stack = contextlib.ExitStack()
        try:
            self._start(program, (*options, *(_HINTING if hints else ())))
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self) -> Self:
        """The machine itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Kill it."""
        self._stack.close()

    def transport(self) -> MmioTransport:
        """The balloon. Raises QemuError where there is none."""
        for base in _SLOTS:
            if self.bus.read(base, 4) == MAGIC and self.bus.read(base + Register.DEVICE_ID, 4) == _BALLOON:
                return MmioTransport(self.bus, base, self.memory)
        raise QemuError("QEMU's machine has no balloon")

    def allocator(self) -> Allocator:
        """The memory that nothing else uses."""
        return Allocator(_FIRST_FREE, MEMORY)

    @property
    def resident(self) -> int:
        """Bytes of the memory's file that the host has to keep."""
        return self._file.stat().st_blocks * 512

    def command(self, name: str, **arguments: object) -> object:
        """One QMP command: what it returns. Raises QemuError for an error."""
        message = {"execute": name, **({"arguments": arguments} if arguments else {})}
        self._monitor.sendall(f"{json.dumps(message)}\n".encode())
        while True:
            answer = self._message()
            if "error" in answer:
                raise QemuError(f"QEMU refuses {name}: {answer['error']}")
            if "return" in answer:
                return answer["return"]

    def wait(self, condition: Callable[[], bool], service: Callable[[], None]) -> None:
        """Let the driver go on until it is so. Raises QemuError where it never is."""
        deadline = time.monotonic() + _PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise QemuError("QEMU does not get there")
            service()

    def _start(self, program: Path, options: tuple[str, ...]) -> None:
        directory = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="qemu-")))
        firmware = directory / "halt.bin"
        firmware.write_bytes(_START.rjust(0x10000 - 16 + len(_START), b"\0").ljust(0x10000, b"\0"))
        self._file = directory / "memory"
        sockets = [self._listener(directory / name) for name in ("qtest", "qmp")]
        line = [
            *(str(program), "-accel", "tcg", "-bios", str(firmware), "-nodefaults", "-display", "none"),
            *("-m", str(MEMORY >> 20), "-machine", "microvm,memory-backend=m"),
            *("-object", f"memory-backend-file,id=m,size={MEMORY},mem-path={self._file},share=on"),
            *("-object", "iothread,id=hints"),
            *("-qtest", f"unix:{directory}/qtest", "-qtest-log", os.devnull, "-qmp", f"unix:{directory}/qmp"),
            *("-global", "virtio-mmio.force-legacy=false"),
            *("-device", ",".join(("virtio-balloon-device", "id=balloon", *options))),
        ]
        self._process = subprocess.Popen(
            line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        )
        self._stack.callback(self._kill)
        qtest, self._monitor = (self._accept(listener) for listener in sockets)
        self.bus = QtestBus(qtest)
        self._rest = b""
        self._message()
        self.command("qmp_capabilities")
        descriptor = os.open(self._file, os.O_RDWR | os.O_CLOEXEC)
        self._stack.callback(os.close, descriptor)
        self.memory = GuestMemory([Region(0, mmap(descriptor, MEMORY), Backing(descriptor, 0))])
        self._stack.callback(self.memory.close)

    def _listener(self, path: Path) -> socket.socket:
        listener = self._stack.enter_context(socket.socket(socket.AF_UNIX))
        listener.bind(str(path))
        listener.listen(1)
        return listener

    def _accept(self, listener: socket.socket) -> socket.socket:
        if not select.select([listener], [], [], _PATIENCE)[0]:
            raise QemuError(f"QEMU does not start: {self._last_words()}")
        peer = self._stack.enter_context(listener.accept()[0])
        peer.settimeout(_PATIENCE)
        return peer

    def _message(self) -> dict[str, object]:
        while b"\n" not in self._rest:
            data = self._monitor.recv(1 << 16)
            if not data:
                raise QemuError(f"QEMU ended: {self._last_words()}")
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        return dict(json.loads(line))

    def _last_words(self) -> str:
        self._process.kill()
        return self._process.communicate()[1].decode(errors="replace").strip()[-300:] or "it says nothing"

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()
