"""The order of messages that was seen of Linux, and others that front ends may choose."""

import pytest
from runtime.vhost_user.desk import BAD, GUEST, MEMORY, USER, Desk, desk

from specgen.runtime.features import RingFeature
from specgen.runtime.memory import GuestMemory
from specgen.runtime.setup import QueueSetup
from specgen.runtime.status import Status
from specgen.runtime.testing.echo import EchoDevice, EchoFeature
from specgen.runtime.testing.hand import SplitHand
from specgen.runtime.vhost_user import payloads
from specgen.runtime.vhost_user.host import Events, SessionError
from specgen.runtime.vhost_user.requests import PROTOCOL_FEATURES, Flag, ProtocolFeature, Request
from specgen.runtime.vhost_user.session import OFFERED

ONE = int(RingFeature.VERSION_1)
TWO = ONE | EchoFeature.LATER
PACKED = ONE | RingFeature.RING_PACKED
READY = Status.ACKNOWLEDGE | Status.DRIVER | Status.FEATURES_OK
LIVE = READY | Status.DRIVER_OK
ACKNOWLEDGED = bytes(8)
REFUSED = b"\1" + bytes(7)


@pytest.fixture
def device() -> EchoDevice:
    return EchoDevice()


@pytest.fixture
def at(device: EchoDevice) -> Desk:
    return desk(device)


def setup(ring: int = 0, size: int = 8) -> QueueSetup:
    start = GUEST + 0x1000 * ring
    return QueueSetup(size, start, start + 0x400, start + 0x800)


def hand(device: EchoDevice, ring: int = 0) -> SplitHand:
    assert device.memory is not None
    return SplitHand(setup(ring), device.memory)


def test_linux_boots_and_loads_its_driver(device: EchoDevice, at: Desk) -> None:
    assert at.send(Request.SET_OWNER) is None
    assert at.ask(Request.GET_FEATURES) == device.offered | PROTOCOL_FEATURES
    assert at.ask(Request.GET_PROTOCOL_FEATURES) == OFFERED
    protocol = ProtocolFeature.BACKEND_REQ | ProtocolFeature.CONFIG | ProtocolFeature.REPLY_ACK
    # The very message that turns acknowledgements on is acknowledged.
    assert at.number(Request.SET_PROTOCOL_FEATURES, protocol, Flag.NEED_REPLY) == ACKNOWLEDGED
    assert at.send(Request.SET_BACKEND_REQ_FD, b"", 5, flags=Flag.NEED_REPLY) == ACKNOWLEDGED
    assert at.host.channel == 5
    assert at.number(Request.SET_FEATURES, TWO | PROTOCOL_FEATURES, Flag.NEED_REPLY) == ACKNOWLEDGED
    assert device.status == READY
    assert device.negotiated == TWO
    at.share()
    for ring in range(2):
        at.place(ring)
    assert at.host.calls == {0: 20, 1: 21}
    at.kick_with(0)
    assert not device.queue_enabled(0)
    at.state(Request.SET_VRING_ENABLE, 0, 1)
    assert device.queue_enabled(0)
    assert device.status == READY
    at.kick_with(1)
    at.state(Request.SET_VRING_ENABLE, 1, 1)
    assert device.status == LIVE
    assert [device.rings.enabled[ring].setup for ring in range(2)] == [setup(0), setup(1)]
    assert at.send(Request.GET_CONFIG, payloads.pack_config(0, bytes(4))) == payloads.pack_config(0, bytes(4))


def test_unloading_stops_the_rings_and_loading_begins_anew(device: EchoDevice, at: Desk) -> None:
    at.run_up(TWO, 2)
    for ring in (1, 0):
        at.state(Request.SET_VRING_ENABLE, ring, 0)
    assert not device.rings.enabled
    at.ask(Request.GET_FEATURES)
    at.number(Request.SET_FEATURES, ONE | PROTOCOL_FEATURES)
    assert device.status == READY
    assert device.negotiated == ONE
    at.share()
    at.place(0)
    at.kick_with(0)
    at.state(Request.SET_VRING_ENABLE, 0, 1)
    assert device.status == LIVE


def test_a_second_set_of_features_without_protocol_features_needs_no_enable(device: EchoDevice, at: Desk) -> None:
    at.introduce()
    at.number(Request.SET_FEATURES, TWO | PROTOCOL_FEATURES)
    at.number(Request.SET_FEATURES, ONE)
    assert device.negotiated == ONE
    at.share()
    at.place(0)
    at.kick_with(0)
    assert device.status == LIVE


