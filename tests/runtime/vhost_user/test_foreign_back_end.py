"""Our front end before a back end that others wrote: QEMU's virtiofsd, which answers a FUSE_INIT."""

import contextlib
import os
import shutil
import signal
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from specgen.runtime.driver import Driver
from specgen.runtime.features import RingFeature
from specgen.runtime.memory import Allocator
from specgen.runtime.queues import QueueSpec
from specgen.runtime.vhost_user.front_end import FrontEnd

SIZE = 1 << 20
FUSE_INIT = 26
HEADER = struct.Struct("<IIQQIIII")
INIT = struct.Struct("<IIII")
ANSWER = struct.Struct("<IiQII")


class FileSystemDriver(Driver):
    device_id = 26
    queues = (QueueSpec("hiprio", 0), QueueSpec("requestq", 1))


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    program = shutil.which("virtiofsd", path=f"{os.environ.get('PATH', '')}:/usr/lib/qemu:/usr/libexec")
    if program is None or os.geteuid():
        pytest.skip("needs root and virtiofsd: apt-get install qemu-system-common")
    (tmp_path / "shared").mkdir()
    path = tmp_path / "socket"
    process = subprocess.Popen(
        [program, f"--socket-path={path}", "-o", f"source={tmp_path / 'shared'}", "-o", "sandbox=chroot"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout as said:
        try:
            wait_for_socket(path, process, said)
            yield path
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for_socket(path: Path, process: subprocess.Popen[str], said: IO[str]) -> None:
    """Skips where the machine forbids what virtiofsd needs; whatever else keeps it from running is a failure."""
    deadline = time.monotonic() + 20
    while not path.is_socket():
        if process.poll() is not None:
            reason = said.read().strip()
            if "not permitted" in reason:
                pytest.skip(f"virtiofsd is not permitted to run here: {reason}")
            pytest.fail(f"virtiofsd ends: {reason}")
        assert time.monotonic() < deadline, "virtiofsd makes no socket"
        time.sleep(0.01)


@pytest.mark.parametrize("layout", [0, RingFeature.EVENT_IDX, RingFeature.INDIRECT_DESC | RingFeature.EVENT_IDX])
def test_virtiofsd_answers(path: Path, layout: int) -> None:
    with FrontEnd.connect(path, FileSystemDriver.device_id, SIZE) as front:
        driver = FileSystemDriver(front, Allocator(0, SIZE), layout)
        driver.initialize()
        assert driver.negotiated & layout == layout
        request = INIT.pack(7, 31, 0, 0)
        request = HEADER.pack(HEADER.size + len(request), FUSE_INIT, 77, 0, 0, 0, 0, 0) + request
        front.memory.view(0x80000, len(request))[:] = request
        driver.add("requestq", [(0x80000, len(request))], [(0x90000, 16), (0x90010, 64)])
        driver.kick("requestq")
        while not (used := driver.collect("requestq")):
            assert list(front.events(10))
        length, error, unique, major, _ = ANSWER.unpack(front.memory.view(0x90000, ANSWER.size))
        assert (length, error, unique, major) == (used[0].written, 0, 77, 7)
        base = front.stop_queue(1)
        assert base == 1
