"""Devices that break one rule each about split virtqueues."""

from typing import Any

from specgen.conformance.mutants.changes import (
    U32,
    change_length,
    on_device,
    scribbles,
    turned,
)
from specgen.conformance.mutants.mutant import Mutation
from specgen.runtime.device import Device
from specgen.runtime.errors import DriverError
from specgen.runtime.features import RingFeature
from specgen.runtime.virtqueue import Chain
from specgen.runtime.virtqueue.descriptors import NEXT, WRITE

_INDIRECT_DESC = int(RingFeature.INDIRECT_DESC)
_EVENT_IDX = int(RingFeature.EVENT_IDX)


def _picky(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def on_inflateq(self, chain: Chain) -> int:
            if len(chain.readable) > 1:
                raise DriverError("sends more than one element")
            written: int = super().on_inflateq(chain)
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
                U32.pack_into(self._used, 4 + 8 * slot + 4, written)

    return Changed


def _clears_table(kind: type[Any]) -> type[Any]:
    class Changed(kind):  # type: ignore[misc]  # a split one
        def give_back(self, chain: Chain, written: int) -> None:
            change_length(self._table, chain.id, 0)
            super().give_back(chain, written)

    return Changed


MUTATIONS = [
    Mutation("split-dev-0001", "takes one element only", "several elements", device=_picky),
    Mutation("split-dev-0003", "writes into what it reads", "resize", device=scribbles),
    Mutation(
        "split-dev-0004",
        "heeds a mark on a table",
        "marked tables",
        device=on_device(_heeds_mark),
        ring=_INDIRECT_DESC,
    ),
    Mutation(
        "split-dev-0005",
        "knows no table behind a descriptor",
        "linked tables",
        device=on_device(_knows_no_links),
        ring=_INDIRECT_DESC,
    ),
    Mutation("split-dev-0012", "sets the length late", "resize", device=on_device(_late_length)),
    Mutation("split-dev-0013", "says that it wrote what it cannot have written", "resize", device=_boasts),
    Mutation(
        "split-dev-0019",
        "needs a reset after a spurious notification",
        "spurious notifications",
        device=_fears_spurious,
    ),
    Mutation("split-dev-0020", "writes into the descriptor table", "resize", device=on_device(_clears_table)),
    Mutation("features-dev-0005", "uses the youngest buffer first", "in order", device=on_device(turned)),
]
