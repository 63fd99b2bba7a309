"""The socket on which a back end sends requests of its own -> the rings and configuration changes they tell of."""

import contextlib
import socket
from collections.abc import Iterator
from typing import cast

from specgen.runtime.errors import DeviceError
from specgen.runtime.vhost_user.codec import HEADER, encode
from specgen.runtime.vhost_user.payloads import STATE, U64
from specgen.runtime.vhost_user.requests import BackEndRequest, Flag

_LIMIT = 4096
"""Bytes of a request; none that is known has more than 8."""


class BackChannel:
    """Two connected sockets, of which `theirs` goes to the back end."""

    def __init__(self) -> None:
        self._ours, self.theirs = socket.socketpair()
        self._ours.setblocking(False)
        self._buffer = b""

    def fileno(self) -> int:
        """The descriptor to wait on."""
        return self._ours.fileno()

    def events(self) -> Iterator[int | None]:
        """What arrived: the number of a ring with used buffers, or `None` for a configuration change.

        Raises `DeviceError` for what is no request.
        """
        with contextlib.suppress(BlockingIOError):
            while piece := self._ours.recv(_LIMIT):
                self._buffer += piece
                yield from self._take()

    def close(self) -> None:
        """Close both ends."""
        self._ours.close()
        self.theirs.close()

    def _take(self) -> Iterator[int | None]:
        while len(self._buffer) >= HEADER.size:
            request, flags, size = HEADER.unpack_from(self._buffer)
            if size > _LIMIT:
                raise DeviceError(f"sends request {request} with {size} bytes of payload")
            end = HEADER.size + size
            if len(self._buffer) < end:
                return
            payload, self._buffer = self._buffer[HEADER.size : end], self._buffer[end:]
            if request == BackEndRequest.CONFIG_CHANGE and not payload:
                yield None
            elif request == BackEndRequest.VRING_CALL and size == STATE.size:
                yield cast("int", STATE.unpack(payload)[0])
            else:
                raise DeviceError(f"sends request {request} with {size} bytes of payload")
            if flags & Flag.NEED_REPLY:
                self._ours.send(encode(request, U64.pack(0), Flag.REPLY))
