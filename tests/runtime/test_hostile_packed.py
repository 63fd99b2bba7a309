"""What a driver may put into a packed virtqueue, right and wrong."""

from collections.abc import Callable

import pytest
from runtime.live import BUFFER, SIZE, live_packed

from specgen.runtime.features import RingFeature
from specgen.runtime.testing.hand import PackedHand

NEXT, WRITE, INDIRECT, A, U = 1, 2, 4, 0x80, 0x8000
TABLE = 0x9000


def test_chains_wrap_around_a_ring_whose_size_is_no_power_of_2() -> None:
    live, hand = live_packed(size=5)
    hand.write(BUFFER, b"abcd")
    position = 0
    for turn in range(100):
        for flags, extent in ((WRITE, (BUFFER + 8, 8)), (NEXT, (BUFFER, 4))):
            at = position + (flags == WRITE)
            lap, slot = divmod(at, 5)
            hand.describe(slot, extent, turn, flags | (U if lap & 1 else A))
        live.transport.notify(0)
        lap, slot = divmod(position, 5)
        assert hand.descriptor(slot) == (4, turn, WRITE | (0 if lap & 1 else A | U))
        position += 2
    assert not live.device.violations


def test_a_used_descriptor_without_writable_part_has_no_write_flag() -> None:
    live, hand = live_packed()
    hand.describe(0, (BUFFER, 4), 7, A)
    live.transport.notify(0)
    assert hand.descriptor(0) == (0, 7, A | U)


def test_an_indirect_table_counts_only_the_write_flag() -> None:
    live, hand = live_packed(RingFeature.INDIRECT_DESC)
    hand.write(BUFFER, b"abcdef")
    hand.table(TABLE, (BUFFER, 3, 0), (BUFFER + 3, 3, NEXT | U), (BUFFER + 16, 16, WRITE | A))
    hand.describe(0, (TABLE, 48), 3, A | INDIRECT | WRITE)
    live.transport.notify(0)
    assert hand.descriptor(0)[:2] == (6, 3)
    assert bytes(live.transport.memory.view(BUFFER + 16, 6)) == b"fedcba"


@pytest.mark.packed_dev_0005
@pytest.mark.parametrize("flags", [0, U, A | U])
def test_what_is_not_available_is_left_alone(flags: int) -> None:
    live, hand = live_packed()
    hand.describe(0, (1 << 60, 0), 0, flags)
    live.transport.notify(0)
    assert not live.device.violations
    assert hand.descriptor(0) == (0, 0, flags)


def test_a_batch_shows_its_first_descriptor_last() -> None:
    live, hand = live_packed()
    ring = live.device.rings.enabled[0]
    for slot in range(3):
        hand.describe(slot, (BUFFER, 4), slot, A)
    for chain in ring.take(8):
        ring.give_back(chain, 0)
    assert [hand.descriptor(slot)[2] for slot in range(3)] == [A, A | U, A | U]
    ring.flush()
    assert hand.descriptor(0)[2] == A | U


def ring_of_next(hand: PackedHand) -> None:
    for slot in range(8):
        hand.describe(slot, (BUFFER, 4), 0, A | NEXT)


def list_not_all_available(hand: PackedHand) -> None:
    hand.describe(0, (BUFFER, 4), 0, A | NEXT)


def list_half_of_the_next_lap(hand: PackedHand) -> None:
    hand.describe(0, (BUFFER, 4), 0, A | NEXT)
    hand.describe(1, (BUFFER, 4), 0, U)


def address_outside(hand: PackedHand) -> None:
    hand.describe(0, (SIZE - 3, 4), 0, A)


def four_gigabytes(hand: PackedHand) -> None:
    hand.describe(0, (0, 0xFFFFFFFF), 0, A)


def zero_length(hand: PackedHand) -> None:
    hand.describe(0, (BUFFER, 0), 0, A)


def readable_after_writable(hand: PackedHand) -> None:
    hand.describe(0, (BUFFER, 4), 0, A | NEXT | WRITE)
    hand.describe(1, (BUFFER, 4), 0, A)


