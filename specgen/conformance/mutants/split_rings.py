"""Drivers and devices that break one rule each about split virtqueues."""

from struct import Struct
from typing import Any

from specgen.conformance.balloon.rings import with_device_rings, with_driver_rings
from specgen.conformance.mutants.mutant import Mutation
from specgen.runtime.device import Device
from specgen.runtime.driver import Driver
from specgen.runtime.errors import DriverError
from specgen.runtime.features import RingFeature
from specgen.runtime.setup import QueueSetup
from specgen.runtime.status import Status
from specgen.runtime.virtqueue import Buffers, Chain
from specgen.runtime.virtqueue.descriptors import INDIRECT, NEXT, SIZE, WRITE
from specgen.runtime.virtqueue.notification import split_wants

_INDIRECT_DESC = int(RingFeature.INDIRECT_DESC)
_EVENT_IDX = int(RingFeature.EVENT_IDX)
_U16 = Struct("<H")
_U32 = Struct("<I")
_LENGTH = 8
_FLAGS = 12
_NEXT_AT = 14


def change_flags(memory: memoryview, slot: int, bits: int) -> None:
    """Set bits in the flags of a split descriptor."""
    at = slot * SIZE + _FLAGS
    _U16.pack_into(memory, at, _U16.unpack_from(memory, at)[0] | bits)


def change_length(memory: memoryview, slot: int, length: int) -> None:
    """Give a descriptor, of either layout, another length."""
    _U32.pack_into(memory, slot * SIZE + _LENGTH, length)


def after_adding(action: Any) -> Any:  # noqa: ANN401 - from a ring to a ring
    """A ring that does something to each chain it has made available, before anybody looks."""

    def change(kind: type[Any]) -> type[Any]:
        class Changed(kind):  # type: ignore[misc]  # whichever ring it is
            def add(self, readable: Buffers = (), writable: Buffers = ()) -> int:
                token: int = super().add(readable, writable)
                action(self, token)
                return token

        return Changed

    return change


def table_of(ring: Any, token: int) -> memoryview | None:  # noqa: ANN401 - whichever ring it is
    """The indirect table of a buffer, if it has one."""
    table = ring._outstanding[token].table  # noqa: SLF001 - what the ring has of it
    return None if table is None else ring.memory.view(*table)


