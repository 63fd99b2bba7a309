"""How a device handles its queues: keeping buffers, budgets, resets, suspension, and handlers that fail."""

import pytest
from runtime.live import BUFFER, READY, live_packed, live_split, start

from specgen.runtime.errors import DeviceError, DriverError, QueueFullError, QueueMissingError
from specgen.runtime.features import RingFeature
from specgen.runtime.pair import PairTransport
from specgen.runtime.setup import QueueSetup
from specgen.runtime.status import Status
from specgen.runtime.testing.echo import EchoDevice, EchoDriver, EchoFeature, connect
from specgen.runtime.virtqueue import Chain, Used

LAYOUTS = pytest.mark.parametrize("layout", [0, RingFeature.RING_PACKED])


def pair(device: EchoDevice, want: int = 0) -> tuple[EchoDriver, PairTransport]:
    transport, allocator = connect(device)
    driver = EchoDriver(transport, allocator, want | EchoFeature.LATER)
    driver.initialize()
    return driver, transport


@LAYOUTS
def test_kept_buffers_come_back_in_any_order(layout: int) -> None:
    device = EchoDevice()
    driver, transport = pair(device, layout)
    memory = transport.memory
    tokens = []
    for index in range(3):
        address = driver.allocator.allocate(16)
        memory.view(address, 2)[:] = bytes([index, 9])
        tokens.append(driver.add("laterq", [(address, 2)], [(address + 8, 4)]))
    driver.kick("laterq")
    assert [chain.readable_length for chain in device.held["laterq"]] == [2, 2, 2]
    assert driver.collect("laterq") == []
    for index in (2, 0, 0):
        device.answer(index)
    assert driver.collect("laterq") == [Used(tokens[2], 2), Used(tokens[0], 2), Used(tokens[1], 2)]
    assert list(transport.events()) == [1]


@LAYOUTS
def test_a_chain_says_where_it_came_from(layout: int) -> None:
    device = EchoDevice()
    driver, _ = pair(device, layout)
    driver.add("laterq", [(0x8000, 2), (0x8010, 3)], [(0x8020, 4)])
    driver.kick("laterq")
    (chain,) = device.held["laterq"]
    assert (chain.queue.number, chain.queue.key, chain.queue.ordinal) == (1, "laterq", 1)
    assert (chain.reads, chain.writes) == ([(0x8000, 2), (0x8010, 3)], [(0x8020, 4)])
    assert (chain.readable_length, chain.writable_length) == (5, 4)


@LAYOUTS
def test_a_buffer_is_given_back_once(layout: int) -> None:
    device = EchoDevice()
    driver, _ = pair(device, layout)
    driver.add("laterq", [(0x8000, 2)])
    driver.kick("laterq")
    (chain,) = device.held["laterq"]
    device.complete(chain, 0)
    with pytest.raises(ValueError, match="given back before"):
        device.complete(chain, 0)


@pytest.mark.parametrize("how", ["device", "queue"])
@LAYOUTS
def test_a_reset_forgets_kept_buffers(layout: int, how: str) -> None:
    device = EchoDevice()
    driver, transport = pair(device, layout | RingFeature.RING_RESET)
    driver.add("laterq", [(0x8000, 2)])
    driver.kick("laterq")
    (chain,) = device.held["laterq"]
    if how == "device":
        driver.initialize()
    else:
        driver.reset_queue("laterq")
    assert not device.held["laterq"]
    device.complete(chain, 0)
    assert driver.collect("laterq") == []
    assert list(transport.events()) == []
    driver.add("laterq", [(0x8000, 2)])
    driver.kick("laterq")
    device.answer(0)
    assert len(driver.collect("laterq")) == 1
    assert not device.violations


def test_a_budget_leaves_the_rest_for_another_turn() -> None:
    live, hand = live_split()
    type(live.device).budget, before = 3, live.device.budget
    try:
        for slot in range(8):
            hand.describe(slot, BUFFER, 4)
        hand.offer(*range(8))
        live.transport.notify(0)
        assert (hand.used_index, live.device.pending) == (3, {0})
        live.transport.run()
        assert hand.used_index == 6
        live.transport.run()
        assert (hand.used_index, live.device.pending) == (8, frozenset())
        live.transport.run()
    finally:
        type(live.device).budget = before


