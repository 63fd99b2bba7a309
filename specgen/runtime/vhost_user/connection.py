"""A connected Unix socket -> messages with their descriptors, each answered and its descriptors closed."""

import array
import contextlib
import os
import select
import socket
from collections.abc import Callable, Iterable

from specgen.runtime.vhost_user.codec import MAX_DESCRIPTORS, Message, Parser

_BURST = 64
"""Pieces read before others have their turn."""
_ITEM = array.array("i").itemsize
_ROOM = socket.CMSG_SPACE((MAX_DESCRIPTORS + 1) * _ITEM)
"""One more than a message may have, so that too many are noticed; the kernel closes what is beyond."""


class PeerGoneError(ConnectionError):
    """The front end closed its end."""


class Connection:
    """One front end; takes the socket over. `handle` gives the reply to a message, and raises to end it all."""

    def __init__(self, peer: socket.socket, handle: Callable[[Message], bytes]) -> None:
        self._peer = peer
        self._peer.setblocking(False)
        self._handle = handle
        self._parser = Parser()
        self._output = b""

    def fileno(self) -> int:
        """The descriptor of the socket."""
        return self._peer.fileno()

    @property
    def interest(self) -> int:
        """The events to wait for: while a reply is stuck nothing more is read."""
        return select.EPOLLOUT if self._output else select.EPOLLIN

    def pump(self) -> None:
        """Read and answer what is there, a bounded number of messages.

        Raises `OSError` where the peer is gone, `CodecError` for what is no message, and what `handle` raises.
        """
        try:
            self._send()
            for _ in range(_BURST):
                if self._output:
                    return
                self._receive()
                for message in self._parser.messages():
                    self._answer(message)
        except BlockingIOError:
            return

    def close(self) -> None:
        """Close the socket and the descriptors of messages that never became complete."""
        close_all(self._parser.drain())
        self._peer.close()

    def _receive(self) -> None:
        data, descriptors = receive(self._peer, self._parser.wanted)
        if not data:
            close_all(descriptors)
            raise PeerGoneError("the front end closed its end")
        self._parser.feed(data, descriptors)

    def _answer(self, message: Message) -> None:
        try:
            self._output += self._handle(message)
        finally:
            close_all(message.descriptors)
        self._send()

    def _send(self) -> None:
        if self._output:
            self._output = self._output[self._peer.send(self._output) :]


def receive(peer: socket.socket, size: int) -> tuple[bytes, list[int]]:
    """At most `size` bytes and the descriptors that came with them, the receiver's to close. Raises `OSError`."""
    data, ancillary, _, _ = peer.recvmsg(size, _ROOM, socket.MSG_CMSG_CLOEXEC)
    found = array.array("i")
    for level, kind, content in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            found.frombytes(content[: len(content) - len(content) % _ITEM])
    return data, list(found)


def close_all(descriptors: Iterable[int]) -> None:
    """Close each; an error of the file below is of no interest any more."""
    for descriptor in descriptors:
        with contextlib.suppress(OSError):
            os.close(descriptor)
