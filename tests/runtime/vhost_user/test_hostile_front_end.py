"""Whatever a front end sends and wherever it stops, the server goes on, and no descriptor is lost.

    SPECGEN_EXAMPLES=100000 python -m pytest tests/runtime/vhost_user/test_hostile_front_end.py

runs that many random cases of each test; how long that takes is written beside each.
"""

import os
import socket
import struct
from typing import NamedTuple

import hypothesis.strategies as st
from hypothesis import given
from runtime.fuzzing import SETTINGS
from runtime.vhost_user.desk import GUEST, desk
from runtime.vhost_user.desk import USER as DESK_USER
from runtime.vhost_user.raw import ADDRESS, MEMORY, PROTOCOL, SETUP, TABLE, USER, Raw, descriptors

from specgen.runtime.features import SUPPORTED, RingFeature
from specgen.runtime.testing.echo import EchoDevice, EchoFeature
from specgen.runtime.vhost_user import payloads
from specgen.runtime.vhost_user.codec import HEADER, CodecError, encode
from specgen.runtime.vhost_user.host import SessionError
from specgen.runtime.vhost_user.requests import PROTOCOL_FEATURES, ProtocolFeature, Request
from specgen.runtime.vhost_user.server import Server
from specgen.runtime.vhost_user.session import OFFERED

OFFER = OFFERED | ProtocolFeature.INBAND_NOTIFICATIONS
KINDS = ("memory", "short", "event", "event", "reader", "writer", "socket", "null", "listing", "epoll")
EDGES = [edge - step for edge in (1, 2, 8, 256, 4096, *(1 << bits for bits in (15, 16, 31, 32, 63))) for step in (0, 1)]
PLACES = [start + offset for start in (USER, DESK_USER, GUEST) for offset in (0, *SETUP[1:], MEMORY)]
NUMBER = st.sampled_from(EDGES) | st.sampled_from(PLACES) | st.integers(0, (1 << 64) - 1)
WORD = NUMBER.map(lambda number: number & 0xFFFFFFFF)
RING = st.sampled_from([0, 0, 0, 1, 1, 2, 256, 0xFFFFFFFF])
FEATURES = st.sets(st.sampled_from([*SUPPORTED, EchoFeature.LATER, PROTOCOL_FEATURES])).map(
    lambda bits: sum(bits) | RingFeature.VERSION_1
)
PROTOCOLS = st.sets(st.sampled_from(list(OFFER))).map(sum)
ENTRY = st.builds(payloads.MemoryEntry, NUMBER, st.just(MEMORY) | NUMBER, st.just(USER) | NUMBER, NUMBER)
VALUES = st.sampled_from([0, 0, 1, 1, 8, 16, 0x80008000]) | WORD

R = Request
STATES = st.builds(payloads.STATE.pack, RING, VALUES)
ADDRESSES = st.just(ADDRESS) | st.builds(payloads.ADDRESS.pack, RING, WORD, NUMBER, NUMBER, NUMBER, NUMBER)
RING_NUMBERS = st.builds(payloads.U64.pack, RING)
TABLES = st.just(TABLE) | st.lists(ENTRY, max_size=3).map(lambda entries: payloads.pack_table(tuple(entries)))
ACCESSES = st.builds(payloads.pack_config, WORD, st.binary(max_size=20)) | st.builds(
    payloads.CONFIG.pack, WORD, WORD, WORD
)
LIKELY: dict[Request, st.SearchStrategy[bytes]] = {
    R.SET_FEATURES: st.builds(payloads.U64.pack, FEATURES | NUMBER),
    R.SET_PROTOCOL_FEATURES: st.builds(payloads.U64.pack, PROTOCOLS | NUMBER),
    R.SET_MEM_TABLE: TABLES,
    **dict.fromkeys((R.ADD_MEM_REG, R.REM_MEM_REG), ENTRY.map(lambda entry: bytes(8) + payloads.REGION.pack(*entry))),
    **dict.fromkeys((R.SET_VRING_NUM, R.SET_VRING_BASE, R.SET_VRING_ENABLE, R.GET_VRING_BASE, R.VRING_KICK), STATES),
    R.SET_VRING_ADDR: ADDRESSES,
    **dict.fromkeys((R.SET_VRING_KICK, R.SET_VRING_CALL, R.SET_VRING_ERR), RING_NUMBERS),
    **dict.fromkeys((R.GET_CONFIG, R.SET_CONFIG), ACCESSES),
    R.SET_STATUS: st.builds(payloads.U64.pack, st.sampled_from([0, 1, 3, 11, 15, 143, 31]) | st.integers(0, 255)),
}
ONE_DESCRIPTOR = {R.SET_VRING_KICK, R.SET_VRING_CALL, R.SET_VRING_ERR, R.SET_BACKEND_REQ_FD, R.ADD_MEM_REG}


