"""Drivers and devices that break one rule each about the notifications of split virtqueues."""

from typing import Any

from specgen.conformance.mutants.changes import (
    U16,
    on_device,
    on_driver,
)
from specgen.conformance.mutants.mutant import Mutation
from specgen.runtime.features import RingFeature
from specgen.runtime.virtqueue.notification import split_wants

_INDIRECT_DESC = int(RingFeature.INDIRECT_DESC)
_EVENT_IDX = int(RingFeature.EVENT_IDX)


def flags_are(area: str, flags: int) -> Any:  # noqa: ANN401 - from a ring to a ring
    """A ring that writes other flags when it listens."""

    def change(kind: type[Any]) -> type[Any]:
        class Changed(kind):  # type: ignore[misc]  # a split one
            def listen(self) -> bool:
                more: bool = super().listen()
                U16.pack_into(getattr(self, area), 0, flags)
                return more

        return Changed

    return change


def wants(decide: Any) -> Any:  # noqa: ANN401 - from a ring to a ring
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
    event = U16.unpack_from(ring._used, 4 + 8 * ring.size)[0]  # noqa: SLF001 - its memory
    return wanted and split_wants(event, old, ring._notified)  # noqa: SLF001 - its state


def _driver_heeds_flags(ring: Any, old: int, wanted: bool) -> bool:  # noqa: ANN401 - as it is called
    del old
    return wanted and not ring._used[0] & 1  # noqa: SLF001 - its memory


def _device_heeds_event(ring: Any, old: int, wanted: bool) -> bool:  # noqa: ANN401 - as it is called
    event = U16.unpack_from(ring._available, 4 + 2 * ring.size)[0]  # noqa: SLF001 - its memory
    return wanted and split_wants(event, old, ring._notified)  # noqa: SLF001 - its state


def _device_heeds_flags(ring: Any, old: int, wanted: bool) -> bool:  # noqa: ANN401 - as it is called
    del old
    return wanted and not ring._available[0] & 1  # noqa: SLF001 - its memory


MUTATIONS = [
    Mutation("split-drv-0009", "sets other flags", "resize", on_driver(flags_are("_available", 2))),
    Mutation(
        "split-drv-0011",
        "sets flags beside the event index",
        "resize",
        on_driver(flags_are("_available", 1)),
        ring=_EVENT_IDX,
    ),
    Mutation(
        "split-drv-0016",
        "heeds an event index that it did not accept",
        "resize",
        on_driver(wants(_driver_heeds_event)),
        also=("split-drv-0018",),
    ),
    Mutation("split-drv-0017", "notifies unasked", "polling device", on_driver(wants(_always))),
    Mutation("split-drv-0018", "does not notify the first time", "curious driver", on_driver(wants(_not_the_first))),
    Mutation(
        "split-drv-0019",
        "heeds flags beside the event index",
        "resize",
        on_driver(wants(_driver_heeds_flags)),
        on_device(flags_are("_used", 1)),
        also=("split-drv-0020", "split-dev-0017"),
        ring=_EVENT_IDX,
    ),
    Mutation(
        "split-drv-0020",
        "does not notify the first time",
        "resize",
        on_driver(wants(_not_the_first)),
        ring=_EVENT_IDX,
    ),
    Mutation("split-drv-0021", "notifies unasked", "polling device", on_driver(wants(_always)), ring=_EVENT_IDX),
    Mutation(
        "split-dev-0006",
        "heeds an event index that was not negotiated",
        "resize",
        device=on_device(wants(_device_heeds_event)),
        also=("split-dev-0008",),
    ),
    Mutation("split-dev-0007", "notifies unasked", "polling driver", device=on_device(wants(_always))),
    Mutation("split-dev-0008", "does not notify the first time", "resize", device=on_device(wants(_not_the_first))),
    Mutation(
        "split-dev-0009",
        "heeds flags beside the event index",
        "resize",
        on_driver(flags_are("_available", 1)),
        on_device(wants(_device_heeds_flags)),
        also=("split-dev-0010", "split-drv-0011"),
        ring=_EVENT_IDX,
    ),
    Mutation(
        "split-dev-0010",
        "does not notify the first time",
        "resize",
        device=on_device(wants(_not_the_first)),
        ring=_EVENT_IDX,
    ),
    Mutation("split-dev-0011", "notifies unasked", "polling driver", device=on_device(wants(_always)), ring=_EVENT_IDX),
    Mutation("split-dev-0015", "sets other flags", "resize", device=on_device(flags_are("_used", 2))),
    Mutation(
        "split-dev-0017",
        "sets flags beside the event index",
        "resize",
        device=on_device(flags_are("_used", 1)),
        ring=_EVENT_IDX,
    ),
]
