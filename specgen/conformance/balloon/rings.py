"""Drivers and devices whose virtqueues are lawful in unusual ways: the classes that workloads make of a pair's."""

from collections.abc import Callable
from typing import Any

from specgen.runtime.device import Device
from specgen.runtime.driver import Driver
from specgen.runtime.features import RingFeature
from specgen.runtime.queues import NumberedQueue
from specgen.runtime.setup import QueueSetup
from specgen.runtime.virtqueue import (
    Buffers,
    Extent,
    SplitDeviceQueue,
    SplitDriverQueue,
    Used,
)
from specgen.runtime.virtqueue.buffers import Outstanding
from specgen.runtime.virtqueue.descriptors import INDIRECT, NEXT, SIZE, SPLIT, WRITE

_LEAST = 8
"""An element with so many bytes can be made two."""
_FLAGS = 12
_NEXT_AT = 14

Rings = Callable[[type[Any]], type[Any]]


def with_driver_rings(split: Rings | None = None, packed: Rings | None = None) -> Any:  # noqa: ANN401
    """From a driver class to one whose rings are of changed classes; a layout without a change stays as it is."""
    return _with_rings(SplitDriverQueue, split, packed)


def with_device_rings(split: Rings | None = None, packed: Rings | None = None) -> Any:  # noqa: ANN401
    """The same for a device class."""
    return _with_rings(SplitDeviceQueue, split, packed)


def _with_rings(is_split: type[Any], split: Rings | None, packed: Rings | None) -> Any:  # noqa: ANN401
    def change(kind: type[Any]) -> type[Any]:
        class Changed(kind):  # type: ignore[misc]  # whichever side it is
            """Its rings are others."""

            def make_ring(self, queue: NumberedQueue, setup: QueueSetup) -> Any:  # noqa: ANN401 - of its side
                ring = super().make_ring(queue, setup)
                changed = split if isinstance(ring, is_split) else packed
                if changed is not None:
                    ring.__class__ = changed(type(ring))
                return ring

        return Changed

    return change


def parted(kind: type[Driver]) -> type[Driver]:
    """A driver that makes two elements of each that the device reads."""

    class Parted(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        """Its buffers lie scattered."""

        def add(self, key: str, readable: Buffers = (), writable: Buffers = (), ordinal: int = 1) -> int:
            pieces: list[Extent] = []
            for address, length in readable:
                first = length // _LEAST * 4 if length >= _LEAST else length
                pieces += [(address, first), (address + first, length - first)][: 1 + (length > first)]
            token: int = super().add(key, pieces, writable, ordinal)
            return token

    return Parted


def _linked(kind: type[SplitDriverQueue]) -> type[SplitDriverQueue]:
    class Linked(kind):  # type: ignore[valid-type, misc]  # whichever ring it is
        """It puts the first element of a buffer before an indirect table with the rest."""

        def add(self, readable: Buffers = (), writable: Buffers = ()) -> int:
            if self._tables is None or len(readable) + len(writable) < 3:
                token: int = super().add(readable, writable)
                return token
            parts = [(*extent, 0) for extent in readable] + [(*extent, WRITE) for extent in writable]
            self._need(2)
            table = self._tables.write(parts[1:], chained=True)
            slots = [self._free.pop(), self._free.pop()]
            SPLIT.pack_into(self._table, slots[0] * SIZE, *parts[0][:2], parts[0][2] | NEXT, slots[1])
            SPLIT.pack_into(self._table, slots[1] * SIZE, *table, INDIRECT, 0)
            self._outstanding[slots[0]] = Outstanding(slots, sum(length for _, length in writable), table)
            return expose(self, slots[0])

    return Linked


def _marked(kind: type[SplitDriverQueue]) -> type[SplitDriverQueue]:
    class Marked(kind):  # type: ignore[valid-type, misc]  # whichever ring it is
        """It says of its indirect tables that they are to be written, which nobody is to heed."""

        def add(self, readable: Buffers = (), writable: Buffers = ()) -> int:
            token: int = super().add(readable, writable)
            flags = int.from_bytes(self._table[token * SIZE + _FLAGS : token * SIZE + _NEXT_AT], "little")
            if flags & INDIRECT:
                self._table[token * SIZE + _FLAGS] = flags | WRITE
            return token

    return Marked


def expose(ring: SplitDriverQueue, head: int) -> int:
    """Put a chain that lies in the table into the available ring: its head."""
    at = ring._next_available  # noqa: SLF001 - as the ring itself does
    ring._available[4 + 2 * (at & (ring.size - 1)) :][:2] = head.to_bytes(2, "little")  # noqa: SLF001
    ring._next_available = at = (at + 1) & 0xFFFF  # noqa: SLF001
    ring._available[2:4] = at.to_bytes(2, "little")  # noqa: SLF001
    return head


linked = with_driver_rings(split=_linked)
marked = with_driver_rings(split=_marked)


def _silent_driver(kind: type[Any]) -> type[Any]:
    class Silent(kind):  # type: ignore[misc]  # whichever ring it is
        """It polls, and asks for no notification."""

        def listen(self) -> bool:
            self.suppress()
            return False

    return Silent


def _silent_device(kind: type[Any]) -> type[Any]:
    class Silent(kind):  # type: ignore[misc]  # whichever ring it is
        """It polls, and asks for no notification."""

        def listen(self) -> bool:
            self.suppress()
            return False

    return Silent


def silent_driver(kind: type[Driver]) -> type[Driver]:
    """A driver that looks for used buffers by itself, from its start on."""
    with_rings: type[Driver] = with_driver_rings(_silent_driver, _silent_driver)(kind)

    class Silent(with_rings):  # type: ignore[valid-type, misc]  # whichever driver it is
        """It says so before the first buffer."""

        def set_up(self) -> None:
            super().set_up()
            for ring in self.rings.values():
                ring.suppress()

    return Silent


silent_device = with_device_rings(_silent_device, _silent_device)


def _queued(kind: type[SplitDriverQueue]) -> type[SplitDriverQueue]:
    class Queued(kind):  # type: ignore[valid-type, misc]  # whichever ring it is
        """It takes the descriptors of its table in turn, as one who gets them back in turn can."""

        def collect(self) -> list[Used]:
            records, before = dict(self._outstanding), list(self._free)
            found: list[Used] = super().collect()
            slots = [slot for used in found for slot in records[used.token].slots]
            self._free[:] = [*reversed(slots), *before]
            return found

    return Queued


def driver_in_order(kind: type[Driver]) -> type[Driver]:
    """A driver that accepts IN_ORDER, which the base does not support."""
    with_rings: type[Driver] = with_driver_rings(split=_queued)(parted(kind))

    class InOrder(with_rings):  # type: ignore[valid-type, misc]  # whichever driver it is
        """Its elements follow each other in the table."""

        def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - as the base has it
            super().__init__(*args, **settings)
            self.wanted |= int(RingFeature.IN_ORDER)

    return InOrder


def device_in_order(kind: type[Device]) -> type[Device]:
    """A device that offers IN_ORDER: one that keeps no buffer while it uses a younger one does that anyway."""

    class InOrder(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        """It uses what it takes."""

        def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - as the base has it
            super().__init__(*args, **settings)
            self.offered |= int(RingFeature.IN_ORDER)

    return InOrder
