"""Ways to change what a ring or a driver does, which several groups of mutants share."""

from collections.abc import Sequence
from struct import Struct
from typing import Any

from specgen.conformance.balloon.rings import with_device_rings, with_driver_rings
from specgen.runtime.device import Device
from specgen.runtime.driver import Driver
from specgen.runtime.setup import QueueSetup
from specgen.runtime.virtqueue import Buffers, Chain
from specgen.runtime.virtqueue.descriptors import SIZE

U16 = Struct("<H")
U32 = Struct("<I")
LENGTH = 8
_FLAGS = 12
NEXT_AT = 14


def change_flags(memory: memoryview, slot: int, bits: int) -> None:
    """Set bits in the flags of a split descriptor."""
    at = slot * SIZE + _FLAGS
    U16.pack_into(memory, at, U16.unpack_from(memory, at)[0] | bits)


def change_length(memory: memoryview, slot: int, length: int) -> None:
    """Give a descriptor, of either layout, another length."""
    U32.pack_into(memory, slot * SIZE + LENGTH, length)


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


def misplaces(kind: type[Driver]) -> type[Driver]:
    """A driver that places the device area of each virtqueue at an odd address."""

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


def uses_reported(kind: type[Driver]) -> type[Driver]:
    """A driver that uses the pages it reports before the device has given them back."""

    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def kick(self, key: str, ordinal: int = 1) -> bool:
            if key == "reporting_vq":
                for extents in self.reports.values():
                    super()._free_reported(extents)
            kicked: bool = super().kick(key, ordinal)
            return kicked

        def _free_reported(self, extents: Sequence[tuple[int, int]]) -> None:
            pass

    return Changed


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


def long_table(ring: Any, token: int, *, chained: bool) -> tuple[int, int]:  # noqa: ANN401 - whichever ring it is
    """A table with more entries than the ring has."""
    del token
    return ring._tables.write([(64, 4, 0)] * (ring.size + 1), chained=chained)  # type: ignore[no-any-return]  # noqa: SLF001


def scribbles(kind: type[Device]) -> type[Device]:
    """A device that writes into what it may only read."""

    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def on_inflateq(self, chain: Chain) -> int:
            written: int = super().on_inflateq(chain)
            chain.readable[0][0] ^= 1
            return written

    return Changed


def turned(kind: type[Any]) -> type[Any]:
    """A device's ring that takes the youngest buffer first."""

    class Changed(kind):  # type: ignore[misc]  # whichever ring it is
        def take(self, limit: int) -> Any:  # noqa: ANN401 - as the base has it
            yield from reversed(list(super().take(limit)))

    return Changed


def on_driver(change: Any) -> Any:  # noqa: ANN401 - from a driver to a driver
    """From a driver to one whose split rings are changed."""
    return with_driver_rings(split=change)


def on_device(change: Any) -> Any:  # noqa: ANN401 - from a device to a device
    """From a device to one whose split rings are changed."""
    return with_device_rings(split=change)


def with_tables(change: Any) -> Any:  # noqa: ANN401 - from a driver to a driver
    """The same as `on_driver`, for changes of indirect tables."""
    return lambda kind: with_driver_rings(split=change)(with_memory(kind))
