"""Drivers that break one rule each about split virtqueues."""

from struct import Struct
from typing import Any

from specgen.conformance.mutants.changes import (
    NEXT_AT,
    U16,
    after_adding,
    change_flags,
    change_length,
    long_table,
    misplaces,
    on_driver,
    on_tables,
    with_tables,
)
from specgen.conformance.mutants.mutant import Mutation
from specgen.runtime.driver import Driver
from specgen.runtime.features import RingFeature
from specgen.runtime.setup import QueueSetup
from specgen.runtime.status import Status
from specgen.runtime.virtqueue import Buffers
from specgen.runtime.virtqueue.descriptors import INDIRECT, NEXT, SIZE, WRITE

_INDIRECT_DESC = int(RingFeature.INDIRECT_DESC)
_EVENT_IDX = int(RingFeature.EVENT_IDX)


def _writable_first(ring: Any, token: int) -> None:  # noqa: ANN401 - whichever ring it is
    change_flags(ring._table, token, WRITE)  # noqa: SLF001 - its memory


def _endless(ring: Any, token: int) -> None:  # noqa: ANN401 - whichever ring it is
    for slot in ring._outstanding[token].slots:  # noqa: SLF001 - what the ring has of it
        change_length(ring._table, slot, 0xFFFFFFFF)  # noqa: SLF001 - its memory


def _refers(ring: Any, token: int) -> None:  # noqa: ANN401 - whichever ring it is
    change_flags(ring._table, token, INDIRECT)  # noqa: SLF001 - its memory
    change_length(ring._table, token, 8)  # noqa: SLF001 - its memory


def _nests(ring: Any, token: int, table: memoryview) -> None:  # noqa: ANN401 - whichever ring it is
    del ring, token
    change_flags(table, 0, INDIRECT)


def _links_table(ring: Any, token: int, table: memoryview) -> None:  # noqa: ANN401 - whichever ring it is
    del table
    change_flags(ring._table, token, NEXT)  # noqa: SLF001 - its memory
    U16.pack_into(ring._table, token * SIZE + NEXT_AT, ring.size - 1)  # noqa: SLF001 - its memory


def _too_long(ring: Any, token: int, table: memoryview) -> None:  # noqa: ANN401 - whichever ring it is
    del table
    address, length = long_table(ring, token, chained=True)
    Struct("<QI").pack_into(ring._table, token * SIZE, address, length)  # noqa: SLF001 - its memory


def _leaves_gap(ring: Any, token: int, table: memoryview) -> None:  # noqa: ANN401 - whichever ring it is
    address, length = ring._tables.write([(0, 1, 0)] * (len(table) // SIZE + 1), chained=True)  # noqa: SLF001
    gaping = ring.memory.view(address, length)
    gaping[:SIZE], gaping[2 * SIZE :] = table[:SIZE], table[SIZE:]
    U16.pack_into(gaping, NEXT_AT, 2)
    Struct("<QI").pack_into(ring._table, token * SIZE, address, length)  # noqa: SLF001 - its memory


def _steps_back(kind: type[Any]) -> type[Any]:
    class Changed(kind):  # type: ignore[misc]  # a split one
        def wants_notification(self) -> bool:
            if self._next_available > 1:
                U16.pack_into(self._available, 2, self._next_available - 1)
            wanted: bool = super().wants_notification()
            return wanted

    return Changed


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
                U16.pack_into(self._table, self.latest * SIZE + NEXT_AT, 0xFFFF)
            wanted: bool = super().wants_notification()
            return wanted

    return Changed


MUTATIONS = [
    Mutation("split-drv-0001", "places the used ring at an odd address", "resize", misplaces),
    Mutation(
        "split-drv-0002", "puts what is written first", "several elements", on_driver(after_adding(_writable_first))
    ),
    Mutation("split-drv-0004", "makes 8 GiB available at once", "several elements", on_driver(after_adding(_endless))),
    Mutation("split-drv-0005", "uses indirect tables unasked", "resize", on_driver(after_adding(_refers))),
    Mutation(
        "split-drv-0006",
        "nests indirect tables",
        "several elements",
        with_tables(on_tables(_nests)),
        ring=_INDIRECT_DESC,
    ),
    Mutation(
        "split-drv-0007",
        "makes a table longer than its queue",
        "several elements",
        with_tables(on_tables(_too_long)),
        ring=_INDIRECT_DESC,
    ),
    Mutation(
        "split-drv-0008",
        "links from an indirect table",
        "several elements",
        with_tables(on_tables(_links_table)),
        ring=_INDIRECT_DESC,
    ),
    Mutation("init-drv-0009", "alters what it has exposed", "resize", on_driver(_alters_exposed)),
    Mutation("init-drv-0010", "takes the available index back", "resize", on_driver(_steps_back)),
    Mutation(
        "split-drv-0013", "fails at a spurious notification", "spurious notifications", _fails_when_idle, features=()
    ),
    Mutation("split-drv-0015", "leaves flags in the used ring", "resize", _initial_flags),
    Mutation("split-drv-0022", "links descriptors backwards", "in order", on_driver(_turns_free)),
    Mutation(
        "split-drv-0023",
        "leaves a gap in an indirect table",
        "in order",
        with_tables(on_tables(_leaves_gap)),
        ring=_INDIRECT_DESC,
    ),
]
