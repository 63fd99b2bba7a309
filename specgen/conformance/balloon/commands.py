"""Lines of text, on standard input or a control socket -> what a balloon host does, and its answer."""

import contextlib
import os
import re
import socket
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from specgen.conformance.balloon.host import Host
from specgen.runtime.vhost_user.loop import Loop
from specgen.runtime.vhost_user.server import listen

_SIZE = re.compile(r"([0-9]{1,15})\s*([KMGT]?)(?:i?B)?\Z", re.IGNORECASE)
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_LONGEST = 4096

HELP = "target SIZE, statistics, hint start|stop|done, state, quit"

Answer = dict[str, object]


def parse_size(text: str) -> int:
    """Bytes: `256M` is 256 times 1024 squared. Raises ValueError for what is no size."""
    match = _SIZE.match(text.strip())
    if match is None:
        raise ValueError(f"{text[:40]!r} is no size; 256M and 1G are")
    return int(match[1]) * _UNITS[match[2].upper()]


def obey(host: Host, line: str) -> Answer:
    """Do what one line says, on the thread that serves; the answer has `error` where it cannot be done."""
    words = line.split()
    try:
        return _obey(host, words)
    except ValueError as error:
        return {"error": str(error)}


def _obey(host: Host, words: list[str]) -> Answer:
    match words:
        case ["target", *size] if size:
            host.set_target(parse_size("".join(size)))
            return {"target": host.state().target}
        case ["statistics"]:
            return {"asked": host.device.ask()}
        case ["hint", ("start" | "stop" | "done") as what]:
            return _hint(host, what)
        case ["state"]:
            return asdict(host.state())
        case ["quit"]:
            host.server.stop()
            return {"ended": True}
    said = " ".join(words)[:40]
    raise ValueError(f"{said!r} is no command; there are: {HELP}")


def _hint(host: Host, what: str) -> Answer:
    device = host.device
    if not hasattr(device, "hints"):
        raise ValueError("this balloon has no free page hinting")
    if what == "start":
        return {"command": device.start_hinting()}
    if what == "stop":
        device.stop_hinting()
    else:
        device.finish_hinting()
    return {"command": device.command}


class Lines:
    """Cuts what a descriptor brings into lines for `take`, and says to `ended` when no more come."""

    def __init__(self, loop: Loop, descriptor: int, take: Callable[[str], None], ended: Callable[[], None]) -> None:
        self._loop = loop
        self._descriptor = descriptor
        self._take = take
        self._ended = ended
        self._rest = b""
        try:
            loop.watch(descriptor, self._read)
        except OSError:
            # A regular file cannot be waited for: all of it is there.
            while self._pump():
                pass

    def close(self) -> None:
        """Wait for no more."""
        self._loop.unwatch(self._descriptor)

    def _read(self, _: int) -> None:
        if not self._pump():
            self.close()
            self._ended()

    def _pump(self) -> bool:
        try:
            data = os.read(self._descriptor, 1 << 16)
        except BlockingIOError:
            return True
        except OSError:
            return False
        *lines, self._rest = (self._rest + data).split(b"\n")
        if not data or len(self._rest) > _LONGEST:
            lines.append(self._rest)
            self._rest = b""
        for line in lines:
            text = line[:_LONGEST].decode("utf-8", errors="replace").strip()
            if text:
                self._take(text)
        return bool(data)


class ControlSocket:
    """Takes commands on a Unix socket and answers each with one line, made by `encode`. Raises `OSError`."""

    def __init__(self, host: Host, path: Path, encode: Callable[[Answer], str]) -> None:
        self._host = host
        self._path = path
        self._encode = encode
        self._listener = listen(path)
        self._clients: dict[socket.socket, Lines] = {}
        host.server.loop.watch(self._listener.fileno(), self._accept)

    def close(self) -> None:
        """Remove the socket."""
        for client in tuple(self._clients):
            self._part(client)
        self._host.server.loop.unwatch(self._listener.fileno())
        self._listener.close()
        with contextlib.suppress(OSError):
            self._path.unlink()

    def _accept(self, _: int) -> None:
        with contextlib.suppress(BlockingIOError, ConnectionError):
            client = self._listener.accept()[0]
            client.setblocking(False)
            loop = self._host.server.loop
            take, ended = partial(self._answer, client), partial(self._part, client)
            self._clients[client] = Lines(loop, client.fileno(), take, ended)

    def _answer(self, client: socket.socket, line: str) -> None:
        if client not in self._clients:
            return
        try:
            sent = client.send(f"{self._encode(obey(self._host, line))}\n".encode())
        except OSError:
            sent = 0
        if not sent:
            # Who does not read its answers gets no more of them.
            self._part(client)

    def _part(self, client: socket.socket) -> None:
        lines = self._clients.pop(client, None)
        if lines is not None:
            lines.close()
            client.close()
