"""The server, turn by turn: memory, notifications, and front ends that come, go and misbehave."""

import contextlib
import os
import select
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from runtime.vhost_user.raw import MEMORY, SETUP, TABLE, USER, Raw, descriptors, device_memory

from specgen.runtime.status import Status
from specgen.runtime.testing.echo import EchoDevice
from specgen.runtime.testing.hand import SplitHand
from specgen.runtime.vhost_user import payloads
from specgen.runtime.vhost_user.codec import HEADER, encode
from specgen.runtime.vhost_user.requests import BackEndRequest, Request
from specgen.runtime.vhost_user.server import Server


class Endings(list[str | None]):
    """Why front ends went."""

    @property
    def last(self) -> str:
        return str(self[-1])


@pytest.fixture
def endings() -> Endings:
    return Endings()


@pytest.fixture
def server(endings: Endings) -> Iterator[Server]:
    before = descriptors()
    with Server(EchoDevice(), ended=endings.append) as server:
        yield server
    assert descriptors() == before


@pytest.fixture
def raw(server: Server) -> Iterator[Raw]:
    with Raw(server) as raw:
        yield raw


def table(size: int = MEMORY, offset: int = 0, guest: int = 0) -> bytes:
    return payloads.pack_table((payloads.MemoryEntry(guest, size, USER, offset),))


def offer(ring: SplitHand, count: int) -> None:
    """Makes buffers of four bytes available, one in each slot."""
    for slot in range(count):
        ring.describe(slot, 0x8000, 4)
        ring.offer(slot)


def test_a_kick_is_handled_and_answered_by_one_call(server: Server, raw: Raw) -> None:
    ring = raw.run_up()
    offer(ring, 4)
    os.eventfd_write(raw.kick, 4)
    raw.turn(1)
    assert ring.used_index == 4
    raw.turn(1)
    assert os.eventfd_read(raw.call) == 1
    assert server.device.live


def test_what_the_budget_leaves_is_done_without_another_kick(server: Server, raw: Raw) -> None:
    server.device.budget = 4  # type: ignore[misc]
    ring = raw.run_up()
    offer(ring, 16)
    os.eventfd_write(raw.kick, 1)
    raw.turn(1)
    assert ring.used_index == 4
    raw.turn(1)
    assert ring.used_index == 8
    raw.turn(5)
    assert ring.used_index == 16


def test_a_device_that_is_given_up_in_the_middle_is_at_rest(server: Server, raw: Raw) -> None:
    server.device.budget = 4  # type: ignore[misc]
    ring = raw.run_up()
    offer(ring, 16)
    os.eventfd_write(raw.kick, 1)
    raw.turn(1)
    assert server.device.pending
    server.device.write_status(server.device.status | Status.FAILED)
    assert not server._work()
    assert ring.used_index == 4


def test_memory_tells_its_file(server: Server, raw: Raw) -> None:
    raw.send(Request.SET_MEM_TABLE, table(0x4000, 0x1000, guest=0x100000), raw.file)
    os.pwrite(raw.file, b"here", 0x1008)
    region = device_memory(server.device).region(0x100008, 4)
    assert bytes(region.view[8:12]) == b"here"
    assert region.backing is not None
    assert region.backing.offset == 0x1000
    assert os.path.sameopenfile(region.backing.descriptor, raw.file)
    assert region.backing.descriptor != raw.file


def test_a_region_may_begin_anywhere_in_its_file(server: Server, raw: Raw) -> None:
    raw.send(Request.SET_MEM_TABLE, table(0x2001, 0x1234), raw.file)
    os.pwrite(raw.file, b"odd", 0x1234)
    assert bytes(device_memory(server.device).view(0, 3)) == b"odd"
    assert len(next(iter(device_memory(server.device))).view) == 0x2001


@pytest.mark.parametrize(
    ("size", "offset"), [(MEMORY + 1, 0), (1, MEMORY), (0, 0), (1 << 63, 1 << 63), (MEMORY, 1), (1 << 62, 0)]
)
def test_a_region_longer_than_its_file_is_refused(
    server: Server, raw: Raw, endings: Endings, size: int, offset: int
) -> None:
    raw.send(Request.SET_MEM_TABLE, table(size, offset), raw.file)
    assert not server.connected
    assert f"{MEMORY:#x} bytes" in endings.last


def test_what_is_no_regular_file_is_no_memory(server: Server, raw: Raw, endings: Endings) -> None:
    zero = raw.keep(os.open("/dev/zero", os.O_RDWR))
    raw.send(Request.SET_MEM_TABLE, TABLE, zero)
    assert not server.connected
    assert "not in a regular file" in endings.last


def test_memory_that_may_not_be_written_is_refused(server: Server, raw: Raw) -> None:
    readable = raw.keep(os.open(f"/proc/self/fd/{raw.file}", os.O_RDONLY))
    raw.send(Request.SET_MEM_TABLE, TABLE, readable)
    assert not server.connected


@pytest.mark.parametrize("request_", [Request.SET_VRING_KICK, Request.SET_VRING_CALL, Request.SET_VRING_ERR])
@pytest.mark.parametrize("path", ["/dev/null", "/proc/self/status"])
def test_notifications_need_an_eventfd_or_the_like(
    server: Server, raw: Raw, endings: Endings, request_: Request, path: str
) -> None:
    raw.send(request_, payloads.U64.pack(0), raw.keep(os.open(path, os.O_RDONLY)))
    assert not server.connected
    assert "neither an eventfd nor a pipe nor a socket" in endings.last