def test_the_first_kick_sets_driver_ok_where_some_rings_never_come(device: EchoDevice, at: Desk) -> None:
    at.run_up(TWO, 1)
    assert device.status == READY
    at.session.kicked(1)
    assert device.status == READY
    at.session.kicked(0)
    assert device.status == LIVE
    assert list(device.violations) == []


def test_what_is_in_a_ring_when_it_starts_is_handled_unasked(device: EchoDevice, at: Desk) -> None:
    at.introduce()
    at.number(Request.SET_FEATURES, ONE)
    at.share()
    ring = hand(device)
    ring.describe(0, GUEST + 0x8000, 4)
    ring.offer(0)
    at.place(0)
    at.kick_with(0)
    assert at.session.pending
    at.session.run()
    assert not at.session.pending
    assert at.session.take_events() == Events((0,), (), False)
    assert at.session.take_events() == Events((), (), False)


@pytest.mark.parametrize("features", [ONE, PACKED])
def test_the_base_of_a_ring_is_taken_and_given_back(device: EchoDevice, at: Desk, features: int) -> None:
    at.run_up(features)
    base = 0x80038003 if features == PACKED else 3
    at.state(Request.SET_VRING_BASE, 0, base)
    assert not device.queue_enabled(0)
    at.kick_with(0)
    assert at.state(Request.GET_VRING_BASE, 0) == payloads.STATE.pack(0, base)
    assert not device.queue_enabled(0)
    assert at.host.kicks[0] is None


def test_base_0_of_a_new_packed_ring_means_wrap_counters_of_1(at: Desk) -> None:
    at.run_up(PACKED)
    assert at.state(Request.GET_VRING_BASE, 0) == payloads.STATE.pack(0, 0x80008000)


def test_base_0_of_a_used_packed_ring_means_what_it_says(device: EchoDevice, at: Desk) -> None:
    at.run_up(PACKED)
    assert device.memory is not None
    at.state(Request.SET_VRING_BASE, 0, 0)
    device.memory.view(GUEST, 16)[14:16] = (1 << 7 | 1 << 15).to_bytes(2, "little")
    at.kick_with(0)
    assert at.state(Request.GET_VRING_BASE, 0) == payloads.STATE.pack(0, 0)


def test_a_disabled_ring_goes_on_where_it_stopped(device: EchoDevice, at: Desk) -> None:
    at.run_up(ONE)
    at.state(Request.SET_VRING_BASE, 0, 5)
    at.kick_with(0)
    at.state(Request.SET_VRING_ENABLE, 0, 0)
    assert not device.queue_enabled(0)
    at.state(Request.SET_VRING_ENABLE, 0, 1)
    assert device.rings.enabled[0].base == 5


def test_features_begin_anew_even_if_nothing_changes(device: EchoDevice, at: Desk) -> None:
    for features in (ONE, ONE, TWO):
        at.run_up(features)
        assert device.rings.enabled.keys() == {0}
        at.number(Request.SET_FEATURES, features | PROTOCOL_FEATURES)
        assert device.rings.enabled == {}
        assert device.status == READY


def test_rings_rest_when_a_silent_front_end_asks_for_features(device: EchoDevice, at: Desk) -> None:
    at.run_up(ONE, enable=False)
    assert device.rings.enabled.keys() == {0}
    at.ask(Request.GET_FEATURES)
    assert device.rings.enabled == {}
    at.state(Request.SET_VRING_NUM, 1, 8)
    assert device.rings.enabled == {}
    at.session.kicked(0)
    assert device.rings.enabled.keys() == {0}
    at.session.kicked(77)


def test_rings_that_are_enabled_by_message_do_not_rest(device: EchoDevice, at: Desk) -> None:
    at.run_up(ONE)
    at.ask(Request.GET_FEATURES)
    assert device.rings.enabled.keys() == {0}


def test_rings_move_to_new_memory(device: EchoDevice, at: Desk) -> None:
    at.run_up(ONE)
    before = device.memory
    at.share()
    assert device.memory is not before
    assert device.queue_enabled(0)
    assert len(at.host.mapped) == 1
    assert device.rings.enabled[0].base == 0


def test_regions_come_and_go_one_by_one(device: EchoDevice, at: Desk) -> None:
    at.introduce(ProtocolFeature.CONFIGURE_MEM_SLOTS | ProtocolFeature.BACKEND_REQ)
    assert at.ask(Request.GET_MAX_MEM_SLOTS) == 32
    entries = [payloads.MemoryEntry(start, 4096, USER + start, 0) for start in (0, 4096)]
    for entry in entries:
        at.send(Request.ADD_MEM_REG, bytes(8) + payloads.REGION.pack(*entry), 7)
    assert device.memory is not None
    assert [region.start for region in device.memory] == [0, 4096]
    at.send(Request.REM_MEM_REG, bytes(8) + payloads.REGION.pack(*entries[0]))
    assert [region.start for region in device.memory] == [4096]
    assert len(at.host.mapped) == 1
    with pytest.raises(SessionError, match="no region of 4096 bytes at 0x0"):
        at.send(Request.REM_MEM_REG, bytes(8) + payloads.REGION.pack(*entries[0]))
    with pytest.raises(SessionError, match="overlap"):
        at.send(Request.ADD_MEM_REG, bytes(8) + payloads.REGION.pack(*entries[1]), 7)
    assert len(at.host.mapped) == 1


