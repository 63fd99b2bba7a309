"""A kernel under User Mode Linux -> a guest that takes shell commands, with a vhost-user device on its virtio bus.

The guest is a process group of its own, whose console is a pipe. Its memory is a file that the vhost-user front end
hands to the device, so what the guest gives back can be seen from outside.
"""

import contextlib
import os
import re
import secrets
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from specgen.diagnostics import SpecgenError

PACKAGES = ("user-mode-linux", "busybox-static", "cpio")
"""Of Debian: what a guest needs."""

BOOT_SECONDS = 30.0
"""A boot takes about one second; beyond this it has failed."""

_READY = "specgen-guest-ready"
_LEVEL = re.compile(r"^<(\d+)>")
_WARNING = 4
"""Of the kernel's log levels: this one and those below are complaints."""

_HARMLESS = re.compile(
    r"SELinux: |mmapper_init - find_iomem failed|Failed to initialize ubd device 0 |random: |taint|"
    r"This architecture does not have kernel memory protection"
)
"""Complaints of every boot of this kernel, without any device too, and of every module from outside."""


class GuestError(SpecgenError):
    """The guest did not do what it was asked for: it died, hung, or a command failed."""


@dataclass(frozen=True, slots=True)
class Programs:
    """Where the parts of a guest lie: the kernel, the balloon's module, the shell, and the archiver."""

    kernel: Path
    module: Path
    shell: Path
    archiver: Path


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command of the guest printed, and its exit status."""

    output: str
    status: int


def find_programs() -> Programs | None:
    """The installed programs, `None` where one is missing; `PACKAGES` names what to install."""
    found = {name: shutil.which(name) for name in ("linux.uml", "busybox", "cpio")}
    modules = sorted(Path("/usr/lib/uml/modules").glob("*/kernel/drivers/virtio/virtio_balloon.ko"))
    if not modules or None in found.values():
        return None
    kernel, shell, archiver = (Path(str(path)) for path in found.values())
    return Programs(kernel, modules[-1], shell, archiver)


def build_initramfs(programs: Programs, directory: Path) -> Path:
    """An archive in `directory` with the shell, the balloon's module and a first process that obeys the console."""
    root = directory / "initramfs"
    (root / "bin").mkdir(parents=True)
    shutil.copy(programs.shell, root / "bin" / "busybox")
    shutil.copy(programs.module, root / "virtio_balloon.ko")
    init = root / "init"
    init.write_bytes((Path(__file__).parent / "init.sh").read_bytes())
    init.chmod(0o755)
    names = "".join(f"{path.relative_to(root)}\n" for path in sorted(root.rglob("*")))
    archive = directory / "initramfs.cpio"
    with archive.open("wb") as file:
        subprocess.run(
            [programs.archiver, "--create", "--format=newc", "--quiet"],
            input=names.encode(),
            stdout=file,
            cwd=root,
            check=True,
        )
    return archive


