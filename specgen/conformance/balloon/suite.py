"""A balloon's device and driver -> the traces of all workloads, over each layout and with many and few features."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from specgen.conformance.balloon.watch import PageWatcher
from specgen.conformance.balloon.workloads import WORKLOADS
from specgen.conformance.mutants.mutant import Mutation
from specgen.conformance.peers.pair import Pair
from specgen.conformance.sides import Sides
from specgen.conformance.workload import Workload
from specgen.runtime.memory import GuestMemory
from specgen.runtime.trace import Trace
from specgen.runtime.virtqueue import Extent

_FILLED = 0xA5


class Zeroing:
    """Implements `Reclaimer`: what is given back reads as zeros, as on a host."""

    def reclaim(self, memory: GuestMemory, extents: Iterable[Extent]) -> int:
        """Zero the extents; how many bytes."""
        total = 0
        for address, length in extents:
            memory.view(address, length)[:] = bytes(length)
            total += length
        return total


def make_pair(sides: Sides, workload: Workload, offer: int, about: str, want: int | None = None) -> Pair:
    """A pair that is ready for a workload: its memory is not all zeros, and what the host takes back is."""
    device = sides.device if workload.device is None else workload.device(sides.device)
    driver = sides.driver if workload.driver is None else workload.driver(sides.driver)
    pair = Pair(
        device,
        driver,
        offer=offer,
        want=want,
        about=about,
        watch=lambda recorder, memory: PageWatcher(recorder, memory, sides.facts),
    )
    pair.recorder.device = sides.facts.slug
    if workload.judged:
        pair.recorder.facts["judged"] = [side.value for side in workload.judged]
    for region in pair.memory:
        region.view[:] = bytes([_FILLED]) * len(region.view)
    pair.device.reclaimer = Zeroing()
    return pair


def fits(sides: Sides, workload: Workload) -> bool:
    """Whether the device type has the features that the workload needs."""
    return set(workload.features) <= sides.features.keys() and not workload.reserved & ~sides.reserved


def run_workload(sides: Sides, workload: Workload, offer: int, about: str = "") -> Trace:
    """The trace of one workload with these features offered."""
    pair = make_pair(sides, workload, offer, about or workload.name)
    workload.run(pair)
    return pair.recorder.trace()


def run_mutation(sides: Sides, mutation: Mutation) -> Trace | None:
    """The trace of the workload that shows a mutation, by the pair that it changes; `None` where it does not fit."""
    features = sides.features
    names = features if mutation.features is None else mutation.features
    offer = sum(features[name] for name in names if name in features)
    workload = next(one for one in WORKLOADS if one.name == mutation.workload)
    if not fits(sides, workload) or mutation.ring & ~sides.reserved:
        return None
    changed = replace(sides, device=mutation.device(sides.device), driver=mutation.driver(sides.driver))
    return run_workload(changed, workload, offer | mutation.ring | sides.control, mutation.about)


def traces(sides: Sides, workloads: Iterable[Workload] = WORKLOADS) -> Iterator[Trace]:
    """All workloads that fit, over each layout, with all features and with no more than each needs."""
    features = sides.features
    for workload in workloads:
        if not fits(sides, workload):
            continue
        lean = sum(features[name] for name in workload.features)
        for name, ring in sides.rings:
            for words, own in (("all features", sum(features.values())), ("few features", lean)):
                yield run_workload(sides, workload, own | ring | sides.control, f"{workload.name}: {name}, {words}")
