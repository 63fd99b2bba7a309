"""Who is notified when: flags and event indexes, both layouts, both directions."""

import pytest
from runtime.live import BUFFER, live_packed, live_split

from specgen.runtime.features import RingFeature
from specgen.runtime.testing.echo import EchoDevice, EchoDriver, connect
from specgen.runtime.virtqueue.notification import EVENT, packed_event, packed_wants, split_wants

EVENT_IDX = RingFeature.EVENT_IDX
A, U = 0x80, 0x8000


@pytest.mark.parametrize(
    ("event", "old", "new", "wanted"),
    [
        (0, 0, 1, True),
        (0, 1, 2, False),
        (0, 0, 0, False),
        (5, 0, 5, False),
        (5, 0, 6, True),
        (5, 5, 6, True),
        (4, 5, 6, False),
        (0xFFFF, 0xFFFE, 0, True),
        (0, 0xFFFE, 1, True),
        (1, 0xFFFE, 1, False),
        (0xFFFD, 0xFFFE, 1, False),
    ],
)
def test_a_split_ring_notifies_when_its_index_passes_the_event(event: int, old: int, new: int, *, wanted: bool) -> None:
    assert split_wants(event, old, new) is wanted


@pytest.mark.parametrize(
    ("event", "old", "new", "wanted"),
    [
        (0, 0, 1, True),
        (0, 1, 3, False),
        (2, 1, 3, True),
        (2, 0, 2, False),
        (3, 2, 5, True),
        (5, 4, 8, True),
        (5, 6, 9, False),
        (4, 6, 11, True),
        (0, 0, 0, False),
    ],
)
def test_a_packed_ring_of_3_notifies_for_offset_and_wrap_counter(
    event: int, old: int, new: int, *, wanted: bool
) -> None:
    area = memoryview(EVENT.pack(packed_event(event, 3), 2))
    assert packed_wants(area, 3, old, new, event_idx=True) is wanted
    later = memoryview(EVENT.pack(packed_event(event + 6, 3), 2))
    assert packed_wants(later, 3, old, new, event_idx=True) is wanted


def test_positions_have_offset_and_wrap_counter() -> None:
    assert [packed_event(position, 3) for position in (0, 2, 3, 5, 6)] == [0x8000, 0x8002, 0, 2, 0x8000]


@pytest.mark.parametrize(
    ("where", "flags", "event_idx", "wanted"),
    [
        (0, 0, False, True),
        (0, 1, False, False),
        (0, 1, True, False),
        (0x8007, 2, False, True),
        (0x8007, 2, True, False),
        (0x8001, 2, True, True),
        (0x8FFF, 2, True, True),
        (0, 3, True, True),
        (0, 0xFFFC, True, True),
    ],
)
def test_packed_event_flags(where: int, flags: int, *, event_idx: bool, wanted: bool) -> None:
    assert packed_wants(memoryview(EVENT.pack(where, flags)), 8, 0, 3, event_idx=event_idx) is wanted


@pytest.mark.split_dev_0006
@pytest.mark.split_dev_0007
@pytest.mark.split_dev_0008
@pytest.mark.parametrize("flags", [0, 1])
def test_the_device_obeys_the_flag_of_a_split_driver(flags: int) -> None:
    live, hand = live_split()
    hand.available_flags = flags
    hand.used_event = 0 if flags else 3
    hand.describe(0, BUFFER, 4)
    hand.offer(0)
    live.transport.notify(0)
    assert list(live.transport.events()) == [0] * (1 - flags)


@pytest.mark.split_dev_0009
@pytest.mark.split_dev_0010
@pytest.mark.split_dev_0011
@pytest.mark.split_dev_0017
@pytest.mark.parametrize(("event", "events"), [(0, [0]), (1, [0]), (2, []), (0xFFFF, [])])
def test_the_device_obeys_the_event_of_a_split_driver_and_ignores_its_flag(event: int, events: list[int]) -> None:
    live, hand = live_split(EVENT_IDX)
    hand.available_flags = 1
    hand.used_event = event
    hand.describe(0, BUFFER, 4)
    hand.describe(1, BUFFER, 4)
    hand.offer(0, 1)
    live.transport.notify(0)
    assert list(live.transport.events()) == events
    assert hand.available_event == 2
    assert hand.used_flags == 0