DESCRIPTOR = struct.Struct("<QIHH")


class Sent(NamedTuple):
    """A message to be sent; descriptors by what they are of."""

    request: int
    flags: int
    payload: bytes
    kinds: tuple[str, ...]

    @property
    def content(self) -> bytes:
        return HEADER.pack(self.request, self.flags, len(self.payload)) + self.payload


@st.composite
def likely(draw: st.DrawFn) -> Sent:
    """A message that nearly fits its request."""
    request = draw(st.sampled_from(R))
    payload = draw(LIKELY.get(request, st.just(b"")))
    kind = st.sampled_from(KINDS)
    if request == R.SET_MEM_TABLE:
        kinds = ["memory"] * int.from_bytes(payload[:4], "little")
    elif request in ONE_DESCRIPTOR:
        kinds = [draw(kind)]
    else:
        kinds = draw(st.just([]) | st.lists(kind, max_size=2))
    return Sent(request, draw(st.sampled_from([1, 9])), payload, tuple(kinds))


WILD = st.builds(
    Sent,
    st.integers(0, 50) | WORD,
    st.sampled_from([1, 9, 5]) | WORD,
    st.binary(max_size=80),
    st.lists(st.sampled_from(KINDS), max_size=10).map(tuple),
)
MESSAGES = st.lists(likely() | likely() | likely() | likely() | WILD, max_size=12)
U64 = payloads.U64.pack
RUN_UP = [
    Sent(R.SET_PROTOCOL_FEATURES, 1, U64(OFFER), ()),
    Sent(R.SET_FEATURES, 1, U64(RingFeature.VERSION_1), ()),
    Sent(R.SET_MEM_TABLE, 1, TABLE, ("memory",)),
    Sent(R.SET_VRING_NUM, 1, payloads.STATE.pack(0, SETUP.size), ()),
    Sent(R.SET_VRING_ADDR, 1, ADDRESS, ()),
    Sent(R.SET_VRING_CALL, 1, U64(0), ("event",)),
    Sent(R.SET_VRING_KICK, 1, U64(0), ("event",)),
]
RUN_UPS = st.sampled_from([RUN_UP[:count] for count in range(len(RUN_UP) + 1)] + [RUN_UP] * 6)


@st.composite
def rings(draw: st.DrawFn) -> bytes:
    """Memory from the descriptor area on: a split ring in which most of what is available is sound."""
    flags = st.sampled_from([0, 0, 0, 2, 1, 4]) | WORD.map(lambda word: word & 0xFFFF)
    address = st.just(0x8000) | NUMBER
    entries = st.tuples(address, st.sampled_from([4, 4, 64]) | WORD, flags, st.integers(0, SETUP.size))
    table = b"".join(DESCRIPTOR.pack(*entry) for entry in draw(st.lists(entries, max_size=SETUP.size)))
    heads = draw(st.permutations(range(SETUP.size)))
    index = draw(st.integers(0, SETUP.size) | WORD.map(lambda word: word & 0xFFFF))
    available = struct.pack("<HH16H", 0, index, *heads)
    return table.ljust(SETUP.driver_area - SETUP.descriptor_area, b"\0") + available


RINGS = rings()


class Supply:
    """Descriptors of all kinds, made when they are needed; `memory` is what the shared memory holds."""

    def __init__(self, memory: bytes) -> None:
        self._memory = memory
        self.own: list[int] = []

    def make(self, kind: str) -> int:
        made = self._make(kind)
        self.own += made
        return made[0]

    def close(self) -> None:
        for descriptor in self.own:
            os.close(descriptor)

    def _make(self, kind: str) -> list[int]:
        if kind in ("memory", "short"):
            file = os.memfd_create("fuzz")
            os.ftruncate(file, MEMORY if kind == "memory" else 100)
            os.pwrite(file, self._memory, SETUP.descriptor_area)
            return [file]
        if kind == "event":
            return [os.eventfd(1)]
        if kind in ("reader", "writer"):
            return list(os.pipe() if kind == "reader" else reversed(os.pipe()))
        if kind == "socket":
            return [one.detach() for one in socket.socketpair()]
        if kind == "epoll":
            return [os.eventfd(0, os.EFD_SEMAPHORE)]
        return [os.open({"null": "/dev/null", "listing": "/proc/self/fd"}[kind], os.O_RDONLY)]