def test_a_batch_the_driver_wants_to_hear_of_is_announced_though_a_later_one_is_not() -> None:
    live, hand = live_split(RingFeature.EVENT_IDX)
    hand.describe(0, BUFFER, 4)
    hand.describe(1, BUFFER, 4)
    hand.used_event = 0

    def offer_more(chain: Chain) -> int:
        if chain.id == 0:
            hand.offer(1)
        return 0

    live.device.rings._handlers["echoq"] = offer_more
    hand.offer(0)
    live.transport.notify(0)
    assert hand.used_index == 2
    assert list(live.transport.events()) == [0]


def test_a_driver_that_never_stops_cannot_keep_the_device_busy() -> None:
    live, hand = live_split(RingFeature.EVENT_IDX)
    hand.describe(0, BUFFER, 4)
    handled = []

    def offer_again(chain: Chain) -> int:
        handled.append(chain.id)
        live.device.rings.enabled[0].give_back(chain, 0)
        live.device.rings.enabled[0]._taken[0] = 1
        hand.offer(0)
        live.device.rings.enabled[0]._taken[0] = 0
        chain.id = 1
        live.device.rings.enabled[0]._taken[1] = 1
        return 0

    live.device.rings._handlers["echoq"] = offer_again
    hand.offer(0)
    live.transport.notify(0)
    assert len(handled) == live.device.budget
    assert live.device.pending == {0}


@pytest.mark.parametrize(
    ("error", "message"), [(DriverError("is odd"), "is odd"), (ValueError("7 bytes"), "cannot be read: 7 bytes")]
)
def test_a_handler_that_cannot_go_on_leaves_the_device_in_need_of_reset(error: Exception, message: str) -> None:
    class Odd(EchoDevice):
        def on_echoq(self, chain: Chain) -> int:
            assert chain.readable_length == 4
            raise error

    device = Odd()
    driver, transport = pair(device)
    driver.add("echoq", [(0x8000, 4)])
    driver.add("echoq", [(0x8000, 4)])
    driver.kick("echoq")
    assert message in str(device.violations[-1])
    assert len(device.violations) == 1
    assert list(transport.events()) == [None]
    driver.initialize()
    assert device.live


def test_a_handler_may_fail_the_device_itself() -> None:
    handled = []

    class Failing(EchoDevice):
        def on_echoq(self, chain: Chain) -> int:
            handled.append(chain.id)
            self.fail(DriverError("is refused"))
            return 0

    device = Failing()
    driver, _ = pair(device)
    driver.add("echoq", [(0x8000, 4)])
    driver.add("echoq", [(0x8000, 4)])
    driver.kick("echoq")
    assert len(handled) == 1


def test_a_device_without_handlers_keeps_every_buffer() -> None:
    class Silent(EchoDevice):
        on_echoq = EchoDevice.hold  # type: ignore[assignment]

    device = Silent()
    driver, _ = pair(device)
    driver.add("echoq", [(0x8000, 4)])
    driver.kick("echoq")
    assert len(device.held["echoq"]) == 1


@pytest.mark.parametrize("number", [2, 1 << 40, -1])
def test_notifications_for_queues_that_do_not_exist_are_recorded(number: int) -> None:
    live, _ = live_split()
    live.transport.notify(number)
    assert "does not exist" in live.message()
    assert not live.needs_reset


@pytest.mark.basic_dev_0002
@pytest.mark.init_drv_0006
def test_no_buffer_is_consumed_before_driver_ok() -> None:
    live, hand = live_split()
    setup = hand.setup
    start(live.device, live.transport, EchoFeature.LATER)
    live.transport.enable_queue(0, setup)
    hand.available_index = 0
    hand.write(setup.device_area, bytes(70))
    hand.describe(0, BUFFER, 4)
    hand.offer(0)
    live.transport.notify(0)
    live.device.process(0)
    assert hand.used_index == 0
    assert "before DRIVER_OK" in live.message()
    live.transport.write_status(READY | Status.DRIVER_OK)
    live.transport.notify(0)
    assert hand.used_index == 1


def test_a_failed_device_consumes_nothing() -> None:
    live, hand = live_split()
    live.transport.write_status(live.transport.read_status() | Status.FAILED)
    hand.describe(0, BUFFER, 4)
    hand.offer(0)
    live.transport.notify(0)
    assert hand.used_index == 0