@pytest.mark.parametrize(("where", "flags", "events"), [(0, 0, [0]), (0, 1, []), (0x8000, 2, [0]), (0x8001, 2, [])])
def test_the_device_obeys_a_packed_driver(where: int, flags: int, events: list[int]) -> None:
    live, hand = live_packed(EVENT_IDX)
    hand.driver_event(where, flags)
    hand.describe(0, (BUFFER, 4), 0, A)
    live.transport.notify(0)
    assert list(live.transport.events()) == events
    assert hand.read_device_event() == (0x8001, 2)


@pytest.mark.split_dev_0015
@pytest.mark.split_dev_0016
def test_the_device_suppresses_notifications_while_it_works() -> None:
    seen = []
    live, hand = live_split()

    def look(_: object) -> int:
        seen.append(hand.used_flags)
        return 0

    live.device.rings._handlers["echoq"] = look
    hand.describe(0, BUFFER, 4)
    hand.offer(0)
    live.transport.notify(0)
    assert (seen, hand.used_flags) == ([1], 0)


def test_what_arrives_while_the_device_works_is_handled_without_a_notification() -> None:
    live, hand = live_split(EVENT_IDX)
    hand.describe(0, BUFFER, 4)
    hand.describe(1, BUFFER, 4)

    def offer_more(chain: object) -> int:
        if hand.available_index == 1:
            hand.offer(1)
        return 0 if chain else 1

    live.device.rings._handlers["echoq"] = offer_more
    hand.offer(0)
    live.transport.notify(0)
    assert hand.used_index == 2


@pytest.mark.split_dev_0019
def test_the_device_must_handle_spurious_notifications() -> None:
    live, _ = live_split()
    for _turn in range(3):
        live.transport.notify(0)
    assert list(live.transport.events()) == []
    assert not live.device.violations


@pytest.mark.parametrize("layout", [0, RingFeature.RING_PACKED])
@pytest.mark.parametrize("event_idx", [0, EVENT_IDX])
def test_a_driver_that_suppresses_hears_nothing_until_it_listens(layout: int, event_idx: int) -> None:
    device = EchoDevice()
    transport, allocator = connect(device)
    driver = EchoDriver(transport, allocator, layout | event_idx)
    driver.initialize()
    buffer = allocator.allocate(64)
    ring = driver.ring("echoq")
    driver.collect("echoq")
    ring.suppress()
    driver.add("echoq", [(buffer, 4)])
    assert driver.kick("echoq")
    expected = [0] if event_idx and not layout else []
    # With an event index a split driver suppresses by leaving the event behind, so the first buffer is still announced.
    assert list(transport.events()) == expected
    driver.add("echoq", [(buffer, 4)])
    driver.kick("echoq")
    assert list(transport.events()) == []
    assert len(driver.collect("echoq")) == 2
    assert not ring.listen()
    driver.add("echoq", [(buffer, 4)])
    driver.kick("echoq")
    assert list(transport.events()) == [0]


@pytest.mark.parametrize("layout", [0, RingFeature.RING_PACKED])
def test_a_driver_does_not_notify_twice_for_the_same_buffer(layout: int) -> None:
    transport, allocator = connect(EchoDevice())
    driver = EchoDriver(transport, allocator, layout)
    driver.initialize()
    assert not driver.kick("echoq")
    driver.add("echoq", [(0x8000, 4)])
    assert driver.kick("echoq")
    assert not driver.kick("echoq")


@pytest.mark.split_drv_0017
def test_a_driver_obeys_a_device_that_wants_no_notification() -> None:
    for layout in (0, RingFeature.RING_PACKED):
        device = EchoDevice()
        transport, allocator = connect(device)
        driver = EchoDriver(transport, allocator, layout)
        driver.initialize()
        device.rings.enabled[0].suppress()
        driver.add("echoq", [(0x8000, 4)])
        assert not driver.kick("echoq")
        assert device.rings.enabled[0].listen()