def table(hand: PackedHand, length: int, *entries: tuple[int, int, int]) -> None:
    hand.table(TABLE, *entries)
    hand.describe(0, (TABLE, length), 0, A | INDIRECT)


def nested(hand: PackedHand) -> None:
    table(hand, 16, (TABLE, 16, INDIRECT))


def table_of_odd_length(hand: PackedHand) -> None:
    table(hand, 31, (BUFFER, 4, 0))


def table_of_no_length(hand: PackedHand) -> None:
    table(hand, 0)


def table_outside(hand: PackedHand) -> None:
    hand.describe(0, (SIZE, 16), 0, A | INDIRECT)


def table_longer_than_queue(hand: PackedHand) -> None:
    table(hand, 16 * 9, *[(BUFFER, 4, 0)] * 9)


def table_of_gigabytes(hand: PackedHand) -> None:
    hand.describe(0, (0, 0xFFFFFFF0), 0, A | INDIRECT)


def table_in_a_list(hand: PackedHand) -> None:
    hand.describe(0, (BUFFER, 4), 0, A | NEXT)
    hand.describe(1, (TABLE, 16), 0, A | INDIRECT)


def table_before_a_list(hand: PackedHand) -> None:
    hand.describe(0, (TABLE, 16), 0, A | INDIRECT | NEXT)
    hand.describe(1, (BUFFER, 4), 0, A)


HOSTILE: list[tuple[Callable[[PackedHand], None], str]] = [
    (ring_of_next, "longer than the ring of 8"),
    (list_not_all_available, "before all of its descriptors"),
    (list_half_of_the_next_lap, "before all of its descriptors"),
    (address_outside, "outside guest memory"),
    (four_gigabytes, "outside guest memory"),
    (zero_length, "length 0"),
    (readable_after_writable, "after a device-writable one"),
    (nested, "nests indirect tables"),
    (table_of_odd_length, "table of 31 bytes"),
    (table_of_no_length, "table of 0 bytes"),
    (table_outside, "outside guest memory"),
    (table_longer_than_queue, "longer than 8"),
    (table_of_gigabytes, "outside guest memory"),
    (table_in_a_list, "into a list of descriptors"),
    (table_before_a_list, "into a list of descriptors"),
]


@pytest.mark.parametrize(("attack", "message"), HOSTILE)
@pytest.mark.parametrize("features", [RingFeature.INDIRECT_DESC, RingFeature.INDIRECT_DESC | RingFeature.EVENT_IDX])
def test_a_hostile_ring_ends_in_need_of_reset(
    attack: Callable[[PackedHand], None], message: str, features: int
) -> None:
    live, hand = live_packed(features)
    attack(hand)
    live.transport.notify(0)
    assert live.needs_reset
    assert message in live.message()
    assert live.device.violations[-1].requirement is not None
    assert list(live.transport.events()) == [None]


@pytest.mark.packed_drv_0012
def test_no_table_without_its_feature() -> None:
    live, hand = live_packed()
    table(hand, 16, (BUFFER, 4, 0))
    live.transport.notify(0)
    assert "without VIRTIO_F_INDIRECT_DESC" in live.message()


def test_a_list_never_reaches_descriptors_the_device_holds() -> None:
    live, hand = live_packed(size=4)
    live.device.rings._handlers["echoq"] = live.device.hold
    for slot in range(3):
        hand.describe(slot, (BUFFER, 4), slot, A)
    live.transport.notify(0)
    hand.describe(3, (BUFFER, 4), 3, A | NEXT)
    hand.describe(0, (BUFFER, 4), 3, U)
    live.transport.notify(0)
    assert "longer than the ring" in live.message()


def test_a_full_ring_offers_nothing_more_however_it_is_marked() -> None:
    live, hand = live_packed(size=4)
    live.device.rings._handlers["echoq"] = live.device.hold
    for slot in range(4):
        hand.describe(slot, (BUFFER, 4), slot, A)
    live.transport.notify(0)
    for slot in range(4):
        hand.describe(slot, (BUFFER, 4), slot, U)
    live.transport.notify(0)
    assert len(live.device.held["echoq"]) == 4
    assert not live.device.violations
