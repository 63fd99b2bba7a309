"""Small changes to any driver or device that do just one thing a rule may forbid, or leave out one that it asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from specgen.conformance.monitors.facts import plain
from specgen.runtime.device import Device
from specgen.runtime.driver import Driver
from specgen.runtime.status import Status
from specgen.runtime.trace import Side


@dataclass(frozen=True, slots=True)
class Breaker:
    """What `side` does, in the words of `about`, once its class is changed by `change`."""

    side: Side
    about: str
    change: Callable[[type[Any]], type[Any]]
    bit: int = 0
    """The feature that is offered or accepted, if it is about one."""
    place: range = range(0)
    """The bytes of configuration space that are read, if it is about reading."""


def accepts(bit: int, name: str) -> Breaker:
    """A driver that accepts a feature whatever is offered."""

    def change(kind: type[Driver]) -> type[Driver]:
        class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
            def _negotiate(self) -> None:
                accepted = self.table.choose(self.transport.read_device_features(), self.wanted) | bit
                self.transport.write_driver_features(accepted)
                self._set_status(Status.FEATURES_OK)
                self.negotiated = accepted

        return Changed

    return Breaker(Side.DRIVER, f"accepts {name}", change)


def declines(bit: int, name: str) -> Breaker:
    """A driver that never accepts a feature."""

    def change(kind: type[Driver]) -> type[Driver]:
        class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
            def __init__(self, *arguments: Any, **settings: Any) -> None:  # noqa: ANN401 - as the base has it
                super().__init__(*arguments, **settings)
                self.wanted &= ~bit

        return Changed

    return Breaker(Side.DRIVER, f"does not accept {name}", change)


def offers(bit: int, name: str) -> Breaker:
    """A device that offers a feature whatever else it offers."""
    return Breaker(Side.DEVICE, f"offers {name}", _offering(lambda offered: offered | bit), bit)


def withholds(bit: int, name: str) -> Breaker:
    """A device that does not offer a feature."""
    return Breaker(Side.DEVICE, f"does not offer {name}", _offering(lambda offered: offered & ~bit), bit)


def _offering(changed: Callable[[int], int]) -> Callable[[type[Device]], type[Device]]:
    def change(kind: type[Device]) -> type[Device]:
        class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
            def __init__(self, *arguments: Any, **settings: Any) -> None:  # noqa: ANN401 - as the base has it
                super().__init__(*arguments, **settings)
                before: int = int(self.offered)
                self.offered: int = changed(before)

        return Changed

    return change


def writes(place: range, name: str) -> Breaker:
    """A driver that writes another value into bytes of configuration space once the device is live."""

    def change(kind: type[Driver]) -> type[Driver]:
        class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
            def started(self) -> None:
                super().started()
                before = self.transport.read_config(place.start, len(place))
                self.transport.write_config(place.start, bytes(byte ^ 1 for byte in before))

        return Changed

    return Breaker(Side.DRIVER, f"writes {name}", change)


def reads(place: range, name: str) -> Breaker:
    """A driver that reads bytes of configuration space before FEATURES_OK."""

    def change(kind: type[Driver]) -> type[Driver]:
        class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
            def check_device(self, features: int) -> None:
                super().check_device(features)
                self.transport.read_config(place.start, len(place))

            def started(self) -> None:
                super().started()
                self.transport.read_config(place.start, len(place))

        return Changed

    return Breaker(Side.DRIVER, f"reads {name} at once", change, place=place)


def shows(place: range, byte: int, name: str) -> Breaker:
    """A device whose configuration space has the same byte throughout a field."""

    def change(kind: type[Device]) -> type[Device]:
        class Changed(kind):  # type: ignore[valid-type, misc]  # whichever device it is
            def __init__(self, *arguments: Any, **settings: Any) -> None:  # noqa: ANN401 - as the base has it
                super().__init__(*arguments, **settings)
                self.config.update(place.start, bytes([byte]) * len(place))

        return Changed

    return Breaker(Side.DEVICE, f"shows {byte:#04x} in {name}", change)


def puts(stem: str, *, writable: bool, name: str) -> Breaker:
    """A driver that makes a buffer of 16 bytes of that kind available in queues whose keys begin so, as they are."""

    def change(kind: type[Driver]) -> type[Driver]:
        class Changed(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
            def started(self) -> None:
                super().started()
                for key, ordinal in tuple(self.rings):
                    if plain(key).startswith(stem):
                        buffer = [(self.allocator.allocate(16, 16), 16)]
                        self.add(key, ordinal=ordinal, **{"writable" if writable else "readable": buffer})

        return Changed

    return Breaker(Side.DRIVER, f"puts a {'writable' if writable else 'readable'} buffer into {name}", change)
