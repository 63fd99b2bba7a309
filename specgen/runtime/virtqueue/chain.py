"""A descriptor chain whose every address was checked -> views, readers and writers over its scattered memory."""

from typing import NamedTuple, Protocol, TypeAlias

from specgen.runtime.errors import DriverError
from specgen.runtime.queues import NumberedQueue

Extent: TypeAlias = tuple[int, int]
"""A guest address and a length in bytes."""
Part: TypeAlias = tuple[int, int, int]
"""A guest address, a length in bytes, and the flags of the descriptor."""

_FRAMING = "drivernormative:Basic Facilities of a Virtio Device / Message Framing"


class ChainOwner(Protocol):
    """What a chain knows of the ring it came from."""

    queue: NumberedQueue


class Chain:
    """A buffer the driver made available. Parts the device reads come before those it writes.

    `readable` and `writable` are views of them, one an element. `id` and `count` (descriptors in the ring) say how to
    give it back.
    """

    __slots__ = ("_parts", "count", "id", "readable", "ring", "writable")

    def __init__(self, ring: ChainOwner, identity: int, count: int, parts: list[Part]) -> None:
        self.ring = ring
        self.id = identity
        self.count = count
        self._parts = parts
        self.readable: list[memoryview] = []
        self.writable: list[memoryview] = []

    @property
    def reads(self) -> list[Extent]:
        """Where in guest memory the readable elements lie."""
        return [part[:2] for part in self._parts[: len(self.readable)]]

    @property
    def writes(self) -> list[Extent]:
        """Where in guest memory the writable elements lie."""
        return [part[:2] for part in self._parts[len(self.readable) :]]

    @property
    def queue(self) -> NumberedQueue:
        """The virtqueue it came from."""
        return self.ring.queue

    @property
    def readable_length(self) -> int:
        """Bytes the device may read."""
        return sum(map(len, self.readable))

    @property
    def writable_length(self) -> int:
        """Bytes the device may write."""
        return sum(map(len, self.writable))

    def reader(self) -> "Reader":
        """Reads the device-readable part from its start."""
        return Reader(self.readable)

    def writer(self) -> "Writer":
        """Writes the device-writable part from its start."""
        return Writer(self.writable)


class Reader:
    """Reads bytes across a list of views; the arrangement of descriptors does not show."""

    __slots__ = ("_at", "_index", "_views", "remaining")

    def __init__(self, views: list[memoryview]) -> None:
        self._views = views
        self._index = 0
        self._at = 0
        self.remaining = sum(map(len, views))

    def read(self, length: int) -> bytes:
        """Exactly `length` bytes. Raises `DriverError` where the buffer holds fewer."""
        if length > self.remaining:
            raise DriverError(f"sends {self.remaining} bytes where {length} are needed", None)
        return self.read_up_to(length)

    def read_up_to(self, length: int) -> bytes:
        """At most `length` bytes, fewer at the end."""
        return b"".join(self.take(length))

    def take(self, length: int) -> list[memoryview]:
        """Views, not copies, of the next `length` bytes at most."""
        length = min(length, self.remaining)
        self.remaining -= length
        pieces = []
        while length:
            view = self._views[self._index]
            piece = view[self._at : self._at + length]
            length -= len(piece)
            self._at += len(piece)
            if self._at == len(view):
                self._index += 1
                self._at = 0
            pieces.append(piece)
        return pieces


class Writer:
    """Writes bytes across a list of views; `written` counts them and is the used length to report."""

    __slots__ = ("_room", "written")

    def __init__(self, views: list[memoryview]) -> None:
        self._room = Reader(views)
        self.written = 0

    @property
    def remaining(self) -> int:
        """Bytes that still fit."""
        return self._room.remaining

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Write all of `data`; the number of bytes. Raises `DriverError`, and writes nothing, where it does not fit."""
        source = memoryview(data).cast("B")
        if len(source) > self._room.remaining:
            raise DriverError(f"leaves {self._room.remaining} bytes of room where {len(source)} are needed", _FRAMING)
        at = 0
        for piece in self._room.take(len(source)):
            piece[:] = source[at : at + len(piece)]
            at += len(piece)
        self.written += at
        return at


class Used(NamedTuple):
    """A buffer the device gave back: the token `add` returned, and how many bytes the device wrote into it."""

    token: int
    written: int
