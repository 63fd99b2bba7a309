"""What a driver may put into a split virtqueue, right and wrong."""

from collections.abc import Callable

import pytest
from runtime.live import BUFFER, SIZE, Live, live_split

from specgen.runtime.features import RingFeature
from specgen.runtime.testing.hand import SplitHand

NEXT, WRITE, INDIRECT = 1, 2, 4
TABLE = 0x9000


def test_chains_wrap_around_the_ring_many_times() -> None:
    live, hand = live_split(size=4)
    hand.write(BUFFER, b"abcd")
    for turn in range(100):
        hand.describe(turn % 4, BUFFER, 4, NEXT, (turn + 1) % 4)
        hand.describe((turn + 1) % 4, BUFFER + 8, 8, WRITE)
        hand.offer(turn % 4)
        live.transport.notify(0)
        assert hand.used(turn) == (turn % 4, 4)
        assert hand.used_index == turn + 1
    assert bytes(live.transport.memory.view(BUFFER + 8, 4)) == b"dcba"
    assert not live.device.violations


def test_the_index_wraps_at_65536() -> None:
    live, hand = live_split(size=4)
    hand.describe(0, BUFFER, 4)
    for _ in range(66_000 // 4):
        hand.describe(1, BUFFER, 4)
        hand.describe(2, BUFFER, 4)
        hand.describe(3, BUFFER, 4)
        hand.offer(0, 1, 2, 3)
        live.transport.notify(0)
    assert hand.used_index == 66_000 - 65_536
    assert not live.device.violations


@pytest.mark.split_dev_0004
def test_an_indirect_table_is_followed_and_its_write_flag_ignored() -> None:
    live, hand = live_split(RingFeature.INDIRECT_DESC)
    hand.write(BUFFER, b"abcdef")
    hand.table(TABLE, (BUFFER, 3, NEXT, 2), (0, 0, 0, 0), (BUFFER + 3, 3, NEXT, 3), (BUFFER + 16, 16, WRITE, 0))
    hand.describe(5, TABLE, 64, INDIRECT | WRITE)
    hand.offer(5)
    live.transport.notify(0)
    assert hand.used(0) == (5, 6)
    assert bytes(live.transport.memory.view(BUFFER + 16, 6)) == b"fedcba"


@pytest.mark.split_dev_0005
def test_direct_descriptors_may_come_before_an_indirect_one() -> None:
    live, hand = live_split(RingFeature.INDIRECT_DESC)
    hand.write(BUFFER, b"abcdef")
    hand.table(TABLE, (BUFFER + 3, 3, NEXT, 1), (BUFFER + 16, 16, WRITE, 0))
    hand.describe(0, BUFFER, 3, NEXT, 1)
    hand.describe(1, TABLE, 32, INDIRECT)
    hand.offer(0)
    live.transport.notify(0)
    assert hand.used(0) == (0, 6)


def loop(hand: SplitHand) -> None:
    for slot in range(8):
        hand.describe(slot, BUFFER, 1, NEXT, (slot + 1) % 8)
    hand.offer(0)


def own_loop(hand: SplitHand) -> None:
    hand.describe(0, BUFFER, 1, NEXT, 0)
    hand.offer(0)


def next_out_of_range(hand: SplitHand) -> None:
    hand.describe(0, BUFFER, 1, NEXT, 8)
    hand.offer(0)


def next_far_out_of_range(hand: SplitHand) -> None:
    hand.describe(0, BUFFER, 1, NEXT, 0xFFFF)
    hand.offer(0)


def head_out_of_range(hand: SplitHand) -> None:
    hand.offer(8)


def head_far_out_of_range(hand: SplitHand) -> None:
    hand.offer(0xFFFF)


def index_runs_away(hand: SplitHand) -> None:
    hand.available_index = 9


def index_goes_back(hand: SplitHand) -> None:
    hand.available_index = 0xFFFF


def address_outside(hand: SplitHand) -> None:
    hand.describe(0, SIZE, 1)
    hand.offer(0)


def end_outside(hand: SplitHand) -> None:
    hand.describe(0, SIZE - 1, 2)
    hand.offer(0)


def address_wraps(hand: SplitHand) -> None:
    hand.describe(0, (1 << 64) - 1, 2)
    hand.offer(0)


def four_gigabytes(hand: SplitHand) -> None:
    hand.describe(0, 0, 0xFFFFFFFF)
    hand.offer(0)


def second_outside(hand: SplitHand) -> None:
    hand.describe(0, BUFFER, 8, NEXT, 1)
    hand.describe(1, 1 << 40, 8, WRITE)
    hand.offer(0)


def zero_length(hand: SplitHand) -> None:
    hand.describe(0, BUFFER, 0)
    hand.offer(0)


def zero_length_in_chain(hand: SplitHand) -> None:
    hand.describe(0, BUFFER, 4, NEXT, 1)
    hand.describe(1, BUFFER, 0, WRITE)
    hand.offer(0)


def readable_after_writable(hand: SplitHand) -> None:
    hand.describe(0, BUFFER, 4, NEXT | WRITE, 1)
    hand.describe(1, BUFFER, 4)
    hand.offer(0)


def indirect(hand: SplitHand, length: int, *entries: tuple[int, int, int, int]) -> None:
    hand.table(TABLE, *entries)
    hand.describe(0, TABLE, length, INDIRECT)
    hand.offer(0)


def nested(hand: SplitHand) -> None:
    indirect(hand, 16, (TABLE, 16, INDIRECT, 0))


def table_of_odd_length(hand: SplitHand) -> None:
    indirect(hand, 17, (BUFFER, 4, 0, 0))


def table_of_no_length(hand: SplitHand) -> None:
    indirect(hand, 0, (BUFFER, 4, 0, 0))


def table_outside(hand: SplitHand) -> None:
    hand.describe(0, SIZE - 16, 32, INDIRECT)
    hand.offer(0)


def table_of_four_gigabytes(hand: SplitHand) -> None:
    hand.describe(0, 0, 0xFFFFFFF0, INDIRECT)
    hand.offer(0)


def table_next_outside(hand: SplitHand) -> None:
    indirect(hand, 32, (BUFFER, 4, NEXT, 2), (BUFFER, 4, 0, 0))


def table_loops(hand: SplitHand) -> None:
    indirect(hand, 32, (BUFFER, 4, NEXT, 1), (BUFFER, 4, NEXT, 0))


def table_longer_than_queue(hand: SplitHand) -> None:
    indirect(hand, 16 * 9, *((BUFFER, 4, NEXT if index < 8 else 0, index + 1) for index in range(9)))


def direct_and_table_longer_than_queue(hand: SplitHand) -> None:
    hand.describe(1, BUFFER, 4, NEXT, 0)
    indirect(hand, 16 * 8, *((BUFFER, 4, NEXT if index < 7 else 0, index + 1) for index in range(8)))
    hand.available_index = 0
    hand.offer(1)


def table_and_next(hand: SplitHand) -> None:
    indirect(hand, 16, (BUFFER, 4, 0, 0))
    hand.describe(0, TABLE, 16, INDIRECT | NEXT, 1)


def element_of_table_outside(hand: SplitHand) -> None:
    indirect(hand, 16, (SIZE, 4, 0, 0))


def readable_after_writable_in_table(hand: SplitHand) -> None:
    indirect(hand, 32, (BUFFER, 4, NEXT | WRITE, 1), (BUFFER, 4, 0, 0))


HOSTILE: list[tuple[Callable[[SplitHand], None], str]] = [
    (loop, "loops"),
    (own_loop, "loops"),
    (next_out_of_range, "continues a chain at descriptor 8 of 8"),
    (next_far_out_of_range, "at descriptor 65535"),
    (head_out_of_range, "makes descriptor 8 available in a table of 8"),
    (head_far_out_of_range, "descriptor 65535"),
    (index_runs_away, "moves the available index by 9 in a queue of 8"),
    (index_goes_back, "moves the available index by 65535"),
    (address_outside, "outside guest memory"),
    (end_outside, "outside guest memory"),
    (address_wraps, "outside guest memory"),
    (four_gigabytes, "outside guest memory"),
    (second_outside, "outside guest memory"),
    (zero_length, "length 0"),
    (zero_length_in_chain, "length 0"),
    (readable_after_writable, "after a device-writable one"),
    (nested, "nests indirect tables"),
    (table_of_odd_length, "table of 17 bytes"),
    (table_of_no_length, "table of 0 bytes"),
    (table_outside, "outside guest memory"),
    (table_of_four_gigabytes, "outside guest memory"),
    (table_next_outside, "at entry 2 of an indirect table of 2"),
    (table_loops, "loops"),
    (table_longer_than_queue, "too long"),
    (direct_and_table_longer_than_queue, "longer than 8"),
    (table_and_next, "both INDIRECT and NEXT"),
    (element_of_table_outside, "outside guest memory"),
    (readable_after_writable_in_table, "after a device-writable one"),
]


def judge(live: Live, message: str) -> None:
    live.transport.notify(0)
    assert live.needs_reset
    assert message in live.message()
    assert live.device.violations[-1].requirement is not None
    assert list(live.transport.events()) == [None]
    live.transport.notify(0)
    assert len(live.device.violations) == 1


@pytest.mark.parametrize(("attack", "message"), HOSTILE)
@pytest.mark.parametrize("features", [RingFeature.INDIRECT_DESC, RingFeature.INDIRECT_DESC | RingFeature.EVENT_IDX])
def test_a_hostile_ring_ends_in_need_of_reset(attack: Callable[[SplitHand], None], message: str, features: int) -> None:
    live, hand = live_split(features)
    attack(hand)
    judge(live, message)
    assert hand.used_index == 0


@pytest.mark.split_drv_0005
def test_no_table_without_its_feature() -> None:
    live, hand = live_split()
    indirect(hand, 16, (BUFFER, 4, 0, 0))
    judge(live, "without VIRTIO_F_INDIRECT_DESC")


def test_a_descriptor_the_device_holds_cannot_be_offered_again() -> None:
    live, hand = live_split()
    hand.describe(0, BUFFER, 4)
    hand.offer(0, 0)
    live.device.rings._handlers["echoq"] = live.device.hold
    judge(live, "descriptor 0 available while the device holds it")


@pytest.mark.split_drv_0004
def test_a_chain_of_more_than_four_gigabytes_is_refused() -> None:
    class Huge:
        """Memory that has every address, but no bytes."""

        def view(self, address: int, length: int) -> memoryview:
            del address, length
            return memoryview(b"x")

    live, hand = live_split()
    live.device.rings.enabled[0]._builder._memory = Huge()
    hand.describe(0, BUFFER, 0xFFFFFFFF, NEXT, 1)
    hand.describe(1, BUFFER, 2)
    hand.offer(0)
    judge(live, f"a chain of {0xFFFFFFFF + 2} bytes")
