"""`specgen serve` as a process: its lines, its commands, its ends, and what it refuses."""

import contextlib
import fcntl
import json
import os
import pty
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from serving import Serving

from specgen.cli import main
from specgen.conformance.balloon.commands import parse_size
from specgen.runtime.memory import Allocator
from specgen.runtime.queues import QueueNumbering
from specgen.runtime.vhost_user.front_end import FrontEnd
from virtio.balloon import BalloonDriver

MIB = 1 << 20
Start = Callable[..., Serving]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "balloon"


@pytest.fixture
def start() -> Iterator[Start]:
    with contextlib.ExitStack() as stack:
        yield lambda *given, **options: stack.enter_context(Serving(*given, **options))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_listens_obeys_and_ends_cleanly(start: Start, path: Path, number: int) -> None:
    serving = start(path, "--target", "64M")
    serving.find(event="listening")
    assert path.is_socket()
    assert serving.find(event="state")["target"] == 64 * MIB
    serving.say("target 1G")
    serving.find(event="answer", target=1024 * MIB)
    serving.say("hint start")
    assert serving.find(event="answer")["command"] == 2
    serving.say("statistics")
    assert serving.find(event="answer")["asked"] is False
    serving.say("target many")
    assert "256M" in str(serving.find(event="answer")["error"])
    serving.say("dance")
    assert "target SIZE" in str(serving.find(event="answer")["error"])
    assert serving.end(number) == ""
    assert not path.exists()


def test_quit_ends_it_and_the_end_of_input_does_not(start: Start, path: Path) -> None:
    serving = start(path)
    serving.find(event="listening")
    serving.say("quit")
    assert serving.process.wait(10) == 0
    serving = start(path, stdin=subprocess.DEVNULL)
    serving.find(event="state")
    time.sleep(0.2)
    serving.end()


def test_the_control_socket_answers_line_by_line(start: Start, path: Path, tmp_path: Path) -> None:
    control = tmp_path / "control"
    serving = start(path, "--control", str(control))
    serving.find(event="state")
    with socket.socket(socket.AF_UNIX) as first, socket.socket(socket.AF_UNIX) as second:
        for client in (first, second):
            client.settimeout(5)
            client.connect(str(control))
        first.sendall(b"target 3")
        first.sendall(b"2M\nstate\n")
        second.sendall(b"\xff\xfe\n" + b"x" * 10_000 + b"\n")
        answers = first.makefile()
        assert json.loads(answers.readline()) == {"target": 32 * MIB}
        assert json.loads(answers.readline())["target"] == 32 * MIB
        assert "error" in json.loads(second.makefile().readline())
    serving.end()
    assert not control.exists()


def test_our_own_driver_works_with_it(start: Start, path: Path) -> None:
    serving = start(path, "--target", "16M", "--stats-interval", "0.2")
    serving.find(event="listening")
    with FrontEnd.connect(path, 5, 64 * MIB) as front:
        driver = BalloonDriver(front, Allocator(0, 64 * MIB), numbering=QueueNumbering.COMPACT)
        driver.initialize()
        deadline = time.monotonic() + 15
        while driver.balloon.pages < 16 * MIB // 4096 and time.monotonic() < deadline:
            driver.service()
            time.sleep(0.01)
        state = serving.find(actual=16 * MIB)
        assert state["reclaimed"] == 16 * MIB
        assert state["violations"] == []
    serving.find(event="disconnected", reason=None)
    serving.end()


def test_a_terminal_gets_a_live_view(path: Path) -> None:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 100, 0, 0))
    line = [sys.executable, "-m", "specgen", "serve", "balloon", "--socket", str(path), "--target", "256M"]
    environment = {**os.environ, "TERM": "xterm-256color"}
    process = subprocess.Popen(line, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    seen = b""
    deadline = time.monotonic() + 15
    while b"512.0 MiB" not in seen and time.monotonic() < deadline:
        if select.select([ours], [], [], 1)[0]:
            seen += os.read(ours, 1 << 16)
        if b"256.0 MiB" in seen and b"target" in seen:
            os.write(ours, b"target 512M\n")
    assert b"512.0 MiB" in seen
    assert b"no guest yet" in seen
    assert b'"event"' not in seen
    process.send_signal(signal.SIGINT)
    deadline = time.monotonic() + 10
    while process.poll() is None and time.monotonic() < deadline:
        if select.select([ours], [], [], 0.1)[0]:
            try:
                seen += os.read(ours, 1 << 16)
            except OSError:
                break
    assert process.wait(5) == 0
    os.close(ours)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["net", "--socket", "here"], "no behaviour"),
        (["balloon"], "needs --socket"),
        (["balloon", "--socket", "missing/here"], "no socket at"),
        (["balloon", "--socket", "here", "--target", "big"], "no size"),
        (["balloon", "--socket", "here", "--target", "99999999T"], "pages"),
        (["balloon", "--socket", "here", "--without", "LAMP"], "no feature"),
        (["balloon", "--socket", "here", "--without", "VERSION_1"], "no feature"),
        (["balloon", "--socket", "here", "--stats-interval", "-1"], "seconds"),
        (["balloon", "--socket", "here", "--control", "missing/control"], "no control socket"),
        (["balloon", "--socket", "x" * 200], "no socket at"),
    ],
)
def test_what_cannot_be_served_is_refused(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["serve", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_sizes() -> None:
    assert [parse_size(text) for text in ("0", "4096", "64k", "256M", "1 GiB", "2TB")] == [
        0, 4096, 64 << 10, 256 << 20, 1 << 30, 2 << 40,
    ]  # fmt: skip
    for text in ("", "M", "-1M", "1.5G", "1X", "9" * 40):
        with pytest.raises(ValueError, match="no size"):
            parse_size(text)
