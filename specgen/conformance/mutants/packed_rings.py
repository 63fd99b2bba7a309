"""Drivers and devices that break one rule each about packed virtqueues, or about memory that buffers are made of."""

from struct import Struct
from typing import Any

from specgen.conformance.balloon.rings import with_device_rings, with_driver_rings
from specgen.conformance.mutants.changes import (
    after_adding,
    change_length,
    long_table,
    misplaces,
    on_tables,
    scribbles,
    turned,
    uses_reported,
    with_memory,
)
from specgen.conformance.mutants.mutant import Mutation
from specgen.runtime.driver import Driver
from specgen.runtime.features import RingFeature
from specgen.runtime.virtqueue import Buffers, Chain
from specgen.runtime.virtqueue.chain import Part
from specgen.runtime.virtqueue.descriptors import INDIRECT, NEXT, SIZE, WRITE

_PACKED = int(RingFeature.RING_PACKED)
_TABLES = int(RingFeature.RING_PACKED | RingFeature.INDIRECT_DESC)
_U16 = Struct("<H")
_ID = 12
_FLAGS = 14
_RESERVED = 8
"""A bit of a descriptor's flags that means nothing."""


def _change_flags(memory: memoryview, slot: int, bits: int) -> None:
    at = slot * SIZE + _FLAGS
    _U16.pack_into(memory, at, _U16.unpack_from(memory, at)[0] | bits)


def _first(ring: Any, token: int) -> int:  # noqa: ANN401 - whichever ring it is
    return int(ring._outstanding[token].slots[0] % ring.size)  # noqa: SLF001 - what the ring has of it


def _last(ring: Any, token: int) -> int:  # noqa: ANN401 - whichever ring it is
    return int(ring._outstanding[token].slots[-1] % ring.size)  # noqa: SLF001 - what the ring has of it


def _alters_exposed(kind: type[Any]) -> type[Any]:
    class Changed(kind):  # type: ignore[misc]  # a packed one
        def wants_notification(self) -> bool:
            if self._notified != self._next_available:
                _change_flags(self._ring, (self._next_available - 1) % self.size, _RESERVED)
            wanted: bool = super().wants_notification()
            return wanted

    return Changed


def _too_long(ring: Any, token: int, table: memoryview) -> None:  # noqa: ANN401 - whichever ring it is
    del table
    address, length = long_table(ring, token, chained=False)
    Struct("<QI").pack_into(ring._ring, _first(ring, token) * SIZE, address, length)  # noqa: SLF001 - its memory


def _flags_table(ring: Any, token: int, table: memoryview) -> None:  # noqa: ANN401 - whichever ring it is
    del ring, token
    _change_flags(table, 0, NEXT)


def _writable_first(ring: Any, token: int) -> None:  # noqa: ANN401 - whichever ring it is
    _change_flags(ring._ring, _first(ring, token), WRITE)  # noqa: SLF001 - its memory


def _refers(ring: Any, token: int) -> None:  # noqa: ANN401 - whichever ring it is
    change_length(ring._ring, _first(ring, token), 8)  # noqa: SLF001 - its memory
    _change_flags(ring._ring, _first(ring, token), INDIRECT)  # noqa: SLF001 - its memory


def _links_tables(kind: type[Any]) -> type[Any]:
    class Changed(kind):  # type: ignore[misc]  # a packed one
        def add(self, readable: Buffers = (), writable: Buffers = ()) -> int:
            ring: Any = self
            tables, ring._tables = ring._tables, None  # noqa: SLF001 - as if there were none
            token: int = super().add(readable, writable)
            ring._tables = tables  # noqa: SLF001 - there they are again
            if len(readable) + len(writable) > 1:
                change_length(self._ring, _last(self, token), 8)
                _change_flags(self._ring, _last(self, token), INDIRECT)
            return token

    return Changed


def _overruns(kind: type[Any]) -> type[Any]:
    class Changed(kind):  # type: ignore[misc]  # a packed one
        def _need(self, count: int) -> None:
            if not self._ids:
                self._ids.append(self.size + len(self._outstanding))
            del count

        @property
        def outstanding(self) -> int:
            return 0

    return Changed


