"""`specgen serve balloon` as a process, for tests: its lines of JSON one by one, and the commands it gets."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections import deque
from pathlib import Path
from typing import Self


class Serving:
    """The process; it is killed at the end of a `with` block."""

    def __init__(self, path: Path, *options: str, stdin: int = subprocess.PIPE) -> None:
        line = [sys.executable, "-m", "specgen", "serve", "balloon", "--socket", str(path), *options]
        self.process = subprocess.Popen(line, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._rest = b""
        self._lines: deque[bytes] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def find(self, **wanted: object) -> dict[str, object]:
        """The next event with these values."""
        deadline = time.monotonic() + 20
        while self._lines or self._more(deadline):
            while self._lines:
                event = json.loads(self._lines.popleft())
                if all(event.get(name) == value for name, value in wanted.items()):
                    return dict(event)
        raise AssertionError(f"no event has {wanted}")

    def end(self, number: int = signal.SIGINT) -> str:
        """End it by a signal: what it said on standard error."""
        self.process.send_signal(number)
        errors = self.process.communicate(timeout=10)[1].decode()
        assert self.process.returncode == 0, errors
        return errors

    def _more(self, deadline: float) -> bool:
        assert self.process.stdout is not None
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
            return False
        data = os.read(self.process.stdout.fileno(), 1 << 16)
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._lines += lines
        return bool(data)
