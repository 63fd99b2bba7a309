"""The socket on which a back end sends requests of its own -> the rings and configuration changes they tell of."""

import contextlib
import socket
from collections.abc import Iterator
from typing import cast

from specgen.runtime.errors import DeviceError
from specgen.runtime.vhost_user.codec import CodecError, Message, Parser, encode
from specgen.runtime.vhost_user.payloads import STATE, U64
from specgen.runtime.vhost_user.requests import BackEndRequest, Flag

_PIECE = 4096
"""Bytes read at once."""


class BackChannel:
    """Two connected sockets, of which `theirs` goes to the back end."""

    def __init__(self) -> None:
        self._ours, self.theirs = socket.socketpair()
        self._ours.setblocking(False)
        self._parser = Parser(known=BackEndRequest)

    def fileno(self) -> int:
        """The descriptor to wait on."""
        return self._ours.fileno()

    def events(self) -> Iterator[int | None]:
        """What arrived: the number of a ring with used buffers, or `None` for a configuration change.

        Raises `DeviceError` for what is no request.
        """
        with contextlib.suppress(BlockingIOError):
            while piece := self._ours.recv(_PIECE):
                try:
                    self._parser.feed(piece)
                except CodecError as error:
                    raise DeviceError(f"sends no request: {error}") from error
                for message in self._parser.messages():
                    yield self._event(message)

    def close(self) -> None:
        """Close both ends."""
        self._ours.close()
        self.theirs.close()

    def _event(self, message: Message) -> int | None:
        ring = None
        if message.request is BackEndRequest.VRING_CALL and len(message.payload) == STATE.size:
            ring = cast("int", STATE.unpack(message.payload)[0])
        elif message.request is not BackEndRequest.CONFIG_CHANGE or message.payload:
            raise DeviceError(f"sends {message.request.name} with {len(message.payload)} bytes of payload")
        if message.flags & Flag.NEED_REPLY:
            self._ours.send(encode(message.request, U64.pack(0), Flag.REPLY))
        return ring
