"""A device type made for the tests: rules with alternatives, bits above 63, gated queues and a family of queues."""

from enum import IntFlag
from typing import ClassVar

from specgen.runtime.device import Device
from specgen.runtime.driver import Driver
from specgen.runtime.negotiation import Requires
from specgen.runtime.queues import QueueSpec


class SampleFeature(IntFlag):
    BASE = 1 << 0
    LEFT = 1 << 1
    RIGHT = 1 << 2
    EITHER = 1 << 3
    CONTROL = 1 << 17
    FAR = 1 << 70
    OLD = 1 << 6


REQUIRES: Requires = {
    SampleFeature.LEFT: ((SampleFeature.BASE,),),
    SampleFeature.EITHER: ((SampleFeature.LEFT, SampleFeature.RIGHT), (SampleFeature.CONTROL,)),
    SampleFeature.FAR: ((SampleFeature.EITHER,),),
}
QUEUES = (
    QueueSpec("receiveq", 0, "receiveq1"),
    QueueSpec("transmitq", 1, "transmitq1"),
    QueueSpec("receiveq", "2(N-1)", "receiveqN", each="N"),
    QueueSpec("transmitq", "2(N-1)+1", "transmitqN", each="N"),
    QueueSpec("controlq", "2N", features=SampleFeature.CONTROL),
    QueueSpec("farq", "2N+1", features=SampleFeature.FAR),
)


class SampleDevice(Device):
    device_id = 77
    features = SampleFeature
    legacy_features = SampleFeature.OLD
    requires: ClassVar[Requires] = REQUIRES
    queues = QUEUES
    default_bindings: ClassVar[dict[str, int]] = {"N": 1}
    config_size = 12
    config_writable = (range(4, 12),)


class SampleDriver(Driver):
    device_id = 77
    features = SampleFeature
    legacy_features = SampleFeature.OLD
    requires: ClassVar[Requires] = REQUIRES
    queues = QUEUES
    default_bindings: ClassVar[dict[str, int]] = {"N": 1}
