"""A server on a thread of its own, and what it says when it parts with a front end."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

from specgen.runtime.device import Device
from specgen.runtime.vhost_user.server import Server
from specgen.runtime.vhost_user.session import OFFERED


@contextlib.contextmanager
def serving(device: Device, path: Path | None = None, protocol: int = OFFERED) -> Iterator[socket.socket]:
    """Yields the front end's end of a socket pair, not used if there is a `path`; a front end must not be cut off."""
    ours, theirs = socket.socketpair()
    reasons: list[str | None] = []
    with ours, theirs, Server(device, path, protocol=protocol, ended=reasons.append) as server:
        if path is None:
            server.adopt(theirs)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield ours
        finally:
            server.stop()
            thread.join(20)
        assert not thread.is_alive()
    assert set(reasons) <= {None}
