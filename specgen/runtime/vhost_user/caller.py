"""Requests of a front end -> the replies of its back end, one at a time, over a socket that blocks."""

import array
import socket
from collections.abc import Sequence

from specgen.runtime.errors import DeviceError
from specgen.runtime.vhost_user.codec import CodecError, Parser, encode
from specgen.runtime.vhost_user.payloads import U64
from specgen.runtime.vhost_user.requests import Flag, Request


class Caller:
    """Takes a connected socket over. `acknowledge` has the back end confirm each request that has no reply.

    Methods raise `OSError` where the back end is gone or silent for `timeout` seconds, `DeviceError` where it answers
    nonsense or refuses.
    """

    def __init__(self, peer: socket.socket, timeout: float) -> None:
        self._peer = peer
        self._peer.settimeout(timeout)
        self._parser = Parser(replies=True)
        self.acknowledge = False

    def fileno(self) -> int:
        """The descriptor of the socket."""
        return self._peer.fileno()

    def tell(self, request: Request, payload: bytes = b"", descriptors: Sequence[int] = ()) -> None:
        """Send a request that has no reply of its own, and wait until it was obeyed."""
        if not self.acknowledge:
            self._send(encode(request, payload), descriptors)
            self.ask(Request.GET_FEATURES)
            return
        self._send(encode(request, payload, Flag.NEED_REPLY), descriptors)
        if self._number(request, self._receive(request)):
            raise DeviceError(f"refuses {request.name}")

    def ask(self, request: Request, payload: bytes = b"") -> bytes:
        """Send a request; the payload of its reply."""
        self._send(encode(request, payload), ())
        return self._receive(request)

    def ask_number(self, request: Request) -> int:
        """Send a request for a 64-bit number."""
        return self._number(request, self.ask(request))

    def close(self) -> None:
        """Close the socket."""
        self._peer.close()

    def _send(self, data: bytes, descriptors: Sequence[int]) -> None:
        passed = array.array("i", descriptors)
        ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, passed)] if passed else []
        sent = self._peer.sendmsg([data], ancillary)
        self._peer.sendall(data[sent:])

    def _receive(self, request: Request) -> bytes:
        while True:
            for message in self._parser.messages():
                if message.request is not request:
                    raise DeviceError(f"replies to {message.request.name} when asked for {request.name}")
                return message.payload
            data = self._peer.recv(self._parser.wanted)
            if not data:
                raise ConnectionResetError(f"the back end closed its end at {request.name}")
            try:
                self._parser.feed(data)
            except CodecError as error:
                raise DeviceError(f"sends no message: {error}") from error

    def _number(self, request: Request, payload: bytes) -> int:
        if len(payload) != U64.size:
            raise DeviceError(f"replies to {request.name} with {len(payload)} bytes instead of {U64.size}")
        value: int = U64.unpack(payload)[0]
        return value
