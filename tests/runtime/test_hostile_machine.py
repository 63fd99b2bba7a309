"""Peers that write whatever they like, wherever they may: nothing escapes, nothing loops, nothing else is written."""

from collections.abc import Callable, Iterable
from typing import Any

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from runtime.fuzzing import SETTINGS
from runtime.live import READY, SIZE

from specgen.runtime.errors import DeviceError, QueueFullError
from specgen.runtime.features import SUPPORTED, RingFeature
from specgen.runtime.setup import QueueSetup, areas, place_queue
from specgen.runtime.status import Status
from specgen.runtime.testing.echo import EchoDevice, EchoDriver, EchoFeature, connect
from specgen.runtime.testing.hand import PackedHand, SplitHand
from specgen.runtime.virtqueue import Chain
from specgen.runtime.virtqueue.packed_driver import PackedDriverQueue

QUEUE_SIZE = 8
TABLES = 0x9000
TWO = st.integers(0, 1)
NUMBER = st.one_of(TWO, st.sampled_from([2, 9, 65535, 1 << 40]))
ADDRESS = st.one_of(
    st.integers(0x8000, 0x8040),
    st.integers(TABLES // 16, TABLES // 16 + 8).map(lambda value: value * 16),
    st.integers(0, SIZE - 1),
    st.sampled_from([0, SIZE - 1, SIZE, (1 << 32) - 1, 1 << 32, (1 << 64) - 16, (1 << 64) - 1]),
)
LENGTH = st.one_of(
    st.integers(1, 64), st.sampled_from([16, 32, 48]), st.sampled_from([0, 4096, SIZE, (1 << 31), (1 << 32) - 1])
)
KIND = st.one_of(st.sampled_from([0, 0, 2, 2, 4]), st.integers(0, 7), st.integers(0, 0xFFFF))
"""Flags of a descriptor but for AVAIL and USED, mostly."""
SOUND = st.lists(st.tuples(st.integers(0x8000, 0x8040), st.integers(1, 64)), max_size=3)
SLOT = st.one_of(st.integers(0, QUEUE_SIZE), st.integers(0, 0xFFFF))
FLAGS = st.one_of(
    st.sampled_from([0, 1, 2, 3, 4]).flatmap(lambda low: st.sampled_from([0x80 | low, 0x8000 | low, 0x8080 | low])),
    st.integers(0, 0xFFFF),
)
SMALL = st.one_of(st.integers(0, QUEUE_SIZE), st.integers(0, 0xFFFF))
LAYOUT = st.sampled_from([0, RingFeature.RING_PACKED])
OPTIONS = st.sampled_from([0, RingFeature.INDIRECT_DESC, RingFeature.EVENT_IDX, SUPPORTED & ~RingFeature.RING_PACKED])


SPOIL = st.tuples(st.integers(0, 5), st.integers(0, 3), st.one_of(ADDRESS, LENGTH, KIND))
"""Which part, which field of it, and what to write there."""
WIDTHS = (64, 32, 16, 16)

Extents = list[tuple[int, int]]
Part = tuple[int, int, int, int]
"""Address, length, flags but for AVAIL and USED, and next or buffer ID."""
Spoil = tuple[int, int, int]


def parts(reads: Extents, writes: Extents, *, linked: bool = True) -> list[Part]:
    """The descriptors of a sound buffer."""
    kinds = [(*extent, 0) for extent in reads] + [(*extent, 2) for extent in writes]
    last = len(kinds) - 1
    return [(a, n, kind | (linked and index < last), index + 1) for index, (a, n, kind) in enumerate(kinds)]


def spoiled(chain: list[Part], spoil: Spoil | None) -> list[Part]:
    if spoil is None or not chain:
        return chain
    index, place, value = spoil
    fields = list(chain[index % len(chain)])
    fields[place] = value & ((1 << WIDTHS[place]) - 1)
    a, n, kind, x = fields
    return [(a, n, kind, x) if at == index % len(chain) else part for at, part in enumerate(chain)]


class Watched(EchoDevice):
    """Notes which extents it may write, and how many chains it handles."""

    budget = 32

    def __init__(self) -> None:
        super().__init__()
        self.handled = 0
        self.may_write: list[tuple[int, int]] = []

    def on_echoq(self, chain: Chain) -> int:
        self.handled += 1
        self.may_write += chain.writes
        return super().on_echoq(chain)

    def on_laterq(self, chain: Chain) -> None:
        self.handled += 1
        self.may_write += chain.writes
        super().on_laterq(chain)


class LiveDevice(RuleBasedStateMachine):
    """A device that is live again after each offence, and memory that is compared around each of its turns."""

    def connect(self, layout: int, options: int) -> None:
        self.device = Watched()
        self.transport, self.allocator = connect(self.device, SIZE)
        self.memory = self.transport.memory
        self.features = layout | options | EchoFeature.LATER | RingFeature.VERSION_1
        self.packed = bool(layout)
        self.setups = [place_queue(QUEUE_SIZE, self.features, self.allocator, self.memory) for _ in range(2)]
        self.restart()

    def restart(self) -> None:
        self.transport.write_status(0)
        assert self.device.status == Status.RESET
        for status in (Status.ACKNOWLEDGE, Status.ACKNOWLEDGE | Status.DRIVER):
            self.transport.write_status(status)
        self.transport.write_driver_features(self.features)
        self.transport.write_status(READY)
        for number, setup in enumerate(self.setups):
            for address, area in zip(setup[1:], areas(QUEUE_SIZE, self.features), strict=True):
                self.write(address, bytes(area.size))
            self.transport.enable_queue(number, setup)
        self.transport.write_status(READY | Status.DRIVER_OK)
        assert self.device.live
        self.device.may_write.clear()

    def write(self, address: int, data: bytes) -> None:
        self.memory.view(address, len(data))[:] = data

    def turn(self, act: Callable[[], None]) -> None:
        """Let the device act: it handles a bounded number of chains, and writes only what is its own.

        Its own are its areas, and what it may write of the driver's buffers.
        """
        self.device.handled = 0
        before = bytes(self.memory.view(0, SIZE))
        act()
        assert self.device.handled <= self.device.budget
        after = bytes(self.memory.view(0, SIZE))
        if after != before:
            allowed = [*self.device.may_write, *self.device_areas()]
            assert blank(before, allowed) == blank(after, allowed)

    def device_areas(self) -> Iterable[tuple[int, int]]:
        for ring in self.device.rings.enabled.values():
            sizes = areas(ring.size, self.device.negotiated)
            yield ring.setup.device_area, sizes[2].size
            if self.device.negotiated & RingFeature.RING_PACKED:
                yield ring.setup.descriptor_area, sizes[0].size


class HostileRings(LiveDevice):
    """Every field of a ring, mostly plausible, so that each check has something behind it to protect."""

    @initialize(layout=LAYOUT, options=OPTIONS)
    def begin(self, layout: int, options: int) -> None:
        self.connect(layout, options)

    @rule(number=TWO, reads=SOUND, writes=SOUND, spoil=st.none() | SPOIL, more=st.booleans())
    def send(self, number: int, reads: Extents, writes: Extents, spoil: Spoil | None, *, more: bool) -> None:
        """A sound buffer, or one with a single field spoiled."""
        self.put(number, spoiled(parts(reads, writes), spoil), sound=True)
        if not more:
            self.turn(lambda: self.transport.notify(number))

    @rule(number=TWO, reads=SOUND, writes=SOUND, spoil=st.none() | SPOIL)
    def send_table(self, number: int, reads: Extents, writes: Extents, spoil: Spoil | None) -> None:
        """The same in an indirect table."""
        entries = spoiled(parts(reads, writes, linked=not self.packed), spoil)
        order = ((a, n, x, kind) if self.packed else (a, n, kind, x) for a, n, kind, x in entries)
        SplitHand(self.setups[0], self.memory).table(TABLES, *order)
        self.put(number, [(TABLES, 16 * len(entries), 4, 0)], sound=True)
        self.turn(lambda: self.transport.notify(number))

    @rule(number=TWO, anything=st.lists(st.tuples(ADDRESS, LENGTH, KIND, SLOT), min_size=1, max_size=5))
    def send_anything(self, number: int, anything: list[Part]) -> None:
        self.put(number, anything, sound=False)
        self.turn(lambda: self.transport.notify(number))

    def put(self, number: int, chain: list[Part], *, sound: bool) -> None:
        if chain and number in self.device.rings.enabled:
            if self.packed:
                self.send_packed(number, chain)
            else:
                self.send_split(number, chain, sound=sound)

    def send_split(self, number: int, chain: list[Part], *, sound: bool) -> None:
        hand = SplitHand(self.setups[number], self.memory)
        first = hand.available_index % QUEUE_SIZE
        for index, (address, length, kind, small) in enumerate(chain):
            slot = (first + index) % QUEUE_SIZE
            hand.describe(slot, address, length, kind, (slot + 1) % QUEUE_SIZE if sound else small)
        hand.offer(first if sound else chain[0][3])

    def send_packed(self, number: int, chain: list[Part]) -> None:
        hand = PackedHand(self.setups[number], self.memory)
        start: int = self.device.rings.enabled[number]._next_available
        for position, (address, length, kind, small) in enumerate(chain, start):
            lap, slot = divmod(position, QUEUE_SIZE)
            hand.describe(slot, (address, length), small, kind ^ (0x8000 if lap & 1 else 0x80))

    @rule(at=st.integers(0, 8), entries=st.lists(st.tuples(ADDRESS, LENGTH, KIND, SLOT), min_size=1, max_size=5))
    def table(self, at: int, entries: list[tuple[int, int, int, int]]) -> None:
        """Something for INDIRECT to refer to."""
        order = ((a, n, x, kind) if self.packed else (a, n, kind, x) for a, n, kind, x in entries)
        SplitHand(self.setups[0], self.memory).table(TABLES + 16 * at, *order)

    @rule(number=TWO, index=SMALL, flags=SMALL, event=SMALL)
    def mislead(self, number: int, index: int, flags: int, event: int) -> None:
        """The driver area: indexes and event suppression."""
        data = b"".join(value.to_bytes(2, "little") for value in (flags, index))
        self.write(self.setups[number].driver_area, data)
        if not self.packed:
            SplitHand(self.setups[number], self.memory).used_event = event
        self.turn(lambda: self.transport.notify(number))

    @rule(address=st.integers(0, 0x400), data=st.binary(max_size=40))
    def scribble(self, address: int, data: bytes) -> None:
        self.write(address, data)

    @rule(number=TWO)
    def process(self, number: int) -> None:
        self.turn(lambda: self.device.process(number))

    @precondition(lambda self: self.device.held["laterq"])
    @rule(data=st.data())
    def answer(self, data: Any) -> None:
        index = data.draw(st.integers(0, len(self.device.held["laterq"]) - 1))
        self.turn(lambda: self.device.answer(index))

    @precondition(lambda self: not self.device.live)
    @rule()
    def reset(self) -> None:
        self.restart()

    @invariant()
    def only_rings_are_at_fault(self) -> None:
        if hasattr(self, "device"):
            assert self.device.live or self.device.status & Status.DEVICE_NEEDS_RESET
            assert len(self.device.violations) <= 64


class HostileRegisters(LiveDevice):
    """Everything a driver can ask of a device, in any order."""

    @initialize(layout=LAYOUT, options=OPTIONS)
    def begin(self, layout: int, options: int) -> None:
        self.connect(layout, options)

    @rule()
    def initialize_again(self) -> None:
        self.restart()

    @rule(status=st.one_of(st.integers(0, 255), st.sampled_from([0, 1, 3, 0xB, 0xF, 0x1F, 0x8F, 1 << 40])))
    def write_status(self, status: int) -> None:
        self.transport.write_status(status)

    @rule(features=st.one_of(st.integers(0, 1 << 130), st.just(int(RingFeature.VERSION_1))))
    def write_features(self, features: int) -> None:
        self.transport.write_driver_features(features)

    @rule(offset=st.integers(-5, 1 << 70), length=st.integers(-5, 1 << 70), data=st.binary(max_size=20))
    def config(self, offset: int, length: int, data: bytes) -> None:
        assert len(self.transport.read_config(offset, length)) <= 4096
        self.transport.write_config(offset, data)

    @rule(number=NUMBER, setup=st.builds(QueueSetup, st.one_of(st.just(8), LENGTH), ADDRESS, ADDRESS, ADDRESS))
    def enable_queue(self, number: int, setup: QueueSetup) -> None:
        self.transport.enable_queue(number, setup)

    @rule(number=NUMBER)
    def reset_queue(self, number: int) -> None:
        self.transport.reset_queue(number)

    @rule(number=NUMBER)
    def notify(self, number: int) -> None:
        self.turn(lambda: self.transport.notify(number))

    @invariant()
    def offences_are_bounded(self) -> None:
        if hasattr(self, "device"):
            assert len(self.device.violations) <= 64
            assert len(self.device.rings.enabled) <= 2
            assert not self.device.live or self.device.status & Status.FEATURES_OK


def blank(memory: bytes, extents: Iterable[tuple[int, int]]) -> bytearray:
    blanked = bytearray(memory)
    for address, length in extents:
        blanked[address : address + length] = bytes(length)
    return blanked


class HostileDevice(RuleBasedStateMachine):
    @initialize(layout=LAYOUT, options=OPTIONS)
    def connect(self, layout: int, options: int) -> None:
        self.transport, allocator = connect(EchoDevice(), SIZE)
        self.driver = EchoDriver(self.transport, allocator, layout | options | EchoFeature.LATER)
        self.driver.queue_size = QUEUE_SIZE  # type: ignore[misc]
        self.start()

    def start(self) -> None:
        self.driver.initialize()
        self.tokens: set[int] = set()

    @rule(readable=st.integers(0, 2), writable=st.integers(0, 2))
    def add(self, readable: int, writable: int) -> None:
        if readable + writable:
            try:
                token = self.driver.add("laterq", [(0x8000, 4)] * readable, [(0x8010, 4)] * writable)
            except QueueFullError:
                return
            assert token not in self.tokens
            self.tokens.add(token)

    @rule(identity=st.one_of(SMALL, LENGTH), length=LENGTH, flags=st.one_of(st.just(2), FLAGS), move=st.booleans())
    def use(self, identity: int, length: int, flags: int, *, move: bool) -> None:
        """One used entry where the driver looks next, true or false."""
        ring = self.driver.ring("laterq")
        if isinstance(ring, PackedDriverQueue):
            lap, slot = divmod(ring._next_used, ring.size)
            used = flags ^ (0 if lap & 1 else PackedHand.USED)
            PackedHand(ring.setup, self.transport.memory).describe(slot, (0, length), identity & 0xFFFF, used)
        else:
            hand = SplitHand(ring.setup, self.transport.memory)
            hand.use(identity, length)
            hand.used_index -= not move

    @rule(index=SMALL, flags=SMALL)
    def move(self, index: int, flags: int) -> None:
        size = areas(QUEUE_SIZE, self.driver.negotiated)[2].size
        data = flags.to_bytes(2, "little") + index.to_bytes(2, "little")
        self.write(self.driver.ring("laterq").setup.device_area, data[:size])

    @rule(address=st.integers(0, 0x400), data=st.binary(max_size=40))
    def scribble(self, address: int, data: bytes) -> None:
        self.write(address, data)

    def write(self, address: int, data: bytes) -> None:
        self.transport.memory.view(address, len(data))[:] = data

    @rule()
    def ask(self) -> None:
        self.driver.ring("laterq").wants_notification()

    @rule()
    def collect(self) -> None:
        try:
            found = self.driver.collect("laterq")
        except DeviceError:
            assert self.driver.status & Status.FAILED
            self.start()
            return
        tokens = {used.token for used in found}
        assert len(tokens) == len(found)
        assert tokens <= self.tokens
        assert all(used.written <= 8 for used in found)
        self.tokens -= tokens

    @invariant()
    def every_token_is_outstanding(self) -> None:
        if hasattr(self, "tokens"):
            assert self.driver.ring("laterq").outstanding == len(self.tokens)


HostileRings.TestCase.settings = SETTINGS
HostileRegisters.TestCase.settings = SETTINGS
HostileDevice.TestCase.settings = SETTINGS
TestHostileRings = HostileRings.TestCase
TestHostileRegisters = HostileRegisters.TestCase
TestHostileDevice = HostileDevice.TestCase
