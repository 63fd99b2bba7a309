"""Devices and drivers that break one rule of feature negotiation each."""

from typing import Any

from specgen.conformance.mutants.mutant import Mutation
from specgen.runtime.device import Device
from specgen.runtime.driver import Driver
from specgen.runtime.errors import DeviceError, DriverError
from specgen.runtime.features import RingFeature
from specgen.runtime.status import Status

_DEFLATE_ON_OOM = 1 << 2
_UNKNOWN = 1 << 50
_SR_IOV = 1 << 37
_PLATFORM = 1 << 33
_ORDER_PLATFORM = 1 << 36
_NOTIF_CONFIG_DATA = 1 << 39


def _gives_up_without_packed(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def initialize(self) -> None:
            self.reset()
            self._set_status(Status.ACKNOWLEDGE)
            self._set_status(Status.DRIVER)
            if not self.transport.read_device_features() & RingFeature.RING_PACKED:
                return
            super().initialize()

    return Changed


def _fears_unknown(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def check_device(self, features: int) -> None:
            super().check_device(features)
            if self.transport.read_device_features() & _UNKNOWN:
                raise DeviceError("offers what nobody knows", None)

    return Changed


def _accepting(more: int = 0, less: int = 0) -> Any:  # noqa: ANN401 - from a driver to a driver
    """A driver that accepts more or less than it should, and negotiates just that."""

    def changed(kind: type[Driver]) -> type[Driver]:
        class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
            def _negotiate(self) -> None:
                offered = self.transport.read_device_features()
                accepted = (self.table.choose(offered, self.wanted) | more) & ~less
                self.check_device(accepted)
                self.transport.write_driver_features(accepted)
                self._set_status(Status.FEATURES_OK)
                if not self.status & Status.FEATURES_OK:
                    raise DeviceError("refuses", None)
                self.negotiated = accepted

        return Changed

    return changed


def _does_not_look(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def _negotiate(self) -> None:
            inner = self.transport.read_device_features
            wanted = self.wanted
            self.transport.read_device_features = lambda: wanted
            try:
                super()._negotiate()
            finally:
                self.transport.read_device_features = inner

    return Changed


def _accepts_twice(kind: type[Driver]) -> type[Driver]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        def set_up(self) -> None:
            super().set_up()
            self.transport.write_driver_features(self.negotiated)

    return Changed


def _offering(bits: int) -> Any:  # noqa: ANN401 - from a device to a device
    def change(kind: type[Device]) -> type[Device]:
        class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
            def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - as the base has it
                super().__init__(*args, **settings)
                self.offered |= bits

        return Changed

    return change


def _withholding(bits: int) -> Any:  # noqa: ANN401 - from a device to a device
    def change(kind: type[Device]) -> type[Device]:
        class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
            def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - as the base has it
                super().__init__(*args, **settings)
                self.offered &= ~bits

        return Changed

    return change


def _less_than_all(device: Any, accepted: int) -> bool:  # noqa: ANN401 - whichever device it is
    return bool(accepted != device.offered)


def _all(device: Any, accepted: int) -> bool:  # noqa: ANN401 - whichever device it is
    return bool(accepted == device.offered)


def _every_second(device: Any, _: int) -> bool:  # noqa: ANN401 - whichever device it is
    return bool(device.attempts % 2 == 0)


def _refusing(when: Any) -> Any:  # noqa: ANN401 - from a device to a device
    """A device that refuses features where it says so."""

    def change(kind: type[Device]) -> type[Device]:
        class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
            attempts = 0

            def check_features(self, accepted: int) -> None:
                super().check_features(accepted)
                self.attempts += 1
                if when(self, accepted):
                    raise DriverError("is refused", None)

        return Changed

    return change


def _grants_anything(kind: type[Device]) -> type[Device]:
    class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        def _settle_features(self) -> bool:
            self.driver_features &= self.offered
            settled: bool = super()._settle_features()
            return settled

    return Changed


MUTATIONS = [
    Mutation(
        "basic-drv-0005",
        "accepts a feature that is not offered",
        "resize",
        _accepting(1 << 27),
    ),
    Mutation(
        "basic-drv-0006", "stops without the packed layout", "resize", _gives_up_without_packed, also=("init-drv-0004",)
    ),
    Mutation("basic-drv-0015", "does not look at the offer", "resize", _does_not_look),
    Mutation(
        "basic-drv-0016",
        "accepts whatever is offered",
        "unknown features",
        _accepting(_UNKNOWN),
    ),
    Mutation("basic-drv-0017", "fails for an unknown feature", "unknown features", _fears_unknown),
    Mutation(
        "basic-dev-0006",
        "refuses a driver that leaves features out",
        "resize",
        _accepting(less=_DEFLATE_ON_OOM),
        _refusing(_less_than_all),
    ),
    Mutation("basic-dev-0006", "grants what it does not offer", "greedy driver", device=_grants_anything),
    Mutation(
        "basic-dev-0008",
        "refuses every second attempt",
        "reset",
        device=_refusing(_every_second),
        also=("basic-dev-0006", "basic-dev-0014"),
    ),
    Mutation(
        "basic-dev-0014",
        "refuses who accepts all that it offers",
        "unknown features",
        _accepting(_UNKNOWN),
        _refusing(_all),
        also=("basic-drv-0016",),
    ),
    Mutation("init-drv-0003", "accepts features twice", "resize", _accepts_twice),
    Mutation(
        "features-drv-0001",
        "does not accept VERSION_1",
        "resize",
        _accepting(less=int(RingFeature.VERSION_1)),
    ),
    Mutation("features-drv-0003", "does not accept ACCESS_PLATFORM", "resize", device=_offering(_PLATFORM)),
    Mutation(
        "features-drv-0005",
        "does not accept RING_PACKED",
        "resize",
        _accepting(less=int(RingFeature.RING_PACKED)),
        ring=int(RingFeature.RING_PACKED),
    ),
    Mutation("features-drv-0006", "does not accept ORDER_PLATFORM", "resize", device=_offering(_ORDER_PLATFORM)),
    Mutation(
        "features-drv-0009",
        "accepts SR_IOV",
        "resize",
        _accepting(_SR_IOV),
        _offering(_SR_IOV),
        also=("features-dev-0009",),
    ),
    Mutation(
        "features-drv-0012",
        "does not accept NOTIF_CONFIG_DATA, nor ACCESS_PLATFORM",
        "resize",
        device=_offering(_NOTIF_CONFIG_DATA | _PLATFORM),
        also=("features-drv-0003",),
    ),
    Mutation(
        "features-dev-0001", "does not offer VERSION_1", "resize", device=_withholding(int(RingFeature.VERSION_1))
    ),
    Mutation("features-dev-0009", "offers SR_IOV", "resize", device=_offering(_SR_IOV)),
]