class Slow(EchoDevice):
    """Leaves something for another turn."""

    budget = 2


@SETTINGS
@given(RUN_UPS, MESSAGES, RINGS | st.binary(max_size=200), st.none() | st.integers(0, 400))
def test_the_server_survives_any_front_end(
    run_up: list[Sent], messages: list[Sent], memory: bytes, cut: int | None
) -> None:
    """100,000 cases take TIME."""
    before = descriptors()
    supply = Supply(memory)
    with Server(Slow(), protocol=OFFER) as server, Raw(server) as raw:
        left = cut
        for sent in [*run_up, *messages]:
            passed = [supply.make(kind) for kind in sent.kinds]
            content = sent.content[:left]
            if left is not None:
                left -= len(content)
            try:
                if content:
                    raw.write(content, passed)
                os.eventfd_write(raw.kick, 1)
            except OSError:
                break
            if left == 0:
                break
        settle(raw)
        raw.peer.close()
        raw.turn(4)
        assert not server.connected
        assert server.device.memory is None
    supply.close()
    assert descriptors() == before


def settle(raw: Raw) -> None:
    """After a bounded number of turns there is nothing left to do: no loop is busy."""
    for _ in range(64):
        raw.turn(1)
        if raw.server.loop._epoll.poll(0) == [] and not raw.server._work():
            return
    raise AssertionError("the server never comes to rest")


@SETTINGS
@given(RUN_UPS, MESSAGES, st.lists(st.integers(0, 2), max_size=8))
def test_a_session_refuses_but_never_fails(run_up: list[Sent], messages: list[Sent], kicks: list[int]) -> None:
    """100,000 cases take TIME."""
    at = desk(Slow(), OFFER)
    numbers = {kind: number for number, kind in enumerate(KINDS, 60)}
    for sent in [*run_up, *messages]:
        if sent.request not in R._value2member_map_:
            continue
        passed = tuple(numbers[kind] for kind in sent.kinds)
        try:
            at.send(R(sent.request), sent.payload, *passed, flags=sent.flags & 8)
        except SessionError:
            continue
        except CodecError:
            break
        at.session.run()
        for number in kicks:
            at.session.kicked(number)
        at.session.take_events()
    at.session.close()
    assert at.host.mapped == []
    assert not at.session.device.rings.enabled


@SETTINGS
@given(
    st.lists(st.tuples(st.binary(min_size=1, max_size=60), st.lists(st.sampled_from(KINDS), max_size=10)), max_size=6)
)
def test_bytes_without_sense_end_the_connection_only(pieces: list[tuple[bytes, list[str]]]) -> None:
    """100,000 cases take TIME."""
    before = descriptors()
    supply = Supply(b"")
    with Server(EchoDevice()) as server, Raw(server) as raw:
        for content, kinds in pieces:
            try:
                raw.write(content, [supply.make(kind) for kind in kinds])
            except OSError:
                break
        settle(raw)
    supply.close()
    assert descriptors() == before


def test_closing_at_any_byte_of_a_run_up_leaves_nothing_behind() -> None:
    total = sum(len(sent.content) for sent in RUN_UP)
    before = descriptors()
    with Server(EchoDevice(), protocol=OFFER) as server:
        inside = descriptors()
        for cut in range(total):
            supply = Supply(b"")
            with Raw(server) as raw:
                left = cut
                for sent in RUN_UP:
                    if content := sent.content[:left]:
                        raw.write(content, [supply.make(kind) for kind in sent.kinds])
                    left -= len(content)
            supply.close()
            raw.turn()
            assert not server.connected
            assert descriptors() == inside
    assert descriptors() == before


def test_the_messages_of_this_test_do_get_a_ring_to_run() -> None:
    supply = Supply(b"")
    with Server(EchoDevice(), protocol=OFFER) as server, Raw(server) as raw:
        for sent in RUN_UP:
            raw.write(encode(sent.request, sent.payload), [supply.make(kind) for kind in sent.kinds])
        assert server.device.live
        assert PROTOCOL & OFFER == PROTOCOL
    supply.close()
