"""Two sides that follow the rules: every buffer comes back once, and no notification is lost."""

from typing import NamedTuple

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from runtime.fuzzing import SETTINGS

from specgen.runtime.errors import QueueFullError
from specgen.runtime.features import RingFeature
from specgen.runtime.testing.echo import EchoDevice, EchoDriver, EchoFeature, connect
from specgen.runtime.virtqueue import Buffers, Chain

KEYS = ("echoq", "laterq")
QUEUE = st.sampled_from(KEYS)
PIECES = st.lists(st.integers(1, 5), max_size=3)


class Sent(NamedTuple):
    payload: bytes
    writable: list[tuple[int, int]]
    extents: list[tuple[int, int]]


class Counting(EchoDevice):
    """Counts what it gave back, by queue."""

    def __init__(self) -> None:
        super().__init__()
        self.given = dict.fromkeys(KEYS, 0)

    def on_echoq(self, chain: Chain) -> int:
        self.given[chain.queue.key] += 1
        return super().on_echoq(chain)


class PairMachine(RuleBasedStateMachine):
    @initialize(
        layout=st.sampled_from([0, RingFeature.RING_PACKED]),
        indirect=st.sampled_from([0, RingFeature.INDIRECT_DESC]),
        event_idx=st.sampled_from([0, RingFeature.EVENT_IDX]),
        size=st.integers(1, 9),
    )
    def connect(self, layout: int, indirect: int, event_idx: int, size: int) -> None:
        self.device = Counting()
        self.transport, allocator = connect(self.device)
        want = layout | indirect | event_idx | EchoFeature.LATER | RingFeature.RING_RESET
        self.driver = EchoDriver(self.transport, allocator, want)
        self.driver.queue_size = size  # type: ignore[misc]
        self.sent: dict[str, dict[int, Sent]] = {key: {} for key in KEYS}
        self.serial = 0
        self.start()

    def start(self) -> None:
        self.driver.initialize()
        for key in KEYS:
            self.forget(key)

    def forget(self, key: str) -> None:
        """The queue is new: nothing is outstanding, and the driver wants to hear of the next used buffer."""
        for sent in self.sent[key].values():
            self.free(sent)
        self.sent[key].clear()
        self.__dict__.setdefault("added", {})[key] = 0
        self.__dict__.setdefault("collected", {})[key] = 0
        self.__dict__.setdefault("listening", {})[key] = True
        self.device.given[key] = 0
        self.driver.collect(key)
        self.transport._events.pop(self.driver.queue(key).number, None)

    def free(self, sent: Sent) -> None:
        for address, length in sent.extents:
            self.driver.allocator.free(address, length)

    def place(self, sizes: list[int]) -> list[tuple[int, int]]:
        return [(self.driver.allocator.allocate(size, 1), size) for size in sizes]

    @rule(key=QUEUE, buffers=st.lists(st.tuples(PIECES, PIECES), min_size=1, max_size=4))
    def send(self, key: str, buffers: list[tuple[list[int], list[int]]]) -> None:
        """Make some buffers available, then notify."""
        for readable, writable in buffers:
            if 0 < len(readable) + len(writable) <= self.driver.ring(key).size:
                self.add(key, readable, writable)
        self.driver.kick(key)
        taken = self.device.given[key] + len(self.device.held.get(key, ()))
        assert taken == self.added[key], "the device was not told of a buffer"

    def add(self, key: str, readable: list[int], writable: list[int]) -> None:
        ring = self.driver.ring(key)
        reads, writes = self.place(readable), self.place(writable)
        self.serial += 1
        payload = bytes((self.serial + at) % 251 for at in range(sum(readable)))
        self.scatter(payload, reads)
        before = ring.outstanding
        try:
            token = self.driver.add(key, reads, writes)
        except QueueFullError:
            assert ring.outstanding == before
            self.free(Sent(payload, writes, reads + writes))
            return
        assert token not in self.sent[key]
        self.sent[key][token] = Sent(payload, writes, reads + writes)
        self.added[key] += 1

    def scatter(self, payload: bytes, extents: Buffers) -> None:
        at = 0
        for address, length in extents:
            self.transport.memory.view(address, length)[:] = payload[at : at + length]
            at += length

    @precondition(lambda self: self.device.held["laterq"])
    @rule(which=st.integers(0, 8), several=st.integers(1, 4))
    def answer(self, which: int, several: int) -> None:
        for _ in range(min(several, len(self.device.held["laterq"]))):
            self.device.answer(which % len(self.device.held["laterq"]))

    @rule(key=QUEUE)
    def collect(self, key: str) -> None:
        self.transport._events.pop(self.driver.queue(key).number, None)
        for token, written in self.driver.collect(key):
            sent = self.sent[key].pop(token)
            answer = b"".join(bytes(self.transport.memory.view(*extent)) for extent in sent.writable)
            room = len(answer)
            assert written == min(len(sent.payload), room)
            assert answer[:written] == sent.payload[:room][::-1]
            self.free(sent)
            self.collected[key] += 1
        assert self.collected[key] == self.device.given[key], "a used buffer was not found"
        self.listening[key] = True

    @rule(key=QUEUE)
    def suppress(self, key: str) -> None:
        self.driver.ring(key).suppress()
        self.listening[key] = False

    @rule(key=st.none() | QUEUE, chance=st.integers(0, 7))
    def reset(self, key: str | None, chance: int) -> None:
        """Rarely, reset the device or one queue."""
        if chance == 3 and key is None:
            self.start()
        elif chance == 3 and key is not None:
            self.driver.reset_queue(key)
            self.forget(key)

    @invariant()
    def nobody_erred(self) -> None:
        if hasattr(self, "device"):
            assert not self.device.violations
            assert self.device.live

    @invariant()
    def no_used_buffer_notification_is_lost(self) -> None:
        for key, listening in getattr(self, "listening", {}).items():
            if listening and self.device.given[key] > self.collected[key]:
                assert self.driver.queue(key).number in self.transport._events


PairMachine.TestCase.settings = SETTINGS
TestPair = PairMachine.TestCase
