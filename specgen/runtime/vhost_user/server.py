"""A device and the path of a Unix socket -> a vhost-user back end that serves one front end after another."""

import contextlib
import errno
import os
import socket
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from specgen.runtime.device import Device
from specgen.runtime.vhost_user.answers import answer
from specgen.runtime.vhost_user.codec import CodecError, Message
from specgen.runtime.vhost_user.connection import Connection, PeerGoneError
from specgen.runtime.vhost_user.host import NO_EVENTS, SessionError
from specgen.runtime.vhost_user.loop import Loop
from specgen.runtime.vhost_user.requests import ProtocolFeature
from specgen.runtime.vhost_user.resources import Resources
from specgen.runtime.vhost_user.session import OFFERED, Session


class Client(NamedTuple):
    """The front end that is being served."""

    connection: Connection
    resources: Resources
    session: Session


class Server:
    """Serves `device` to whoever connects to `path`, one front end at a time; the device is reset in between.

    `loop` takes what else is to be waited for: descriptors and timers. `protocol` are the protocol features offered.
    `ended` hears in words why a front end was cut off, and `None` where it went by itself. Use it in a `with`
    statement. Raises `OSError` where the socket cannot be made.
    """

    def __init__(
        self,
        device: Device,
        path: Path | None = None,
        *,
        protocol: int = OFFERED,
        ended: Callable[[str | None], None] = lambda _: None,
    ) -> None:
        self.device = device
        self._path = path
        self._protocol = protocol
        self._ended = ended
        self._client: Client | None = None
        self._listener = None if path is None else listen(path)
        self.loop = Loop(self._work)
        self._await_client()

    def __enter__(self) -> Self:
        """The server itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close it."""
        self.close()

    @property
    def connected(self) -> bool:
        """Whether a front end is there."""
        return self._client is not None

    def run(self) -> None:
        """Serve until `stop`."""
        self.loop.run()

    def stop(self) -> None:
        """Have `run` return; a signal handler or another thread may call it."""
        self.loop.stop()

    def adopt(self, peer: socket.socket) -> None:
        """Serve the front end at the other end of a connected socket, which the server takes over."""
        assert self._client is None, "one front end at a time"
        resources = Resources(self.loop, self._kicked)
        session = Session(self.device, resources, self._protocol)
        self._client = Client(Connection(peer, self._answer), resources, session)
        self.loop.watch(peer.fileno(), self._pump)
        if self._listener is not None:
            self.loop.unwatch(self._listener.fileno())

    def disconnect(self, reason: str | None = None) -> None:
        """Part with the front end, reset the device, and wait for the next one."""
        if self._client is None:
            return
        connection, resources, session = self._client
        self._client = None
        self.loop.unwatch(connection.fileno())
        session.close()
        resources.close()
        connection.close()
        self._await_client()
        self._ended(reason)

    def close(self) -> None:
        """Part with the front end, remove the socket, and close all descriptors."""
        self.disconnect()
        if self._listener is not None and self._path is not None:
            self._listener.close()
            with contextlib.suppress(OSError):
                self._path.unlink()
        self.loop.close()

    def _await_client(self) -> None:
        if self._listener is not None:
            self.loop.watch(self._listener.fileno(), self._accept)

    def _accept(self, _: int) -> None:
        assert self._listener is not None
        # Who knocked may be gone again.
        with contextlib.suppress(BlockingIOError, ConnectionError):
            self.adopt(self._listener.accept()[0])

    def _answer(self, message: Message) -> bytes:
        assert self._client is not None
        return answer(self._client.session, message)

    def _pump(self, _: int) -> None:
        assert self._client is not None
        connection = self._client.connection
        try:
            connection.pump()
        except PeerGoneError:
            self.disconnect()
        except (CodecError, SessionError, OSError) as error:
            self.disconnect(str(error))
        else:
            self.loop.watch(connection.fileno(), self._pump, connection.interest)

    def _kicked(self, number: int) -> None:
        if self._client is not None:
            self._client.session.kicked(number)

    def _work(self) -> bool:
        """Let the device go on, then send what it has to tell; whether there is more to do at once."""
        if self._client is None:
            return False
        _, resources, session = self._client
        session.run()
        if (events := session.take_events()) is not NO_EVENTS:
            in_band = bool(session.protocol & ProtocolFeature.INBAND_NOTIFICATIONS)
            resources.tell(events, in_band=in_band)
        return session.pending


def listen(path: Path) -> socket.socket:
    """A listening socket at `path`; one that a server left behind is replaced. Raises `OSError` if it is in use."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _remove_stale(path)
        listener.bind(os.fspath(path))
        listener.listen(1)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def _remove_stale(path: Path) -> None:
    if not path.is_socket():
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        if probe.connect_ex(os.fspath(path)) == errno.ECONNREFUSED:
            path.unlink()