@pytest.mark.init_dev_0002
@pytest.mark.init_dev_0003
@pytest.mark.init_dev_0004
@pytest.mark.init_dev_0005
@pytest.mark.init_dev_0007
def test_a_suspended_device_waits() -> None:
    device = EchoDevice()
    driver, transport = pair(device, RingFeature.SUSPEND)
    live = device.status
    driver.suspend()
    assert device.status == READY | Status.SUSPEND
    driver.ring("echoq").add([(0x8000, 4)])
    transport.notify(0)
    transport.write_config(8, b"x")
    device.change_config(0, b"y")
    assert driver.collect("echoq") == []
    assert list(transport.events()) == []
    assert driver.read_config(8, 1) == b"\0"
    assert driver.read_config(0, 1) == b"\0"
    assert "suspended" in str(device.violations[-1])
    driver.resume()
    assert device.status == live
    assert driver.read_config(0, 1) == b"y"
    assert list(transport.events()) == [None]
    assert driver.kick("echoq")
    assert len(driver.collect("echoq")) == 1


@pytest.mark.init_drv_0014
@pytest.mark.init_drv_0015
@pytest.mark.init_drv_0016
def test_a_driver_leaves_a_suspended_device_alone() -> None:
    driver, _ = pair(EchoDevice(), RingFeature.SUSPEND)
    driver.suspend()
    with pytest.raises(DriverError, match="buffer available while"):
        driver.add("echoq", [(0x8000, 4)])
    with pytest.raises(DriverError, match="notification while"):
        driver.kick("echoq")
    with pytest.raises(DriverError, match="configuration space while"):
        driver.write_config(8, b"x")
    driver.initialize()
    driver.write_config(8, b"x")


def test_a_buffer_kept_over_a_suspension_comes_back_after_it() -> None:
    device = EchoDevice()
    driver, _ = pair(device, RingFeature.SUSPEND)
    driver.add("laterq", [(0x8000, 2)], [(0x8010, 2)])
    driver.kick("laterq")
    driver.suspend()
    device.answer(0)
    assert driver.collect("laterq") == []
    driver.resume()
    device.answer(0)
    assert len(driver.collect("laterq")) == 1


@pytest.mark.init_drv_0012
@pytest.mark.init_drv_0013
@pytest.mark.init_drv_0017
def test_suspending_needs_its_feature_and_a_device_that_does() -> None:
    driver, _ = pair(EchoDevice())
    with pytest.raises(DriverError, match="without VIRTIO_F_SUSPEND"):
        driver.suspend()
    driver, transport = pair(EchoDevice(), RingFeature.SUSPEND)
    transport.write_status = lambda _: None  # type: ignore[method-assign]
    with pytest.raises(DeviceError, match="does not suspend"):
        driver.suspend()
    driver, transport = pair(EchoDevice(), RingFeature.SUSPEND)
    driver.suspend()
    transport.write_status = lambda _: None  # type: ignore[method-assign]
    with pytest.raises(DeviceError, match="does not resume"):
        driver.resume()


def test_the_suspend_bit_is_ignored_unless_negotiated() -> None:
    live, _ = live_split()
    before = live.device.status
    live.transport.write_status(before | Status.SUSPEND)
    assert live.device.status == before
    assert not live.device.violations


def test_a_device_that_is_not_up_ignores_the_suspend_bit() -> None:
    device = EchoDevice()
    transport, allocator = connect(device)
    driver = EchoDriver(transport, allocator, int(RingFeature.SUSPEND))
    statuses = []

    def suspend_early(_: int) -> None:
        transport.write_status(transport.read_status() | Status.SUSPEND)
        statuses.append(device.status)

    driver.check_device = suspend_early  # type: ignore[method-assign]
    driver.set_up = lambda: suspend_early(0)  # type: ignore[method-assign]
    driver.initialize()
    assert statuses == [Status.ACKNOWLEDGE | Status.DRIVER, READY & ~Status.DRIVER_OK]
    assert not device.violations


@LAYOUTS
def test_a_full_queue_says_so_and_takes_more_after_collecting(layout: int) -> None:
    device = EchoDevice()
    driver, _ = pair(device, layout)
    for _ in range(128):
        driver.add("echoq", [(0x8000, 2)], [(0x8010, 2)])
    with pytest.raises(QueueFullError, match="0 of 256 are free"):
        driver.add("echoq", [(0x8000, 2)])
    driver.kick("echoq")
    assert len(driver.collect("echoq")) == 128
    driver.add("echoq", [(0x8000, 2)])


