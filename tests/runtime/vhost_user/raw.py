"""The front end's end of a socket, with which anything can be sent, and the memory it shares."""

import array
import os
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from specgen.runtime.device import Device
from specgen.runtime.features import RingFeature
from specgen.runtime.memory import GuestMemory
from specgen.runtime.setup import QueueSetup
from specgen.runtime.testing.hand import SplitHand
from specgen.runtime.vhost_user import payloads
from specgen.runtime.vhost_user.codec import encode
from specgen.runtime.vhost_user.requests import ProtocolFeature, Request
from specgen.runtime.vhost_user.server import Server

MEMORY = 1 << 16
USER = 0x7F0000000000
SETUP = QueueSetup(16, 0x1000, 0x1400, 0x1800)
ADDRESS = payloads.ADDRESS.pack(0, 0, USER + 0x1000, USER + 0x1800, USER + 0x1400, 0)
TABLE = payloads.pack_table((payloads.MemoryEntry(0, MEMORY, USER, 0),))
PROTOCOL = ProtocolFeature.BACKEND_REQ | ProtocolFeature.CONFIG


def descriptors() -> int:
    """How many descriptors this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


class Raw:
    """One front end of a server that runs in the same thread, turn by turn."""

    def __init__(self, server: Server, memory: int = MEMORY) -> None:
        self.server = server
        self.peer, theirs = socket.socketpair()
        server.adopt(theirs)
        self.own: list[int] = []
        self.kick = self.keep(os.eventfd(0, os.EFD_NONBLOCK))
        self.call = self.keep(os.eventfd(0, os.EFD_NONBLOCK))
        self.file = self.keep(os.memfd_create("guest"))
        os.ftruncate(self.file, memory)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.peer.close()
        for descriptor in self.own:
            os.close(descriptor)
        self.own.clear()

    def keep(self, descriptor: int) -> int:
        """Closed at the end."""
        self.own.append(descriptor)
        return descriptor

    def write(self, data: bytes, passed: Sequence[int] = ()) -> None:
        """Bytes and descriptors, then time for the server to take them."""
        ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", passed))] if passed else []
        self.peer.sendmsg([data], ancillary)
        self.turn()

    def send(self, request: Request, payload: bytes = b"", *passed: int) -> None:
        self.write(encode(request, payload), passed)

    def turn(self, count: int = 2) -> None:
        for _ in range(count):
            self.server.loop.turn(0)

    def run_up(self) -> SplitHand:
        """Everything until ring 0 runs, kicked by `kick` and answered by `call`."""
        self.send(Request.SET_PROTOCOL_FEATURES, payloads.U64.pack(PROTOCOL))
        self.send(Request.SET_FEATURES, payloads.U64.pack(RingFeature.VERSION_1))
        self.send(Request.SET_MEM_TABLE, TABLE, self.file)
        self.send(Request.SET_VRING_NUM, payloads.STATE.pack(0, SETUP.size))
        self.send(Request.SET_VRING_ADDR, ADDRESS)
        self.send(Request.SET_VRING_CALL, payloads.U64.pack(0), self.call)
        self.send(Request.SET_VRING_KICK, payloads.U64.pack(0), self.kick)
        memory = device_memory(self.server.device)
        return SplitHand(SETUP, memory)


def device_memory(device: Device) -> GuestMemory:
    assert device.memory is not None
    return device.memory