class Guest:
    """A running kernel; `run` gives it a command. Use it in a `with` statement: it is killed at the end."""

    def __init__(self, process: "subprocess.Popen[bytes]", own: "tempfile.TemporaryDirectory[str]") -> None:
        self._process = process
        self._own = own
        self._pending = b""
        self.console = bytearray()
        """Everything the guest has printed."""

    @classmethod
    def boot(  # noqa: PLR0913 - each is a setting of the machine
        cls,
        programs: Programs,
        initramfs: Path,
        directory: Path,
        socket: Path | None,
        *,
        memory: str = "512M",
        options: tuple[str, ...] = (),
        device_id: int = 5,
    ) -> Self:
        """Start a kernel whose virtio bus has the device behind `socket`, and wait for its shell.

        `options` go on the kernel's command line; `directory` holds its files. Raises GuestError where no shell comes.
        """
        name = f"specgen-{secrets.token_hex(6)}"
        # The kernel keeps its own files there, and has room for a short path only.
        own = tempfile.TemporaryDirectory(prefix="uml-")
        line = [
            str(programs.kernel),
            f"mem={memory}",
            f"initrd={initramfs}",
            "con=null",
            "con0=fd:0,fd:1",
            "root=/dev/ram0",
            f"umid={name}",
            f"uml_dir={own.name}/",
            *((f"virtio_uml.device={socket}:{device_id}",) if socket is not None else ()),
            *options,
        ]
        process = subprocess.Popen(
            line,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=directory,
            env={**os.environ, "TMPDIR": str(directory), "HOME": str(directory)},
        )
        guest = cls(process, own)
        try:
            guest._read_until(_READY.encode(), BOOT_SECONDS)
        except GuestError:
            guest.kill()
            raise
        return guest

    def __enter__(self) -> Self:
        """The guest itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Kill what is left of it."""
        self.kill()

    @property
    def running(self) -> bool:
        """Whether the kernel has not ended."""
        return self._process.poll() is None

    def run(self, command: str, *, timeout: float = 30.0, check: bool = True) -> Ran:
        """Run one line of shell; GuestError where it fails (with `check`) or takes longer than `timeout` seconds."""
        self.send(command)
        return self.result(command, timeout=timeout, check=check)

    def send(self, command: str) -> None:
        """Have one line of shell run without waiting for its end; `result` waits."""
        if "\n" in command:
            raise ValueError("a command is one line")
        self._mark = f"specgen-{secrets.token_hex(8)}"
        self._write(f"{command}\necho {self._mark[:12]}''{self._mark[12:]} $status\n")

    def result(self, command: str, *, timeout: float = 30.0, check: bool = True) -> Ran:
        """The end of the command sent last."""
        output = self._read_until(self._mark.encode(), timeout)
        status = int(self._read_until(b"\n", timeout).strip() or b"0")
        text = output.decode(errors="replace").replace("\r\n", "\n")
        if check and status:
            raise GuestError(f"the guest's {command!r} ended with {status}: {text.strip()}")
        return Ran(text, status)

    def insert(self, *parameters: str) -> None:
        """Load the balloon's driver."""
        self.run(" ".join(("insmod /virtio_balloon.ko", *parameters)))

    def remove(self) -> None:
        """Unload the balloon's driver."""
        self.run("rmmod virtio_balloon")

    def complaints(self) -> tuple[str, ...]:
        """The lines of the kernel's log that are warnings or worse, but for those that every boot prints."""
        found = []
        for line in self.run("dmesg -r").output.splitlines():
            level = _LEVEL.match(line)
            if level is not None and int(level[1]) % 8 <= _WARNING and not _HARMLESS.search(line):
                found.append(line)
        return tuple(found)

    def memory(self) -> dict[str, int]:
        """The guest's /proc/meminfo, in bytes."""
        lines = (line.split() for line in self.run("cat /proc/meminfo").output.splitlines())
        return {words[0].rstrip(":"): int(words[1]) * 1024 for words in lines if len(words) == 3}

    def power_off(self, *, timeout: float = 10.0) -> None:
        """End the guest in order; GuestError where it does not end."""
        self._write("poweroff -f\n")
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired as error:
            raise GuestError(f"the guest did not power off within {timeout:g} s") from error

    def kill(self) -> None:
        """End the guest's process group at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._own.cleanup()

    def _write(self, text: str) -> None:
        stream = self._pipe(self._process.stdin)
        try:
            stream.write(text.encode())
            stream.flush()
        except OSError as error:
            raise GuestError(f"the guest is gone: {self._last_words()}") from error

    def _read_until(self, mark: bytes, timeout: float) -> bytes:
        """What the console prints before `mark`, which is taken too."""
        deadline = time.monotonic() + timeout
        for _ in self._chunks(deadline):
            at = self._pending.find(mark)
            if at >= 0:
                before, self._pending = self._pending[:at], self._pending[at + len(mark) :]
                return before
        raise GuestError(f"the guest said nothing fitting for {timeout:g} s: {self._last_words()}")

    def _chunks(self, deadline: float) -> Iterator[None]:
        """Yields once at the start and after each piece of output, until `deadline`."""
        descriptor = self._pipe(self._process.stdout).fileno()
        yield
        while (left := deadline - time.monotonic()) > 0:
            if not select.select([descriptor], [], [], left)[0]:
                return
            data = os.read(descriptor, 1 << 16)
            if not data:
                raise GuestError(f"the guest ended: {self._last_words()}")
            self.console += data
            self._pending += data
            yield

    def _last_words(self) -> str:
        lines = self.console.decode(errors="replace").split("\n")
        return " | ".join(line.strip() for line in lines[-8:] if line.strip())

    @staticmethod
    def _pipe(stream: "IO[bytes] | None") -> "IO[bytes]":
        assert stream is not None
        return stream