def test_the_front_end_may_set_the_status_itself(device: EchoDevice, at: Desk) -> None:
    at.introduce(OFFERED)
    at.number(Request.SET_STATUS, 0)
    at.number(Request.SET_STATUS, Status.ACKNOWLEDGE)
    at.number(Request.SET_STATUS, Status.ACKNOWLEDGE | Status.DRIVER)
    at.number(Request.SET_FEATURES, ONE | PROTOCOL_FEATURES)
    assert at.ask(Request.GET_STATUS) == Status.ACKNOWLEDGE | Status.DRIVER
    at.number(Request.SET_STATUS, READY)
    at.share()
    at.place(0)
    at.kick_with(0)
    at.state(Request.SET_VRING_ENABLE, 0, 1)
    at.session.kicked(0)
    assert at.ask(Request.GET_STATUS) == READY
    at.number(Request.SET_STATUS, LIVE)
    assert at.session.pending
    assert at.ask(Request.GET_STATUS) == LIVE
    at.number(Request.SET_STATUS, 0)
    assert device.rings.enabled == {}
    assert list(device.violations) == []


def test_qemu_sets_the_status_after_the_features(device: EchoDevice, at: Desk) -> None:
    at.introduce(OFFERED)
    at.number(Request.SET_FEATURES, ONE | PROTOCOL_FEATURES)
    at.number(Request.SET_STATUS, at.ask(Request.GET_STATUS) | Status.FEATURES_OK)
    at.share()
    at.place(0)
    at.kick_with(0)
    at.state(Request.SET_VRING_ENABLE, 0, 1)
    at.number(Request.SET_STATUS, at.ask(Request.GET_STATUS) | LIVE)
    assert device.live
    assert list(device.violations) == []


def test_a_reset_forgets_the_rings(device: EchoDevice, at: Desk) -> None:
    at.run_up(ONE)
    at.session.protocol |= ProtocolFeature.RESET_DEVICE
    at.send(Request.RESET_DEVICE)
    assert device.status == 0
    assert device.rings.enabled == {}
    assert at.host.kicks[0] is None
    at.number(Request.SET_FEATURES, ONE | PROTOCOL_FEATURES)
    assert device.rings.enabled == {}


def test_the_owner_steps_back_and_its_rings_stop(device: EchoDevice, at: Desk) -> None:
    at.run_up(ONE)
    at.send(Request.RESET_OWNER)
    assert device.rings.enabled == {}


def test_closing_gives_everything_back(device: EchoDevice, at: Desk) -> None:
    at.run_up(TWO, 2)
    at.session.close()
    assert at.host.mapped == []
    assert device.status == 0
    assert device.memory is None
    assert device.notifier is None
    assert at.host.kicks == {0: None, 1: None}


def test_configuration_is_read_and_written(device: EchoDevice, at: Desk) -> None:
    at.run_up(ONE)
    at.send(Request.SET_CONFIG, payloads.pack_config(8, b"abcd"))
    assert at.send(Request.GET_CONFIG, payloads.CONFIG.pack(6, 4, 0)) == payloads.pack_config(6, b"\0\0ab")
    assert at.send(Request.GET_CONFIG, payloads.CONFIG.pack(0, 5000, 0)) == b""
    device.change_config(0, b"x")
    assert at.session.take_events() == Events((), (), True)


