"""What a pair is made to do, so that its requirements have occasion to be broken: workloads with a name."""

from collections.abc import Callable
from dataclasses import dataclass

from specgen.conformance.peers.pair import Pair
from specgen.runtime.device import Device
from specgen.runtime.driver import Driver
from specgen.runtime.trace import Side


@dataclass(frozen=True, slots=True)
class Workload:
    """One script. `features` are the names of the device type's features that it needs, `reserved` are reserved ones.

    `driver` and `device` make other classes of the pair's, whose behaviour is as lawful but not the usual one.
    """

    name: str
    run: Callable[[Pair], None]
    features: tuple[str, ...] = ()
    reserved: int = 0
    judged: tuple[Side, ...] = ()
    """Who is judged: both sides, where none is named. The other one breaks rules on purpose."""
    driver: Callable[[type[Driver]], type[Driver]] | None = None
    device: Callable[[type[Device]], type[Device]] | None = None
