"""The two classes that a run is made of, and the ring layouts that it goes through."""

from dataclasses import dataclass

from specgen.conformance.monitors.facts import Facts
from specgen.runtime.device import Device
from specgen.runtime.driver import Driver
from specgen.runtime.features import SUPPORTED, RingFeature

RINGS: tuple[tuple[str, int], ...] = (
    ("split", 0),
    ("split, indirect, event idx", int(RingFeature.INDIRECT_DESC | RingFeature.EVENT_IDX)),
    ("packed", int(RingFeature.RING_PACKED)),
    ("packed, indirect, event idx", int(RingFeature.RING_PACKED | RingFeature.INDIRECT_DESC | RingFeature.EVENT_IDX)),
)
"""Ring layouts, by the features that make them."""
_CONTROL = int(RingFeature.RING_RESET | RingFeature.SUSPEND)


@dataclass(frozen=True, slots=True)
class Sides:
    """A device class and a driver class of one device type of a text."""

    device: type[Device]
    driver: type[Driver]
    facts: Facts
    without: frozenset[str] = frozenset()
    """The short names of features whose behaviour does not fit the text: nobody offers them."""

    @property
    def reserved(self) -> int:
        """The reserved features that the text has and the runtime handles."""
        return int(self.device.reserved_features & SUPPORTED)

    @property
    def control(self) -> int:
        """Features by which a driver controls a device that is live, as far as the text has them."""
        return _CONTROL & self.reserved

    @property
    def rings(self) -> tuple[tuple[str, int], ...]:
        """The ring layouts that the text has: names, and the features that make them."""
        return tuple((name, ring) for name, ring in RINGS if not ring & ~self.reserved)

    @property
    def features(self) -> dict[str, int]:
        """The device type's own features by their short names."""
        own = self.device.features
        return {} if own is None else {bit.name or "": int(bit) for bit in own if bit.name not in self.without}
