"""What a device may answer, and a driver that must not believe it."""

from collections.abc import Callable

import pytest

from specgen.runtime.errors import DeviceError
from specgen.runtime.features import RingFeature
from specgen.runtime.pair import PairTransport
from specgen.runtime.status import Status
from specgen.runtime.testing.echo import EchoDevice, EchoDriver, EchoFeature, connect
from specgen.runtime.testing.hand import PackedHand, SplitHand


def live(features: int) -> tuple[EchoDriver, PairTransport]:
    """A driver with two buffers, of 4 and 8 writable bytes, in the hands of the device."""
    transport, allocator = connect(EchoDevice())
    driver = EchoDriver(transport, allocator, features | EchoFeature.LATER)
    driver.queue_size = 4
    driver.initialize()
    driver.add("laterq", [(0x8000, 4)], [(0x8010, 4)])
    driver.add("laterq", [], [(0x8020, 8)])
    return driver, transport


def used_index_runs_away(hand: SplitHand) -> None:
    hand.used_index = 3


def used_index_goes_back(hand: SplitHand) -> None:
    hand.used_index = 0xFFFF


def unknown_id(hand: SplitHand) -> None:
    hand.use(3, 0)


def huge_id(hand: SplitHand) -> None:
    hand.use(0xFFFFFFFF, 0)


def same_id_twice(hand: SplitHand) -> None:
    hand.use(0, 0)
    hand.use(0, 0)


def more_than_fits(hand: SplitHand) -> None:
    hand.use(0, 5)


def four_gigabytes(hand: SplitHand) -> None:
    hand.use(0, 0xFFFFFFFF)


SPLIT: list[tuple[Callable[[SplitHand], None], str]] = [
    (used_index_runs_away, "by 3 while it holds 2"),
    (used_index_goes_back, "by 65535"),
    (unknown_id, "buffer 3, which it does not hold"),
    (huge_id, "buffer 4294967295"),
    (same_id_twice, "buffer 0, which it does not hold"),
    (more_than_fits, "written 5 bytes where 4 had room"),
    (four_gigabytes, "4294967295 bytes"),
]


@pytest.mark.parametrize(("attack", "message"), SPLIT)
def test_a_false_used_ring_is_refused(attack: Callable[[SplitHand], None], message: str) -> None:
    driver, transport = live(0)
    attack(SplitHand(driver.ring("laterq").setup, transport.memory))
    with pytest.raises(DeviceError, match=message) as caught:
        driver.collect("laterq")
    assert caught.value.requirement is not None
    assert driver.status & Status.FAILED


@pytest.mark.parametrize(
    ("identity", "length", "message"),
    [(9, 0, "buffer 9"), (0xFFFF, 0, "buffer 65535"), (0, 5, "5 bytes where 4"), (1, 0xFFFFFFFF, "4294967295 bytes")],
)
def test_a_false_used_descriptor_is_refused(identity: int, length: int, message: str) -> None:
    driver, transport = live(RingFeature.RING_PACKED)
    hand = PackedHand(driver.ring("laterq").setup, transport.memory)
    hand.describe(0, (0, length), identity, hand.USED | 2)
    with pytest.raises(DeviceError, match=message):
        driver.collect("laterq")
    assert driver.status & Status.FAILED


def test_the_length_of_a_used_descriptor_counts_only_with_the_write_flag() -> None:
    driver, transport = live(RingFeature.RING_PACKED)
    hand = PackedHand(driver.ring("laterq").setup, transport.memory)
    hand.describe(0, (0, 0xFFFFFFFF), 0, hand.USED)
    assert driver.collect("laterq") == [(0, 0)]


def test_a_ring_full_of_used_descriptors_ends() -> None:
    driver, transport = live(RingFeature.RING_PACKED)
    hand = PackedHand(driver.ring("laterq").setup, transport.memory)
    for slot, identity in ((0, 1), (1, 0), (2, 1), (3, 0)):
        hand.describe(slot, (0, 0), identity, hand.USED)
    assert driver.collect("laterq") == [(1, 0), (0, 0)]
    assert driver.ring("laterq").outstanding == 0


def test_overwritten_descriptors_do_not_lead_the_driver_astray() -> None:
    driver, transport = live(0)
    hand = SplitHand(driver.ring("laterq").setup, transport.memory)
    hand.write(driver.ring("laterq").setup.descriptor_area, b"\xff" * 64)
    hand.use(0, 4)
    hand.use(2, 8)
    assert driver.collect("laterq") == [(0, 4), (2, 8)]
    driver.add("laterq", [(0x8000, 1)] * 2, [(0x8010, 1)] * 2)
    assert driver.ring("laterq").outstanding == 1