def test_a_hostile_ring_breaks_the_device_and_its_error_is_signalled(device: EchoDevice, at: Desk) -> None:
    at.run_up(ONE)
    at.send(Request.SET_VRING_ERR, payloads.U64.pack(0), 30)
    assert at.host.errors == {0: 30}
    hand(device).offer(200)
    at.session.kicked(0)
    assert device.status & Status.DEVICE_NEEDS_RESET
    at.session.run()
    assert at.session.take_events() == Events((), (0,), True)
    assert not at.session.pending
    at.number(Request.SET_FEATURES, ONE | PROTOCOL_FEATURES)
    assert device.status == READY


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        ((Request.SET_LOG_BASE, bytes(8)), "SET_LOG_BASE is not supported"),
        ((Request.GET_CONFIG, payloads.CONFIG.pack(0, 4, 0)), "GET_CONFIG was sent without CONFIG"),
        ((Request.SET_PROTOCOL_FEATURES, payloads.U64.pack(1 << 60)), "protocol features 0x1000000000000000 were not"),
        ((Request.SET_VRING_NUM, payloads.STATE.pack(2, 8)), "ring 2 of 2 does not exist"),
        ((Request.SET_VRING_KICK, payloads.U64.pack(0x100)), "rings are not polled"),
        ((Request.SET_VRING_KICK, payloads.U64.pack(0), BAD), "SET_VRING_KICK cannot be done: not this one"),
        ((Request.SET_VRING_CALL, payloads.U64.pack(9), 3), "ring 9 of 2 does not exist"),
        ((Request.SET_FEATURES, payloads.U64.pack(ONE | 1 << 63)), "features 0x8000000100000000 are refused"),
        ((Request.SET_FEATURES, payloads.U64.pack(0)), "a legacy driver"),
        (
            (Request.SET_MEM_TABLE, payloads.pack_table((payloads.MemoryEntry(0, 1 << 40, 0, 0),)), 3),
            "memory cannot be mapped: too much",
        ),
        (
            (
                Request.SET_MEM_TABLE,
                payloads.pack_table((payloads.MemoryEntry(0, 4096, 0, 0), payloads.MemoryEntry(8, 8, 0, 0))),
                3,
                BAD,
            ),
            "memory cannot be mapped: not this one",
        ),
    ],
)
def test_what_cannot_be_done_is_refused(at: Desk, message: tuple[Request, bytes], complaint: str) -> None:
    with pytest.raises(SessionError, match=complaint):
        at.send(*message)
    assert at.host.mapped == []


def test_a_status_is_a_byte(at: Desk) -> None:
    at.introduce(OFFERED)
    with pytest.raises(SessionError, match="the status 0x100 is no byte"):
        at.number(Request.SET_STATUS, 0x100)


@pytest.mark.parametrize("size", [3, 512])
def test_a_ring_that_cannot_be_is_refused_once(device: EchoDevice, at: Desk, size: int) -> None:
    at.introduce()
    at.number(Request.SET_FEATURES, ONE)
    at.share()
    at.place(0, size)
    with pytest.raises(SessionError, match="ring 0 cannot start: the driver: sets a queue size"):
        at.kick_with(0)
    assert device.status & Status.DEVICE_NEEDS_RESET
    at.send(Request.SET_OWNER)


def test_a_ring_outside_of_memory_is_refused(device: EchoDevice, at: Desk) -> None:
    at.introduce()
    at.number(Request.SET_FEATURES, ONE)
    at.share()
    at.place(0)
    addresses = payloads.ADDRESS.pack(0, 0, USER, USER + MEMORY, USER + 0x400, 0)
    at.send(Request.SET_VRING_ADDR, addresses)
    with pytest.raises(SessionError, match="outside the memory it shares"):
        at.kick_with(0)
    assert device.status & Status.DEVICE_NEEDS_RESET


def test_a_refusal_is_a_reply_where_one_is_wanted(at: Desk) -> None:
    at.introduce()
    assert at.number(Request.SET_FEATURES, 1 << 63, Flag.NEED_REPLY) == REFUSED
    assert at.send(Request.SET_LOG_BASE, bytes(8), flags=Flag.NEED_REPLY) == REFUSED
    # A request with a reply of its own has no way to say so.
    with pytest.raises(SessionError):
        at.send(Request.GET_VRING_BASE, payloads.STATE.pack(9, 0), flags=Flag.NEED_REPLY)


def test_in_band_kicks_need_no_descriptor(device: EchoDevice) -> None:
    at = desk(device, OFFERED | ProtocolFeature.INBAND_NOTIFICATIONS)
    at.introduce(ProtocolFeature.INBAND_NOTIFICATIONS | ProtocolFeature.BACKEND_REQ)
    at.number(Request.SET_FEATURES, ONE | PROTOCOL_FEATURES)
    at.share()
    at.place(0)
    at.state(Request.SET_VRING_ENABLE, 0, 1)
    assert device.queue_enabled(0)
    ring = hand(device)
    ring.describe(0, GUEST + 0x8000, 4)
    ring.offer(0)
    at.state(Request.VRING_KICK, 0)
    assert at.session.take_events().calls == (0,)


def test_memory_is_that_of_the_table(device: EchoDevice, at: Desk) -> None:
    at.share()
    assert isinstance(device.memory, GuestMemory)
    assert [(region.start, region.end) for region in device.memory] == [(GUEST, GUEST + MEMORY)]