def _misplaces(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def _discover_queues(self) -> None:
            inner = self.transport.enable_queue

            def enable(number: int, setup: QueueSetup) -> None:
                inner(number, setup._replace(device_area=setup.device_area + 2))

            self.transport.enable_queue = enable
            try:
                super()._discover_queues()
            finally:
                self.transport.enable_queue = inner

    return Changed


misplaces = _misplaces


def _writable_first(ring: Any, token: int) -> None:  # noqa: ANN401 - whichever ring it is
    change_flags(ring._table, token, WRITE)  # noqa: SLF001 - its memory


def _endless(ring: Any, token: int) -> None:  # noqa: ANN401 - whichever ring it is
    for slot in ring._outstanding[token].slots:  # noqa: SLF001 - what the ring has of it
        change_length(ring._table, slot, 0xFFFFFFFF)  # noqa: SLF001 - its memory


def _refers(ring: Any, token: int) -> None:  # noqa: ANN401 - whichever ring it is
    change_flags(ring._table, token, INDIRECT)  # noqa: SLF001 - its memory
    change_length(ring._table, token, 8)  # noqa: SLF001 - its memory


def with_memory(kind: type[Driver]) -> type[Driver]:
    """A driver whose rings know their memory."""

    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def make_ring(self, queue: Any, setup: QueueSetup) -> Any:  # noqa: ANN401 - as the base has it
            ring = super().make_ring(queue, setup)
            ring.memory = self.transport.memory
            return ring

    return Changed


def on_tables(action: Any) -> Any:  # noqa: ANN401 - from a ring to a ring
    """A ring that does something to each indirect table."""

    def change(ring: Any, token: int) -> None:  # noqa: ANN401 - whichever ring it is
        table = table_of(ring, token)
        if table is not None:
            action(ring, token, table)

    return after_adding(change)


def _nests(ring: Any, token: int, table: memoryview) -> None:  # noqa: ANN401 - whichever ring it is
    del ring, token
    change_flags(table, 0, INDIRECT)


def _links_table(ring: Any, token: int, table: memoryview) -> None:  # noqa: ANN401 - whichever ring it is
    del table
    change_flags(ring._table, token, NEXT)  # noqa: SLF001 - its memory
    _U16.pack_into(ring._table, token * SIZE + _NEXT_AT, ring.size - 1)  # noqa: SLF001 - its memory


def long_table(ring: Any, token: int, *, chained: bool) -> tuple[int, int]:  # noqa: ANN401 - whichever ring it is
    """A table with more entries than the ring has."""
    del token
    return ring._tables.write([(64, 4, 0)] * (ring.size + 1), chained=chained)  # type: ignore[no-any-return]  # noqa: SLF001


def _too_long(ring: Any, token: int, table: memoryview) -> None:  # noqa: ANN401 - whichever ring it is
    del table
    address, length = long_table(ring, token, chained=True)
    Struct("<QI").pack_into(ring._table, token * SIZE, address, length)  # noqa: SLF001 - its memory


def _leaves_gap(ring: Any, token: int, table: memoryview) -> None:  # noqa: ANN401 - whichever ring it is
    address, length = ring._tables.write([(0, 1, 0)] * (len(table) // SIZE + 1), chained=True)  # noqa: SLF001
    gaping = ring.memory.view(address, length)
    gaping[:SIZE], gaping[2 * SIZE :] = table[:SIZE], table[SIZE:]
    _U16.pack_into(gaping, _NEXT_AT, 2)
    Struct("<QI").pack_into(ring._table, token * SIZE, address, length)  # noqa: SLF001 - its memory


def _steps_back(kind: type[Any]) -> type[Any]:
    class Changed(kind):  # type: ignore[misc]  # a split one
        def wants_notification(self) -> bool:
            if self._next_available > 1:
                _U16.pack_into(self._available, 2, self._next_available - 1)
            wanted: bool = super().wants_notification()
            return wanted

    return Changed


def _flags_are(area: str, flags: int) -> Any:  # noqa: ANN401 - from a ring to a ring
    """A ring that writes other flags when it listens."""

    def change(kind: type[Any]) -> type[Any]:
        class Changed(kind):  # type: ignore[misc]  # a split one
            def listen(self) -> bool:
                more: bool = super().listen()
                _U16.pack_into(getattr(self, area), 0, flags)
                return more

        return Changed

    return change


def _wants(decide: Any) -> Any:  # noqa: ANN401 - from a ring to a ring
    """A ring that decides otherwise whether a notification is wanted of what is new."""

    def change(kind: type[Any]) -> type[Any]:
        class Changed(kind):  # type: ignore[misc]  # a split one
            decided = 0

            def wants_notification(self) -> bool:
                old = self._notified
                wanted: bool = super().wants_notification()
                if old == self._notified:
                    return wanted
                self.decided += 1
                return bool(decide(self, old, wanted))

        return Changed

    return change


def _not_the_first(ring: Any, old: int, wanted: bool) -> bool:  # noqa: ANN401 - as it is called
    del old
    return wanted and ring.decided > 1


def _always(ring: Any, old: int, wanted: bool) -> bool:  # noqa: ANN401 - as it is called
    del ring, old, wanted
    return True


def _driver_heeds_event(ring: Any, old: int, wanted: bool) -> bool:  # noqa: ANN401 - as it is called
    event = _U16.unpack_from(ring._used, 4 + 8 * ring.size)[0]  # noqa: SLF001 - its memory
    return wanted and split_wants(event, old, ring._notified)  # noqa: SLF001 - its state


def _driver_heeds_flags(ring: Any, old: int, wanted: bool) -> bool:  # noqa: ANN401 - as it is called
    del old
    return wanted and not ring._used[0] & 1  # noqa: SLF001 - its memory


def _device_heeds_event(ring: Any, old: int, wanted: bool) -> bool:  # noqa: ANN401 - as it is called
    event = _U16.unpack_from(ring._available, 4 + 2 * ring.size)[0]  # noqa: SLF001 - its memory
    return wanted and split_wants(event, old, ring._notified)  # noqa: SLF001 - its state


def _device_heeds_flags(ring: Any, old: int, wanted: bool) -> bool:  # noqa: ANN401 - as it is called
    del old
    return wanted and not ring._available[0] & 1  # noqa: SLF001 - its memory


def _fails_when_idle(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        idle = 0

        def collect(self, key: str, ordinal: int = 1) -> list[Any]:
            found: list[Any] = super().collect(key, ordinal)
            self.idle = 0 if found else self.idle + 1
            if self.idle > 5 and not self.status & Status.FAILED:
                self._set_status(Status.FAILED)
            return found

    return Changed


def _initial_flags(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def make_ring(self, queue: Any, setup: QueueSetup) -> Any:  # noqa: ANN401 - as the base has it
            self.transport.memory.view(setup.device_area, 2)[0] = 2
            return super().make_ring(queue, setup)

    return Changed


def _turns_free(kind: type[Any]) -> type[Any]:
    class Changed(kind):  # type: ignore[misc]  # a split one
        def add(self, readable: Buffers = (), writable: Buffers = ()) -> int:
            self._free.reverse()
            token: int = super().add(readable, writable)
            return token

    return Changed


def _alters_exposed(kind: type[Any]) -> type[Any]:
    class Changed(kind):  # type: ignore[misc]  # a split one
        latest = 0

        def add(self, readable: Buffers = (), writable: Buffers = ()) -> int:
            token: int = super().add(readable, writable)
            self.latest = token
            return token

        def wants_notification(self) -> bool:
            if self._notified != self._next_available:
                _U16.pack_into(self._table, self.latest * SIZE + _NEXT_AT, 0xFFFF)
            wanted: bool = super().wants_notification()
            return wanted

    return Changed


# Devices.


def _picky(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def on_inflateq(self, chain: Chain) -> int:
            if len(chain.readable) > 1:
                raise DriverError("sends more than one element")
            written: int = super().on_inflateq(chain)
            return written

    return Changed


def scribbles(kind: type[Device]) -> type[Device]:
    """A device that writes into what it may only read."""

    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def on_inflateq(self, chain: Chain) -> int:
            written: int = super().on_inflateq(chain)
            chain.readable[0][0] ^= 1
            return written

    return Changed


def _boasts(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def on_inflateq(self, chain: Chain) -> int:
            return int(super().on_inflateq(chain)) + 64

    return Changed


def _fears_spurious(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def notify(self, number: int) -> None:
            ring = self.rings.enabled.get(number)
            super().notify(number)
            if ring is not None and ring.base == self.bases.get(number, 0):
                self.fail(DriverError("notifies for nothing"))
            self.bases[number] = 0 if ring is None else ring.base

        def started(self) -> None:
            super().started()
            self.bases: dict[int, int] = {}

    return Changed


def _heeds_mark(kind: type[Any]) -> type[Any]:
    class Changed(kind):  # type: ignore[misc]  # a split one
        def _enter_table(self, address: int, length: int, flags: int) -> Any:  # noqa: ANN401 - as the base has it
            if flags & WRITE:
                raise DriverError("marks an indirect table as writable")
            return super()._enter_table(address, length, flags)

    return Changed


def _knows_no_links(kind: type[Any]) -> type[Any]:
    class Changed(kind):  # type: ignore[misc]  # a split one
        def _follow(self, parts: Any, following: int) -> Any:  # noqa: ANN401 - as the base has it
            if parts[0][2] & NEXT and self._indirect:
                raise DriverError("links an indirect table")
            return super()._follow(parts, following)

    return Changed


def _late_length(kind: type[Any]) -> type[Any]:
    class Changed(kind):  # type: ignore[misc]  # a split one
        def give_back(self, chain: Chain, written: int) -> None:
            self.late = self._next_used & (self.size - 1), written
            super().give_back(chain, written + 7)
            super().flush()

        def flush(self) -> None:
            super().flush()
            if hasattr(self, "late"):
                slot, written = self.late
                _U32.pack_into(self._used, 4 + 8 * slot + 4, written)

    return Changed


def _clears_table(kind: type[Any]) -> type[Any]:
    class Changed(kind):  # type: ignore[misc]  # a split one
        def give_back(self, chain: Chain, written: int) -> None:
            change_length(self._table, chain.id, 0)
            super().give_back(chain, written)

    return Changed


def turned(kind: type[Any]) -> type[Any]:
    """A device's ring that takes the youngest buffer first."""

    class Changed(kind):  # type: ignore[misc]  # whichever ring it is
        def take(self, limit: int) -> Any:  # noqa: ANN401 - as the base has it
            yield from reversed(list(super().take(limit)))

    return Changed


def _on_driver(change: Any) -> Any:  # noqa: ANN401 - from a driver to a driver
    return with_driver_rings(split=change)


def _on_device(change: Any) -> Any:  # noqa: ANN401 - from a device to a device
    return with_device_rings(split=change)


def _with_tables(change: Any) -> Any:  # noqa: ANN401 - from a driver to a driver
    return lambda kind: with_driver_rings(split=change)(with_memory(kind))


MUTATIONS = [
    Mutation("split-drv-0001", "places the used ring at an odd address", "resize", _misplaces),
    Mutation(
        "split-drv-0002", "puts what is written first", "several elements", _on_driver(after_adding(_writable_first))
    ),
    Mutation("split-drv-0004", "makes 8 GiB available at once", "several elements", _on_driver(after_adding(_endless))),
    Mutation("split-drv-0005", "uses indirect tables unasked", "resize", _on_driver(after_adding(_refers))),
    Mutation(
        "split-drv-0006",
        "nests indirect tables",
        "several elements",
        _with_tables(on_tables(_nests)),
        ring=_INDIRECT_DESC,
    ),
    Mutation(
        "split-drv-0007",
        "makes a table longer than its queue",
        "several elements",
        _with_tables(on_tables(_too_long)),
        ring=_INDIRECT_DESC,
    ),
    Mutation(
        "split-drv-0008",
        "links from an indirect table",
        "several elements",
        _with_tables(on_tables(_links_table)),
        ring=_INDIRECT_DESC,
    ),
    Mutation("init-drv-0009", "alters what it has exposed", "resize", _on_driver(_alters_exposed)),
    Mutation("init-drv-0010", "takes the available index back", "resize", _on_driver(_steps_back)),
    Mutation("split-drv-0009", "sets other flags", "resize", _on_driver(_flags_are("_available", 2))),
    Mutation(
        "split-drv-0011",
        "sets flags beside the event index",
        "resize",
        _on_driver(_flags_are("_available", 1)),
        ring=_EVENT_IDX,
    ),
    Mutation(
        "split-drv-0013", "fails at a spurious notification", "spurious notifications", _fails_when_idle, features=()
    ),
    Mutation("split-drv-0015", "leaves flags in the used ring", "resize", _initial_flags),
    Mutation(
        "split-drv-0016",
        "heeds an event index that it did not accept",
        "resize",
        _on_driver(_wants(_driver_heeds_event)),
        also=("split-drv-0018",),
    ),
    Mutation("split-drv-0017", "notifies unasked", "polling device", _on_driver(_wants(_always))),
    Mutation("split-drv-0018", "does not notify the first time", "curious driver", _on_driver(_wants(_not_the_first))),
    Mutation(
        "split-drv-0019",
        "heeds flags beside the event index",
        "resize",
        _on_driver(_wants(_driver_heeds_flags)),
        _on_device(_flags_are("_used", 1)),
        also=("split-drv-0020", "split-dev-0017"),
        ring=_EVENT_IDX,
    ),
    Mutation(
        "split-drv-0020",
        "does not notify the first time",
        "resize",
        _on_driver(_wants(_not_the_first)),
        ring=_EVENT_IDX,
    ),
    Mutation("split-drv-0021", "notifies unasked", "polling device", _on_driver(_wants(_always)), ring=_EVENT_IDX),
    Mutation("split-drv-0022", "links descriptors backwards", "in order", _on_driver(_turns_free)),
    Mutation(
        "split-drv-0023",
        "leaves a gap in an indirect table",
        "in order",
        _with_tables(on_tables(_leaves_gap)),
        ring=_INDIRECT_DESC,
    ),
    Mutation("split-dev-0001", "takes one element only", "several elements", device=_picky),
    Mutation("split-dev-0003", "writes into what it reads", "resize", device=scribbles),
    Mutation(
        "split-dev-0004",
        "heeds a mark on a table",
        "marked tables",
        device=_on_device(_heeds_mark),
        ring=_INDIRECT_DESC,
    ),
    Mutation(
        "split-dev-0005",
        "knows no table behind a descriptor",
        "linked tables",
        device=_on_device(_knows_no_links),
        ring=_INDIRECT_DESC,
    ),
    Mutation(
        "split-dev-0006",
        "heeds an event index that was not negotiated",
        "resize",
        device=_on_device(_wants(_device_heeds_event)),
        also=("split-dev-0008",),
    ),
    Mutation("split-dev-0007", "notifies unasked", "polling driver", device=_on_device(_wants(_always))),
    Mutation("split-dev-0008", "does not notify the first time", "resize", device=_on_device(_wants(_not_the_first))),
    Mutation(
        "split-dev-0009",
        "heeds flags beside the event index",
        "resize",
        _on_driver(_flags_are("_available", 1)),
        _on_device(_wants(_device_heeds_flags)),
        also=("split-dev-0010", "split-drv-0011"),
        ring=_EVENT_IDX,
    ),
    Mutation(
        "split-dev-0010",
        "does not notify the first time",
        "resize",
        device=_on_device(_wants(_not_the_first)),
        ring=_EVENT_IDX,
    ),
    Mutation(
        "split-dev-0011", "notifies unasked", "polling driver", device=_on_device(_wants(_always)), ring=_EVENT_IDX
    ),
    Mutation("split-dev-0012", "sets the length late", "resize", device=_on_device(_late_length)),
    Mutation("split-dev-0013", "says that it wrote what it cannot have written", "resize", device=_boasts),
    Mutation("split-dev-0015", "sets other flags", "resize", device=_on_device(_flags_are("_used", 2))),
    Mutation(
        "split-dev-0017",
        "sets flags beside the event index",
        "resize",
        device=_on_device(_flags_are("_used", 1)),
        ring=_EVENT_IDX,
    ),
    Mutation(
        "split-dev-0019",
        "needs a reset after a spurious notification",
        "spurious notifications",
        device=_fears_spurious,
    ),
    Mutation("split-dev-0020", "writes into the descriptor table", "resize", device=_on_device(_clears_table)),
    Mutation("features-dev-0005", "uses the youngest buffer first", "in order", device=_on_device(turned)),
]
