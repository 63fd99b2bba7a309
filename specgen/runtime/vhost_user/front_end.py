"""A connected Unix socket with a vhost-user back end behind it -> the transport of a driver, over memory it shares."""

import os
import select
import socket
from collections.abc import Iterator
from mmap import mmap
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from specgen.runtime.errors import DeviceError
from specgen.runtime.features import RingFeature
from specgen.runtime.memory import Backing, GuestMemory, Region
from specgen.runtime.setup import QueueSetup
from specgen.runtime.status import Status
from specgen.runtime.vhost_user import payloads
from specgen.runtime.vhost_user.back_channel import BackChannel
from specgen.runtime.vhost_user.caller import Caller
from specgen.runtime.vhost_user.connection import close_all
from specgen.runtime.vhost_user.requests import NO_DESCRIPTOR, PROTOCOL_FEATURES, SPOKEN, ProtocolFeature, Request

_USER = 0x7F << 40
"""Where guest address 0 lies by the addresses told to the back end: they need not be those of this process."""
_NEW_PACKED = 0x80008000


class FrontEnd:
    """Implements `Transport` for a device of ID `identity`, which the protocol does not tell.

    `size` bytes of memory are shared, from guest address 0 on; a queue has at most `queue_size` entries, which the
    protocol does not tell either. Use it in a `with` statement. Methods raise `OSError` where the back end is gone or
    silent for `timeout` seconds, `DeviceError` where it refuses or answers nonsense.
    """

    timeout: ClassVar[float] = 10.0

    def __init__(
        self,
        peer: socket.socket,
        identity: int,
        size: int,
        *,
        wanted: int = SPOKEN,
        queue_size: int = 256,
    ) -> None:
        self._caller = Caller(peer, self.timeout)
        self._channel = BackChannel()
        self._identity = identity
        self._queue_size = queue_size
        self._file = os.memfd_create("specgen-guest", os.MFD_CLOEXEC)
        os.ftruncate(self._file, size)
        self.memory = GuestMemory([Region(0, mmap(self._file, size), Backing(self._file, 0))])
        self._size = size
        self._kicks: dict[int, int] = {}
        self._calls: dict[int, int] = {}
        self._enabled: set[int] = set()
        self._status = Status.RESET
        self._accepted = 0
        self._generation = 0
        self._events: dict[int | None, None] = {}
        self.protocol = ProtocolFeature(0)
        """The protocol features agreed on."""
        try:
            self._introduce(wanted)
        except BaseException:
            self.close()
            raise

    @classmethod
    def connect(cls, path: Path, identity: int, size: int, *, wanted: int = SPOKEN) -> Self:
        """The front end of the back end that listens at `path`."""
        peer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            peer.connect(os.fspath(path))
        except OSError:
            peer.close()
            raise
        return cls(peer, identity, size, wanted=wanted)

    def __enter__(self) -> Self:
        """The front end itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Leave the back end, and give all descriptors and the memory back."""
        self._caller.close()
        self._channel.close()
        close_all([*self._kicks.values(), *self._calls.values(), self._file])
        self._kicks.clear()
        self._calls.clear()
        self._enabled.clear()
        self.memory.close()

    # What a driver asks of a transport.

    def device_id(self) -> int:
        """The device ID."""
        return self._identity

    def read_status(self) -> int:
        """The device status field; where the back end does not tell, what was written."""
        if self.protocol & ProtocolFeature.STATUS:
            return self._caller.ask_number(Request.GET_STATUS)
        return self._status

    def write_status(self, status: int) -> None:
        """Write the device status field. Without STATUS a back end hears of resets only, and may not even do those."""
        self._status = Status(status)
        if status == Status.RESET:
            self._reset()
        elif self.protocol & ProtocolFeature.STATUS:
            self._caller.tell(Request.SET_STATUS, payloads.U64.pack(status))

    def read_device_features(self) -> int:
        """The feature bits the device offers."""
        return self._caller.ask_number(Request.GET_FEATURES) & ~PROTOCOL_FEATURES

    def write_driver_features(self, features: int) -> None:
        """The feature bits the driver accepts."""
        self._accepted = features
        self._caller.tell(Request.SET_FEATURES, payloads.U64.pack(features | self._bit))

    def config_generation(self) -> int:
        """How often the back end told of a change so far; what one request reads belongs together anyway."""
        self._listen(0)
        return self._generation

    def read_config(self, offset: int, length: int) -> bytes:
        """Read configuration space."""
        access = payloads.pack_config(offset, bytes(length))
        reply = self._caller.ask(Request.GET_CONFIG, access)
        if len(reply) != len(access):
            raise DeviceError(f"gives {len(reply)} bytes where {length} of configuration were asked for")
        return reply[payloads.CONFIG.size :]

    def write_config(self, offset: int, data: bytes) -> None:
        """Write configuration space."""
        self._caller.tell(Request.SET_CONFIG, payloads.pack_config(offset, data))

    def queue_max_size(self, number: int) -> int:
        """The largest size of a queue, 0 if it does not exist."""
        return self._queue_size if number < self._queues else 0

    def enable_queue(self, number: int, setup: QueueSetup, base: int | None = None) -> None:
        """Enable a queue; from `base` on, which `stop_queue` gave, if it is not new."""
        if number not in self._kicks:
            self._kicks[number] = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
            self._calls[number] = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        if base is None:
            base = _NEW_PACKED if self._accepted & RingFeature.RING_PACKED else 0
        tell = self._caller.tell
        tell(Request.SET_VRING_NUM, payloads.STATE.pack(number, setup.size))
        tell(Request.SET_VRING_BASE, payloads.STATE.pack(number, base))
        areas = (_USER + area for area in (setup.descriptor_area, setup.device_area, setup.driver_area))
        tell(Request.SET_VRING_ADDR, payloads.ADDRESS.pack(number, 0, *areas, 0))
        if self.protocol & ProtocolFeature.INBAND_NOTIFICATIONS:
            tell(Request.SET_VRING_KICK, payloads.U64.pack(number | NO_DESCRIPTOR))
        else:
            tell(Request.SET_VRING_CALL, payloads.U64.pack(number), [self._calls[number]])
            tell(Request.SET_VRING_KICK, payloads.U64.pack(number), [self._kicks[number]])
        if self._bit:
            tell(Request.SET_VRING_ENABLE, payloads.STATE.pack(number, 1))
        self._enabled.add(number)

    def stop_queue(self, number: int) -> int:
        """Stop a queue; the base to go on from."""
        reply = self._caller.ask(Request.GET_VRING_BASE, payloads.STATE.pack(number, 0))
        if len(reply) != payloads.STATE.size:
            raise DeviceError(f"replies to GET_VRING_BASE with {len(reply)} bytes instead of {payloads.STATE.size}")
        self._enabled.discard(number)
        base: int = payloads.STATE.unpack(reply)[1]
        return base

    def reset_queue(self, number: int) -> None:
        """Reset a queue: stop it and forget where it was."""
        self.stop_queue(number)

    def queue_enabled(self, number: int) -> bool:
        """Whether a queue is enabled."""
        return number in self._enabled

    def notify(self, number: int, data: int = 0) -> None:  # noqa: ARG002 - an event carries no ring position
        """Kick a queue."""
        if self.protocol & ProtocolFeature.INBAND_NOTIFICATIONS:
            self._caller.tell(Request.VRING_KICK, payloads.STATE.pack(number, 0))
        else:
            os.eventfd_write(self._kicks[number], 1)

    # What the device tells.

    def events(self, timeout: float = 0) -> Iterator[int | None]:
        """Take the notifications that arrived, each once: the number of a queue, `None` for a configuration change.

        Waits at most `timeout` seconds for the first. Raises `ConnectionResetError` where the back end is gone.
        """
        self._listen(0 if self._events else timeout)
        while self._events:
            event = next(iter(self._events))
            del self._events[event]
            yield event

    # How it works.

    @property
    def _bit(self) -> int:
        """The feature bit of protocol features, where the back end has them."""
        return PROTOCOL_FEATURES if self._speaks_protocol else 0

    def _introduce(self, wanted: int) -> None:
        caller = self._caller
        caller.tell(Request.SET_OWNER)
        self._speaks_protocol = bool(caller.ask_number(Request.GET_FEATURES) & PROTOCOL_FEATURES)
        if self._speaks_protocol:
            self.protocol = ProtocolFeature(caller.ask_number(Request.GET_PROTOCOL_FEATURES) & wanted)
            caller.tell(Request.SET_PROTOCOL_FEATURES, payloads.U64.pack(self.protocol))
            caller.acknowledge = bool(self.protocol & ProtocolFeature.REPLY_ACK)
        many = self.protocol & ProtocolFeature.MQ
        self._queues = caller.ask_number(Request.GET_QUEUE_NUM) if many else NO_DESCRIPTOR
        if self.protocol & ProtocolFeature.BACKEND_REQ:
            caller.tell(Request.SET_BACKEND_REQ_FD, descriptors=[self._channel.theirs.fileno()])
        entry = payloads.MemoryEntry(0, self._size, _USER, 0)
        caller.tell(Request.SET_MEM_TABLE, payloads.pack_table((entry,)), [self._file])

    def _reset(self) -> None:
        if self.protocol & ProtocolFeature.STATUS:
            self._caller.tell(Request.SET_STATUS, payloads.U64.pack(0))
        elif self.protocol & ProtocolFeature.RESET_DEVICE:
            self._caller.tell(Request.RESET_DEVICE)
        else:
            for number in sorted(self._enabled):
                self.stop_queue(number)
        self._enabled.clear()

    def _listen(self, timeout: float) -> None:
        """Keep what arrived in `_events`; wait for something, at most `timeout` seconds."""
        numbers = {descriptor: number for number, descriptor in self._calls.items()}
        poll = select.poll()
        for descriptor in (*numbers, self._channel.fileno(), self._caller.fileno()):
            poll.register(descriptor, select.POLLIN)
        for descriptor, _ in poll.poll(timeout * 1000):
            if descriptor in numbers:
                os.eventfd_read(descriptor)
                self._events[numbers[descriptor]] = None
            elif descriptor == self._caller.fileno():
                raise ConnectionResetError("the back end closed its end, or sends what nobody asked for")
        for event in self._channel.events():
            self._events[event] = None
            self._generation += event is None