@LAYOUTS
@pytest.mark.parametrize(
    ("readable", "writable"),
    [
        ([], []),
        ([(0x8000, 0)], []),
        ([], [(0x8000, -1)]),
        ([(0x8000, 1)] * 257, []),
        ([(0x8000, 0xFFFFFFFF)], [(0x8000, 2)]),
    ],
)
def test_a_driver_makes_no_buffer_available_that_breaks_a_rule(
    layout: int, readable: list[tuple[int, int]], writable: list[tuple[int, int]]
) -> None:
    driver, _ = pair(EchoDevice(), layout)
    with pytest.raises(DriverError, match="available") as caught:
        driver.add("echoq", readable, writable)
    assert caught.value.requirement is not None
    assert driver.ring("echoq").outstanding == 0


def test_queues_that_do_not_exist_have_no_methods() -> None:
    transport, allocator = connect(EchoDevice())
    driver = EchoDriver(transport, allocator, 0)
    driver.initialize()
    for call in (driver.add, driver.kick, driver.collect):
        with pytest.raises(QueueMissingError, match="laterq"):
            call("laterq")


def test_a_driver_resets_no_queue_without_the_feature() -> None:
    driver, _ = pair(EchoDevice())
    with pytest.raises(DriverError, match="without VIRTIO_F_RING_RESET"):
        driver.reset_queue("echoq")


@pytest.mark.basic_drv_0012
def test_a_device_that_does_not_reset_its_queue_is_given_up() -> None:
    driver, transport = pair(EchoDevice(), RingFeature.RING_RESET)
    transport.queue_enabled = lambda _: True  # type: ignore[method-assign]
    with pytest.raises(DeviceError, match="reset of virtqueue 0"):
        driver.reset_queue("echoq")


@pytest.mark.basic_drv_0011
def test_a_device_that_does_not_reset_is_given_up() -> None:
    driver, transport = pair(EchoDevice())
    transport.read_status = lambda: 4  # type: ignore[method-assign]
    with pytest.raises(DeviceError, match="does not complete its reset"):
        driver.reset()


def test_a_split_driver_rounds_the_size_of_its_queue_down() -> None:
    class Uneven(EchoDevice):
        queue_size = 100

    for layout, size in ((0, 64), (RingFeature.RING_PACKED, 100)):
        driver, _ = pair(Uneven(), layout)
        assert driver.ring("echoq").size == size


@LAYOUTS
def test_memory_is_given_back_at_reset(layout: int) -> None:
    driver, _ = pair(EchoDevice(), layout | RingFeature.INDIRECT_DESC)
    for _ in range(5):
        driver.add("echoq", [(0x80000, 4)], [(0x80010, 4)])
        driver.add("laterq", [(0x80000, 4)], [(0x80010, 4)])
    driver.kick("echoq")
    driver.collect("echoq")
    driver.reset()
    assert driver.allocator.allocate(1 << 20) == 0


def test_a_device_goes_on_where_another_stopped() -> None:
    live, hand = live_split()
    hand.describe(0, BUFFER, 4)
    for _ in range(3):
        hand.offer(0)
        live.transport.notify(0)
    successor = EchoDevice()
    successor.attach(live.transport.memory, live.transport)
    start(successor, PairTransport(successor, live.transport.memory), EchoFeature.LATER)
    successor.enable_queue(0, hand.setup)
    successor.rings.enabled[0].base = live.device.rings.enabled[0].base
    successor.write_status(READY | Status.DRIVER_OK)
    hand.offer(0)
    successor.notify(0)
    assert (hand.used_index, hand.used(3)) == (4, (0, 0))
    assert not successor.violations


def test_a_packed_device_goes_on_where_another_stopped() -> None:
    live, hand = live_packed(size=3)
    for position in range(4):
        hand.describe(position % 3, (BUFFER, 4), position, 0x8000 if position // 3 else 0x80)
        live.transport.notify(0)
    ring = live.device.rings.enabled[0]
    assert ring.base == 1 | 1 << 16
    ring.base = 2 | 0x8000 << 16
    assert ring.base == 2 | 0x8000 << 16
    ring.base = 0x8002 | 1 << 16
    assert ring.base == 0x8002 | 1 << 16
    ring.base = 1 | 1 << 16
    hand.describe(1, (BUFFER, 4), 4, 0x8000)
    live.transport.notify(0)
    assert hand.descriptor(1) == (0, 4, 0)


def test_a_device_is_attached_before_its_queues_are_set_up() -> None:
    device = EchoDevice()
    device.write_status(READY & ~Status.FEATURES_OK)
    device.write_driver_features(RingFeature.VERSION_1)
    device.write_status(READY)
    with pytest.raises(AssertionError, match="attached"):
        device.enable_queue(0, QueueSetup(8, 0, 0x1000, 0x2000))
