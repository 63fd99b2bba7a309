"""What the sides of a device do -> the events of a trace, in their order."""

import threading
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Protocol

from specgen.runtime.trace.event import Event, Kind, Side
from specgen.runtime.trace.log import Trace


class Cover(StrEnum):
    """What a recording sees all of."""

    DRIVER_STATUS = "driver status"
    """What the driver writes to the device status field, and reads from it."""
    DEVICE_STATUS = "device status"
    """What the device changes in it by itself."""
    FEATURES = "features"
    CONFIG_DRIVER = "driver config"
    """What the driver reads and writes of configuration space."""
    CONFIG_DEVICE = "device config"
    """What the device changes in it, as it happens."""
    GENERATIONS = "config generations"
    """When the driver reads the generation count of configuration space."""
    QUEUES = "queues"
    BUFFERS_ADDED = "buffers added"
    """Buffers at the time the driver makes them available, not when the device finds them."""
    BUFFERS_TAKEN = "buffers taken"
    BUFFERS_USED = "buffers used"
    """Buffers that the device gives back, at the latest when the driver finds them; and each that was available."""
    BUFFERS_COLLECTED = "buffers collected"
    KICKS = "kicks"
    NOTIFICATIONS = "notifications"
    RINGS = "rings"
    """The memory of virtqueues, at every hand-over."""
    CONTENTS = "contents"
    """What either side writes into buffers that are available."""
    DRIVER_PAGES = "driver pages"
    """Which pages the driver uses, and what it writes into those that are watched."""
    DEVICE_PAGES = "device pages"
    """What the device writes into pages that are watched."""
    HOST = "host"


BOTH_SIDES = frozenset(Cover)
"""A driver and a device in one process."""
DEVICE_SIDE = frozenset(
    {
        Cover.DEVICE_STATUS,
        Cover.FEATURES,
        Cover.CONFIG_DRIVER,
        Cover.CONFIG_DEVICE,
        Cover.QUEUES,
        Cover.BUFFERS_TAKEN,
        Cover.BUFFERS_USED,
        Cover.NOTIFICATIONS,
        Cover.KICKS,
        Cover.HOST,
    }
)
"""What a device sees of a driver elsewhere, and all that it does itself."""
DRIVER_SIDE = frozenset(
    {
        Cover.DRIVER_STATUS,
        Cover.FEATURES,
        Cover.CONFIG_DRIVER,
        Cover.GENERATIONS,
        Cover.QUEUES,
        Cover.BUFFERS_ADDED,
        Cover.BUFFERS_USED,
        Cover.BUFFERS_COLLECTED,
        Cover.KICKS,
        Cover.DRIVER_PAGES,
        Cover.HOST,
    }
)
"""What a driver sees of a device elsewhere, and all that it does itself."""


class Watcher(Protocol):
    """Looks at memory when one side hands over to the other, and notes what that side changed."""

    def settle(self, by: Side) -> None:
        """All that differs from the last time was done by `by`."""
        ...


class Recorder:
    """Collects the events of one run. `own` are the sides that record themselves; of others only what they see counts.

    It may be used from several threads.
    """

    def __init__(
        self,
        device: str,
        covers: Iterable[str] = BOTH_SIDES,
        own: Iterable[Side] = (Side.DRIVER, Side.DEVICE),
        about: str = "",
    ) -> None:
        self.device = device
        self.covers = frozenset(str(cover) for cover in covers)
        self.about = about
        self.facts: dict[str, object] = {}
        self.events: list[Event] = []
        self.watchers: list[Watcher] = []
        self._own = frozenset(own)
        self._lock = threading.RLock()

    def note(self, kind: Kind, by: Side, **values: Any) -> None:  # noqa: ANN401 - what the kind says
        """One event."""
        with self._lock:
            self.events.append(Event(len(self.events), kind, by, values))

    def hear(self, kind: Kind, by: Side, **values: Any) -> None:  # noqa: ANN401 - what the kind says
        """An event as the other side saw it: it counts only where `by` does not record itself."""
        if by not in self._own:
            self.note(kind, by, **values)

    def records(self, side: Side) -> bool:
        """Whether a side records itself."""
        return side in self._own

    def host(self, what: str, **values: Any) -> None:  # noqa: ANN401 - what was asked or seen
        """Whoever runs the device asked for something, or saw something."""
        self.note(Kind.HOST, Side.HOST, what=what, **values)

    def idle(self) -> None:
        """Both sides have done all there was to do."""
        self.note(Kind.IDLE, Side.HOST)

    def settle(self, by: Side) -> None:
        """`by` hands over to the other side."""
        for watcher in self.watchers:
            watcher.settle(by)

    def trace(self) -> Trace:
        """What was recorded so far."""
        with self._lock:
            return Trace(self.device, self.covers, tuple(self.events), self.about, dict(self.facts))
