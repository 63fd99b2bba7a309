"""Offered and accepted feature bits -> the negotiated set, or an error that says who broke which rule.

Feature sets are ints of any width. Implements "sec:Basic Facilities of a Virtio Device / Feature Bits" and
"sec:Reserved Feature Bits".
"""

from collections.abc import Iterator, Mapping
from enum import IntFlag

from specgen.runtime.errors import DeviceError, DriverError
from specgen.runtime.features import RingFeature, bit_numbers

Requires = Mapping[int, tuple[tuple[int, ...], ...]]
"""Feature -> what it requires, a conjunction of alternatives: `((A,), (B, C))` reads "A, and B or C"."""

_DEVICE_RULE = "devicenormative:Basic Facilities of a Virtio Device / Feature Bits"
_DRIVER_RULE = "drivernormative:Basic Facilities of a Virtio Device / Feature Bits"
_DEVICE_RESERVED = "devicenormative:Reserved Feature Bits"
_DRIVER_RESERVED = "drivernormative:Reserved Feature Bits"
_VERSION_1 = "VIRTIO_F_VERSION_1 (bit 32)"
_NO_LEGACY = "and the legacy interface is not spoken"


class FeatureTable:
    """What one device type knows of feature bits: names, rules, and the bits only legacy devices have.

    `flags` holds the device type's own bits (an `IntFlag`), `requires` its rules, `legacy` bits never offered.
    """

    def __init__(self, flags: type[IntFlag] | None, requires: Requires, legacy: int = 0) -> None:
        own: dict[int, str] = {} if flags is None else {int(bit): bit.name or "" for bit in flags}
        self._names = {int(bit): f"VIRTIO_F_{bit.name}" for bit in RingFeature} | own
        self.requires = {int(feature): alternatives for feature, alternatives in requires.items()}
        self.legacy = int(legacy)
        self.own = sum(own) & ~self.legacy

    def name(self, feature: int) -> str:
        """The names of the bits set in `feature`, with their numbers."""
        return ", ".join(f"{self._names.get(1 << bit, 'unknown')} (bit {bit})" for bit in bit_numbers(feature))

    def unmet(self, features: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Each feature of the set with the alternatives of which the set has none."""
        for feature, conjunction in self.requires.items():
            if features & feature:
                for alternatives in conjunction:
                    if not any(features & option == option for option in alternatives):
                        yield feature, alternatives

    def satisfiable(self, features: int) -> int:
        """The largest part of `features` in which every rule is met."""
        while unmet := [feature for feature, _ in self.unmet(features)]:
            for feature in unmet:
                features &= ~feature
        return features

    def check_offer(self, offered: int, supported: int) -> None:
        """Refuse an offer without VERSION_1, against a rule, or with bits not in `supported`; raises `DeviceError`."""
        _refuse_legacy_device(offered)
        if beyond := offered & ~supported:
            raise DeviceError(f"offers what it would not support: {self.name(beyond)}", _DEVICE_RULE)
        for feature, alternatives in self.unmet(offered):
            message = f"offers {self.name(feature)} without {self._any_of(alternatives)}"
            raise DeviceError(message, _DEVICE_RULE)

    def check_acceptance(self, accepted: int, offered: int) -> None:
        """Refuse a subset that was not offered, breaks a rule, or lacks VERSION_1; raises `DriverError`."""
        if beyond := accepted & ~offered:
            raise DriverError(f"accepts what was not offered: {self.name(beyond)}", _DRIVER_RULE)
        if not accepted & RingFeature.VERSION_1:
            raise DriverError(f"does not accept {_VERSION_1}: a legacy driver, {_NO_LEGACY}", _DRIVER_RESERVED)
        self.check_rules(accepted)

    def check_rules(self, accepted: int) -> None:
        """Refuse a set in which a feature lacks what it requires; raises `DriverError`."""
        for feature, alternatives in self.unmet(accepted):
            message = f"accepts {self.name(feature)} without {self._any_of(alternatives)}"
            raise DriverError(message, _DRIVER_RULE)

    def choose(self, offered: int, wanted: int) -> int:
        """What a driver that wants `wanted` accepts of `offered`: features whose requirements are missing are left out.

        Bits of `offered` that nobody knows are ignored. Raises `DeviceError` where VERSION_1 is not offered.
        """
        _refuse_legacy_device(offered)
        return self.satisfiable(offered & (wanted | RingFeature.VERSION_1))

    def _any_of(self, alternatives: tuple[int, ...]) -> str:
        return " or ".join(self.name(option) for option in alternatives)


def _refuse_legacy_device(offered: int) -> None:
    if not offered & RingFeature.VERSION_1:
        raise DeviceError(f"does not offer {_VERSION_1}: a legacy device, {_NO_LEGACY}", _DEVICE_RESERVED)