def _with_small_queues(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        queue_size = 2
        batch = 64

    return Changed


def _exposes_first(kind: type[Any]) -> type[Any]:
    class Changed(kind):  # type: ignore[misc]  # a packed one
        def _write(self, first: int, parts: list[Part], identity: int) -> None:
            if first + len(parts) > self.size:
                super()._write(first, parts, identity)
                return
            area = slice(first * SIZE, (first + len(parts)) * SIZE)
            before = bytes(self._ring[area])
            super()._write(first, parts, identity)
            self.rest = area, bytes(self._ring[area])
            self._ring[area] = self.rest[1][:SIZE] + before[SIZE:]

        def wants_notification(self) -> bool:
            if hasattr(self, "rest"):
                area, content = self.rest
                self._ring[area] = content
                del self.rest
            wanted: bool = super().wants_notification()
            return wanted

    return Changed


# Devices.


def _swaps(kind: type[Any]) -> type[Any]:
    class Changed(kind):  # type: ignore[misc]  # a packed one
        waiting: tuple[Chain, int] | None = None

        def give_back(self, chain: Chain, written: int) -> None:
            if self.waiting is None:
                self.waiting = chain, written
                return
            super().give_back(chain, written)
            super().give_back(*self.waiting)
            self.waiting = None

        def flush(self) -> None:
            if self.waiting is not None:
                super().give_back(*self.waiting)
                self.waiting = None
            super().flush()

    return Changed


def _writes_unavailable(kind: type[Any]) -> type[Any]:
    class Changed(kind):  # type: ignore[misc]  # a packed one
        def listen(self) -> bool:
            if not self._is_available(self._next_available) and self._next_available < self.size:
                _U16.pack_into(self._ring, self._next_available % self.size * SIZE + _ID, 0x1234)
            more: bool = super().listen()
            return more

    return Changed


def _writes_again(kind: type[Any]) -> type[Any]:
    class Changed(kind):  # type: ignore[misc]  # a packed one
        def wants_notification(self) -> bool:
            if self._next_used:
                change_length(self._ring, (self._next_used - 1) % self.size, 0x77)
            wanted: bool = super().wants_notification()
            return wanted

    return Changed


def _turns_list(kind: type[Any]) -> type[Any]:
    class Changed(kind):  # type: ignore[misc]  # a packed one
        def take(self, limit: int) -> Any:  # noqa: ANN401 - as the base has it
            for chain in super().take(limit):
                if not chain.writable:
                    chain.readable.reverse()
                    chain._parts.reverse()  # noqa: SLF001 - what it is made of
                yield chain

    return Changed


def _on_driver(change: Any) -> Any:  # noqa: ANN401 - from a driver to a driver
    return with_driver_rings(packed=change)


def _on_device(change: Any) -> Any:  # noqa: ANN401 - from a device to a device
    return with_device_rings(packed=change)


def _with_tables(change: Any) -> Any:  # noqa: ANN401 - from a driver to a driver
    return lambda kind: with_driver_rings(packed=change)(with_memory(kind))


_LENGTHS = ("packed-drv-0006", "packed-drv-0007", "packed-drv-0014")
_ALTERING = ("packed-drv-0002", "packed-drv-0003", "init-drv-0009")
MUTATIONS = [
    Mutation("packed-drv-0001", "places the event structure at an odd address", "resize", misplaces, ring=_PACKED),
    *(
        Mutation(
            name, "alters what it has exposed", "resize", _on_driver(_alters_exposed), also=_ALTERING, ring=_PACKED
        )
        for name in _ALTERING[:2]
    ),
    *(
        Mutation(
            name,
            "makes a table longer than its queue",
            "several elements",
            _with_tables(on_tables(_too_long)),
            also=_LENGTHS,
            ring=_TABLES,
        )
        for name in _LENGTHS
    ),
    Mutation(
        "packed-drv-0008",
        "puts what is written first",
        "several elements",
        _on_driver(after_adding(_writable_first)),
        ring=_PACKED,
    ),
    Mutation(
        "packed-drv-0010",
        "makes more available than the ring holds",
        "resize",
        lambda kind: _on_driver(_overruns)(_with_small_queues(kind)),
        also=(*_ALTERING, "packed-dev-0001"),
        features=(),
        ring=_PACKED,
    ),
    Mutation(
        "packed-drv-0011",
        "exposes a list by its first descriptor",
        "several elements",
        _on_driver(_exposes_first),
        ring=_PACKED,
    ),
    Mutation(
        "packed-drv-0012", "uses indirect tables unasked", "resize", _on_driver(after_adding(_refers)), ring=_PACKED
    ),
    Mutation(
        "packed-drv-0013",
        "links the entries of a table",
        "several elements",
        _with_tables(on_tables(_flags_table)),
        ring=_TABLES,
    ),
    Mutation(
        "packed-drv-0015",
        "links an indirect table into a list",
        "several elements",
        _on_driver(_links_tables),
        ring=_TABLES,
    ),
    Mutation("packed-dev-0001", "takes the youngest buffer first", "resize", device=_on_device(turned), ring=_PACKED),
    Mutation(
        "packed-dev-0002", "writes used descriptors in another order", "resize", device=_on_device(_swaps), ring=_PACKED
    ),
    Mutation("packed-dev-0004", "writes into what it reads", "resize", device=scribbles, ring=_PACKED),
    Mutation(
        "packed-dev-0005",
        "writes a descriptor that is not available",
        "resize",
        device=_on_device(_writes_unavailable),
        ring=_PACKED,
    ),
    Mutation(
        "packed-dev-0006", "writes a used descriptor again", "resize", device=_on_device(_writes_again), ring=_PACKED
    ),
    Mutation(
        "packed-dev-0007",
        "takes the elements of a list from the end",
        "several elements",
        device=_on_device(_turns_list),
        ring=_PACKED,
    ),
    Mutation(
        "init-drv-0011", "uses pages that the device still has", "reporting", uses_reported, also=("balloon-drv-0039",)
    ),
]
