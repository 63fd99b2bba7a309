"""Bytes and descriptors of a vhost-user socket, in any pieces <-> messages.

A message is a header of three 32-bit little-endian words (request, flags, size of the payload in bytes) and a payload.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from struct import Struct
from typing import NamedTuple

from specgen.runtime.config import MAX_SIZE
from specgen.runtime.vhost_user.requests import MAX_REGIONS, BackEndRequest, Flag, Request

HEADER = Struct("<III")
MAX_PAYLOAD = 12 + MAX_SIZE
"""Bytes: the longest is an access to all of the largest configuration space."""
MAX_DESCRIPTORS = MAX_REGIONS

_VERSION_MASK = 3
# As plain numbers, which are ten times as fast as flags: these are looked at in each message.
_VERSION = int(Flag.VERSION)
_REPLY = int(Flag.REPLY)


class CodecError(ValueError):
    """What came over the socket is no message: nothing after it can be read."""


class Message(NamedTuple):
    """A message as it came; `descriptors` came with it and are its receiver's to close."""

    request: Request | BackEndRequest
    flags: int
    payload: bytes = b""
    descriptors: tuple[int, ...] = ()


def encode(request: int, payload: bytes = b"", flags: int = 0) -> bytes:
    """The bytes of a message of version 1 with `flags`."""
    return HEADER.pack(request, _VERSION | int(flags), len(payload)) + payload


class Parser:
    """Takes pieces and gives messages of `known` requests; `replies` says which way they go.

    Descriptors belong to the message of which the piece they came with holds a part. Once a `CodecError` was raised
    the parser is of no more use; `drain` gives the descriptors it still holds.
    """

    def __init__(self, *, replies: bool = False, known: type[Request] | type[BackEndRequest] = Request) -> None:
        self._replies = replies
        self._known = known
        self._numbers = frozenset(known)
        self._buffer = bytearray()
        self._descriptors: list[int] = []
        self._ready: deque[Message] = deque()

    @property
    def wanted(self) -> int:
        """How many bytes are missing before the next step: a piece of at most this many lies in one message."""
        have = len(self._buffer)
        if have < HEADER.size:
            return HEADER.size - have
        size: int = HEADER.unpack_from(self._buffer)[2]
        return HEADER.size + size - have

    def feed(self, data: bytes, descriptors: Sequence[int] = ()) -> None:
        """Take a piece. Raises `CodecError` for what cannot become a message."""
        self._descriptors += descriptors
        if len(self._descriptors) > MAX_DESCRIPTORS:
            raise CodecError(f"{len(self._descriptors)} descriptors came with one message, at most {MAX_DESCRIPTORS}")
        at = 0
        while at < len(data):
            piece = data[at : at + self.wanted]
            at += len(piece)
            self._buffer += piece
            if len(self._buffer) == HEADER.size:
                self._check_header()
            if not self.wanted:
                self._finish()

    def messages(self) -> Iterator[Message]:
        """The complete messages, each once."""
        while self._ready:
            yield self._ready.popleft()

    def drain(self) -> tuple[int, ...]:
        """The descriptors of messages that are incomplete or were not taken, for the caller to close."""
        waiting = [descriptor for message in self._ready for descriptor in message.descriptors]
        self._ready.clear()
        left = (*waiting, *self._descriptors)
        self._descriptors.clear()
        return left

    def _check_header(self) -> None:
        request, flags, size = HEADER.unpack(self._buffer)
        if request not in self._numbers:
            raise CodecError(f"request {request} is not known")
        if flags & _VERSION_MASK != _VERSION:
            raise CodecError(f"request {request} has version {flags & _VERSION_MASK}, only version 1 is spoken")
        if bool(flags & _REPLY) != self._replies:
            raise CodecError(f"request {request} is {'no' if self._replies else 'a'} reply")
        if size > MAX_PAYLOAD:
            raise CodecError(f"request {request} has a payload of {size} bytes, at most {MAX_PAYLOAD} are taken")

    def _finish(self) -> None:
        request, flags, _ = HEADER.unpack_from(self._buffer)
        payload = bytes(self._buffer[HEADER.size :])
        self._ready.append(Message(self._known(request), flags, payload, tuple(self._descriptors)))
        self._buffer.clear()
        self._descriptors.clear()
