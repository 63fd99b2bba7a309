"""A session whose host only takes notes, and messages for it."""

from typing import NamedTuple

from specgen.runtime.device import Device
from specgen.runtime.memory import Region
from specgen.runtime.vhost_user import payloads
from specgen.runtime.vhost_user.answers import answer
from specgen.runtime.vhost_user.codec import HEADER, Message
from specgen.runtime.vhost_user.requests import NO_DESCRIPTOR, PROTOCOL_FEATURES, Flag, ProtocolFeature, Request
from specgen.runtime.vhost_user.session import OFFERED, Session

GUEST = 0x59E000
USER = 0x7F0000000000
MEMORY = 1 << 16
LINUX = ProtocolFeature.BACKEND_REQ | ProtocolFeature.CONFIG | ProtocolFeature.REPLY_ACK


class Notes:
    """A host: memory is plain bytes, and every call is noted."""

    def __init__(self) -> None:
        self.mapped: list[Region] = []
        self.kicks: dict[int, int | None] = {}
        self.calls: dict[int, int | None] = {}
        self.errors: dict[int, int | None] = {}
        self.channel: int | None = None

    def map_region(self, entry: payloads.MemoryEntry, descriptor: int) -> Region:
        if descriptor == BAD:
            raise OSError("not this one")
        if entry.size > 1 << 24:
            raise ValueError("too much")
        region = Region(entry.guest, bytearray(entry.size))
        self.mapped.append(region)
        return region

    def unmap_region(self, region: Region) -> None:
        self.mapped.remove(region)
        region.view.release()

    def use_kick(self, number: int, descriptor: int | None) -> None:
        if descriptor == BAD:
            raise OSError("not this one")
        self.kicks[number] = descriptor

    def use_call(self, number: int, descriptor: int | None) -> None:
        self.calls[number] = descriptor

    def use_error(self, number: int, descriptor: int | None) -> None:
        self.errors[number] = descriptor

    def use_channel(self, descriptor: int) -> None:
        self.channel = descriptor


BAD = 66
"""A descriptor the host cannot use."""


class Desk(NamedTuple):
    """One session, and the ways to send it a message."""

    session: Session
    host: Notes

    def send(self, request: Request, payload: bytes = b"", *descriptors: int, flags: int = 0) -> bytes | None:
        """The payload of the reply, `None` without one."""
        reply = answer(self.session, Message(request, Flag.VERSION | flags, payload, descriptors))
        if not reply:
            return None
        number, seen, size = HEADER.unpack_from(reply)
        assert (number, seen) == (request, Flag.VERSION | Flag.REPLY)
        assert size == len(reply) - HEADER.size
        return reply[HEADER.size :]

    def number(self, request: Request, value: int, flags: int = 0) -> bytes | None:
        return self.send(request, payloads.U64.pack(value), flags=flags)

    def state(self, request: Request, ring: int, value: int = 0) -> bytes | None:
        return self.send(request, payloads.STATE.pack(ring, value))

    def ask(self, request: Request) -> int:
        reply = self.send(request)
        assert reply is not None
        return int.from_bytes(reply, "little")

    def introduce(self, protocol: int = LINUX) -> None:
        """What Linux sends at boot."""
        self.send(Request.SET_OWNER)
        self.ask(Request.GET_FEATURES)
        self.ask(Request.GET_PROTOCOL_FEATURES)
        self.number(Request.SET_PROTOCOL_FEATURES, protocol)
        self.send(Request.SET_BACKEND_REQ_FD, b"", 5)

    def share(self) -> None:
        """One region of memory, with room for a second, as Linux has it."""
        table = payloads.pack_table((payloads.MemoryEntry(GUEST, MEMORY, USER, 0),))
        self.send(Request.SET_MEM_TABLE, table + bytes(32), 7)

    def place(self, ring: int, size: int = 8, base: int = 0) -> None:
        """Where a ring lies: each has 0x1000 bytes."""
        start = USER + 0x1000 * ring
        self.send(Request.SET_VRING_CALL, payloads.U64.pack(ring), 20 + ring)
        self.state(Request.SET_VRING_NUM, ring, size)
        self.state(Request.SET_VRING_BASE, ring, base)
        self.send(Request.SET_VRING_ADDR, payloads.ADDRESS.pack(ring, 0, start, start + 0x800, start + 0x400, 0))

    def kick_with(self, ring: int, descriptor: int | None = 10) -> None:
        if descriptor is None:
            self.number(Request.SET_VRING_KICK, ring | NO_DESCRIPTOR)
        else:
            self.send(Request.SET_VRING_KICK, payloads.U64.pack(ring), descriptor + ring)

    def run_up(self, features: int, rings: int = 1, *, enable: bool = True) -> None:
        """Everything until the rings run."""
        self.introduce()
        self.number(Request.SET_FEATURES, features | (PROTOCOL_FEATURES if enable else 0))
        self.share()
        for ring in range(rings):
            self.place(ring)
        for ring in range(rings):
            self.kick_with(ring)
            if enable:
                self.state(Request.SET_VRING_ENABLE, ring, 1)


def desk(device: Device, protocol: int = OFFERED) -> Desk:
    host = Notes()
    return Desk(Session(device, host, protocol), host)