def test_a_kick_whose_other_end_is_closed_is_waited_for_no_more(server: Server, raw: Raw) -> None:
    raw.run_up()
    reader, writer = os.pipe()
    raw.send(Request.SET_VRING_KICK, payloads.U64.pack(0), reader)
    os.close(reader)
    watched = len(server.loop._callbacks)
    os.close(writer)
    raw.turn()
    assert len(server.loop._callbacks) == watched - 1
    assert server.connected
    assert server.loop._epoll.poll(0) == []


def test_a_call_nobody_takes_does_not_block(server: Server, raw: Raw) -> None:
    ring = raw.run_up()
    reader, writer = os.pipe()
    raw.keep(reader)
    raw.keep(writer)
    raw.send(Request.SET_VRING_CALL, payloads.U64.pack(0), writer)
    # As a hostile front end leaves it: full, and said to block.
    with contextlib.suppress(BlockingIOError):
        os.set_blocking(writer, False)
        while True:
            os.write(writer, bytes(4096))
    ring.describe(0, 0x8000, 4)
    ring.offer(0)
    os.eventfd_write(raw.kick, 1)
    raw.turn()
    assert ring.used_index == 1
    assert server.connected


def test_a_changed_configuration_goes_over_the_channel(server: Server, raw: Raw) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        raw.run_up()
        raw.send(Request.SET_BACKEND_REQ_FD, b"", theirs.fileno())
        os.eventfd_write(raw.kick, 1)
        raw.turn()
        server.device.change_config(0, b"1")
        server.device.change_config(0, b"2")
        raw.turn()
        assert ours.recv(100) == HEADER.pack(BackEndRequest.CONFIG_CHANGE, 1, 0)


def test_a_broken_ring_is_told_of(server: Server, raw: Raw) -> None:
    ring = raw.run_up()
    error = raw.keep(os.eventfd(0, os.EFD_NONBLOCK))
    raw.send(Request.SET_VRING_ERR, payloads.U64.pack(0), error)
    ring.offer(200)
    os.eventfd_write(raw.kick, 1)
    raw.turn()
    assert os.eventfd_read(error) == 1
    assert server.device.status & Status.DEVICE_NEEDS_RESET
    assert server.connected


def test_replies_nobody_reads_stop_the_reading(server: Server, raw: Raw) -> None:
    raw.peer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    asked = 0
    raw.peer.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        while True:
            raw.peer.send(encode(Request.GET_FEATURES))
            asked += 1
            raw.turn(1)
    raw.turn(10)
    assert server.connected
    assert server.loop._epoll.poll(0) == []
    answered = b""
    for _ in range(200):
        with contextlib.suppress(BlockingIOError):
            while True:
                answered += raw.peer.recv(1 << 16)
        raw.turn()
    assert len(answered) == asked * 20


def test_a_message_in_pieces_is_one_message(raw: Raw) -> None:
    for byte in encode(Request.GET_FEATURES):
        raw.write(bytes([byte]))
    assert len(raw.peer.recv(100)) == 20


def test_a_client_that_goes_makes_room_for_the_next(tmp_path: Path, endings: Endings) -> None:
    path = tmp_path / "socket"
    before = descriptors()
    with Server(EchoDevice(), path, ended=endings.append) as server:
        clients = [socket.socket(socket.AF_UNIX) for _ in range(2)]
        for client in clients:
            client.connect(os.fspath(path))
            client.send(encode(Request.GET_FEATURES))
        for client in clients:
            for _ in range(4):
                server.loop.turn(0)
            assert len(client.recv(100)) == 20
            client.close()
        for _ in range(4):
            server.loop.turn(0)
        assert not server.connected
    assert endings == [None, None]
    assert not path.exists()
    assert descriptors() == before


def test_a_socket_left_behind_is_replaced_but_not_one_in_use(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(os.fspath(path))
    with Server(EchoDevice(), path), pytest.raises(OSError, match="in use"):
        Server(EchoDevice(), path)
    path.write_text("not a socket")
    with pytest.raises(OSError, match="in use"):
        Server(EchoDevice(), path)
    assert path.read_text() == "not a socket"


def test_a_signal_handler_ends_it(server: Server) -> None:
    before = signal.signal(signal.SIGALRM, lambda *_: server.stop())
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        server.run()
    finally:
        signal.signal(signal.SIGALRM, before)


def test_other_descriptors_and_timers_have_their_turn(server: Server) -> None:
    reader, writer = os.pipe()
    heard: list[object] = []
    server.loop.watch(reader, lambda events: heard.append((os.read(reader, 9), events)))
    server.loop.call_later(0.002, lambda: heard.append("late"))
    server.loop.call_later(0.001, lambda: heard.append("early"))
    server.loop.call_later(0, lambda: heard.append("never")).cancel()
    server.loop.call_later(0.003, server.stop)
    os.write(writer, b"x")
    server.run()
    assert heard == [(b"x", select.EPOLLIN), "early", "late"]
    server.loop.unwatch(reader)
    os.close(reader)
    os.close(writer)


def test_a_callback_that_closes_another_descriptor_silences_it(server: Server) -> None:
    pipes = [os.pipe() for _ in range(2)]
    heard: list[int] = []

    def callback(index: int) -> None:
        heard.append(index)
        for reader, _ in pipes:
            server.loop.unwatch(reader)

    for index, (reader, writer) in enumerate(pipes):
        os.write(writer, b"x")
        server.loop.watch(reader, lambda _, index=index: callback(index))  # type: ignore[misc]
    server.loop.turn(0)
    assert len(heard) == 1
    for reader, writer in pipes:
        os.close(reader)
        os.close(writer)


def test_memory_the_device_still_looks_at_outlives_the_front_end(server: Server, raw: Raw) -> None:
    ring = raw.run_up()
    view = device_memory(server.device).view(SETUP.descriptor_area, 16)
    ring.describe(0, 0x8000, 4)
    server.disconnect()
    assert bytes(view[:2]) == b"\0\x80"
