"""What a balloon's pair is made to do so that the common chapters have occasion to be broken: failures and oddities."""

from typing import Any

from specgen.conformance.balloon.rings import (
    device_in_order,
    driver_in_order,
    linked,
    marked,
    parted,
    silent_device,
    silent_driver,
)
from specgen.conformance.peers.pair import Pair
from specgen.conformance.workload import Workload
from specgen.runtime.device import Device
from specgen.runtime.driver import Driver
from specgen.runtime.errors import DeviceError, DriverError
from specgen.runtime.features import RingFeature
from specgen.runtime.status import Status
from specgen.runtime.trace import Side

_UNKNOWN = 1 << 50
"""A feature bit that no text describes."""


def out_of_order(pair: Pair) -> None:
    """The device breaks down, and its driver resets it."""
    pair.start()
    pair.host("device error", lambda: pair.device.fail(DriverError("is said to have broken the ring")))
    pair.run()
    _begin_again(pair)


def unwilling(pair: Pair) -> None:
    """The driver gives its device up, and takes it at the second attempt."""
    pair.start()
    pair.error = None
    _begin_again(pair)


def coming_up(pair: Pair) -> None:
    """The device has a target before its driver comes."""
    pair.device.target = 12
    pair.start()
    _begin_again(pair)


def spurious(pair: Pair) -> None:
    """Both sides notify the other one for no reason."""
    pair.start()
    numbers = sorted(pair.device.rings.enabled)
    for number in numbers:
        pair.attempt(lambda number=number: pair.driver.transport.notify(number))  # type: ignore[misc]
        pair.device.notifier.used_buffers(number)
    pair.run()
    _target(pair, 16)


def polled(pair: Pair) -> None:
    """The device looks for buffers only when it is told to."""
    pair.start()
    for pages in (24, 40):
        _target(pair, pages)
        for _ in range(3):
            pair.host("poll", lambda: [pair.device.process(one) for one in sorted(pair.device.rings.enabled)])


def growing(pair: Pair) -> None:
    """The balloon grows and shrinks."""
    pair.start()
    for pages in (30, 50, 8, 0):
        _target(pair, pages)


def shrinking_queues(pair: Pair) -> None:
    """Virtqueues are reset and enabled again with fewer entries, elsewhere."""
    pair.start()
    _target(pair, 20)
    pair.driver.queue_size = 16
    for key in ("inflateq", "deflateq"):
        pair.attempt(lambda key=key: pair.driver.reset_queue(key))  # type: ignore[misc]
    for pages in (50, 10, 30):
        _target(pair, pages)


def sleepy(pair: Pair) -> None:
    """The device is suspended, and both have time to do something all the same."""
    pair.start()
    _target(pair, 20)
    pair.attempt(pair.driver.suspend)
    pair.run()
    pair.host("target", lambda: setattr(pair.device, "target", 30), pages=30)
    pair.attempt(pair.driver.resume)
    pair.run()


def meddled(pair: Pair) -> None:
    """The driver writes into the configuration space of a suspended device."""
    pair.start()
    _target(pair, 20)
    pair.attempt(pair.driver.suspend)
    transport = pair.driver.transport
    pair.attempt(lambda: transport.write_config(4, (7).to_bytes(4, "little")))
    pair.attempt(pair.driver.resume)
    pair.attempt(lambda: transport.read_config(4, 4))
    pair.run()


def unknown_offer(kind: type[Device]) -> type[Device]:
    """A device of another text: it offers a feature that no driver of this one knows."""

    class Newer(kind):  # type: ignore[valid-type, misc]  # whichever device it is
        """It would support it."""

        def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - as the base has it
            super().__init__(*args, **settings)
            self.offered |= _UNKNOWN

    return Newer


def hesitant(kind: type[Driver]) -> type[Driver]:
    """A driver that does not like the first device it sees."""

    class Hesitant(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        """The second time it does."""

        hesitates = True

        def check_device(self, features: int) -> None:
            super().check_device(features)
            if self.hesitates:
                self.hesitates = False
                raise DeviceError("is not wanted", None)

    return Hesitant


def curious(kind: type[Driver]) -> type[Driver]:
    """A driver that looks at configuration space before it accepts anything, and again when the device is up."""

    class Curious(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        """Fields that all devices have, both at once."""

        def check_device(self, features: int) -> None:
            super().check_device(features)
            self.read_config(0, 8)

        def set_up(self) -> None:
            super().set_up()
            self.read_config(0, 8)

    return Curious


def hasty(kind: type[Driver]) -> type[Driver]:
    """A driver that asks its device to suspend itself before it is up."""

    class Hasty(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        """It breaks a rule, and its device has to ignore it."""

        def set_up(self) -> None:
            super().set_up()
            self.transport.write_status(self.transport.read_status() | Status.SUSPEND)
            self.transport.read_status()

    return Hasty


def greedy(kind: type[Driver]) -> type[Driver]:
    """A driver that accepts a feature which is not offered."""

    class Greedy(kind):  # type: ignore[valid-type, misc]  # whichever driver it is
        """It breaks a rule, and its device has to refuse it."""

        def _negotiate(self) -> None:
            inner = self.transport.write_driver_features
            self.transport.write_driver_features = lambda features: inner(features | _UNKNOWN)
            try:
                super()._negotiate()
            finally:
                self.transport.write_driver_features = inner

    return Greedy


def _scatter(kind: type[Driver]) -> type[Driver]:
    scattered: type[Driver] = linked(parted(parted(kind)))
    return scattered


def _mark(kind: type[Driver]) -> type[Driver]:
    marking: type[Driver] = marked(parted(kind))
    return marking


UNUSUAL = (
    Workload("out of order", out_of_order),
    Workload("unwilling driver", unwilling, driver=hesitant),
    Workload("curious driver", coming_up, driver=curious),
    Workload("unknown features", coming_up, device=unknown_offer),
    Workload("spurious notifications", spurious),
    Workload("polling driver", growing, driver=silent_driver),
    Workload("polling device", polled, device=silent_device),
    Workload("several elements", growing, driver=parted),
    Workload("linked tables", growing, driver=_scatter),
    Workload("marked tables", growing, driver=_mark),
    Workload("in order", growing, driver=driver_in_order, device=device_in_order),
    Workload("shrinking queues", shrinking_queues, reserved=RingFeature.RING_RESET),
    Workload("sleeping", sleepy, reserved=RingFeature.SUSPEND),
    Workload("meddling driver", meddled, judged=(Side.DEVICE,), reserved=RingFeature.SUSPEND),
    Workload("hasty driver", growing, driver=hasty, judged=(Side.DEVICE,), reserved=RingFeature.SUSPEND),
    Workload("greedy driver", growing, driver=greedy, judged=(Side.DEVICE,)),
)
"""All of them; each is run with every device type of this kind."""


def _begin_again(pair: Pair) -> None:
    pair.reset()
    pair.start()
    _target(pair, 6)


def _target(pair: Pair, pages: int) -> None:
    pair.host("target", lambda: setattr(pair.device, "target", pages), pages=pages)
