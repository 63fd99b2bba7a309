"""A live echo device whose queue 0 is written by hand."""

from typing import NamedTuple

from specgen.runtime.features import RingFeature
from specgen.runtime.memory import Allocator
from specgen.runtime.pair import PairTransport
from specgen.runtime.setup import place_queue
from specgen.runtime.status import Status
from specgen.runtime.testing.echo import EchoDevice, EchoFeature, connect
from specgen.runtime.testing.hand import PackedHand, SplitHand

SIZE = 1 << 16
BUFFER = 0x8000
"""An address no ring of these tests reaches."""
READY = Status.ACKNOWLEDGE | Status.DRIVER | Status.FEATURES_OK


class Live(NamedTuple):
    device: EchoDevice
    transport: PairTransport
    allocator: Allocator

    @property
    def needs_reset(self) -> bool:
        return bool(self.device.status & Status.DEVICE_NEEDS_RESET)

    def message(self) -> str:
        return str(self.device.violations[-1])


def start(device: EchoDevice, transport: PairTransport, features: int) -> None:
    device.write_status(0)
    device.write_status(Status.ACKNOWLEDGE)
    device.write_status(Status.ACKNOWLEDGE | Status.DRIVER)
    device.write_driver_features(features | RingFeature.VERSION_1)
    transport.write_status(READY)


def live_split(features: int = 0, size: int = 8) -> tuple[Live, SplitHand]:
    live, setup = _live(features, size)
    return live, SplitHand(setup, live.transport.memory)


def live_packed(features: int = 0, size: int = 8) -> tuple[Live, PackedHand]:
    live, setup = _live(features | RingFeature.RING_PACKED, size)
    return live, PackedHand(setup, live.transport.memory)


def _live(features: int, size: int):  # noqa: ANN202 - a pair of what the two above take apart
    device = EchoDevice()
    transport, allocator = connect(device, SIZE)
    features |= EchoFeature.LATER
    start(device, transport, features)
    setups = [place_queue(size, features, allocator, transport.memory) for _ in range(2)]
    for number, setup in enumerate(setups):
        transport.enable_queue(number, setup)
    transport.write_status(READY | Status.DRIVER_OK)
    assert device.live
    return Live(device, transport, allocator), setups[0]
