"""Times a balloon's pair plain, recorded, and judged by all monitors; one run, medians, ratios, nothing asserted.

    python tests/benchmarks/judging.py [SPEC] [--rounds N]

What is timed is inflating and deflating, over each ring layout; "by hand" is the least a judge could do: a walk over
the events that looks at each kind once.
"""

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from specgen.conformance.balloon.suite import run_workload
from specgen.conformance.balloon.workloads import WORKLOADS
from specgen.conformance.checks import checks_of
from specgen.conformance.monitors.balloon import Balloon
from specgen.conformance.monitors.facts import facts_of
from specgen.conformance.monitors.state import State
from specgen.conformance.sides import Sides
from specgen.conformance.suite import COMMON
from specgen.conformance.verdicts import outcomes
from specgen.extract.clauses import read_clauses
from specgen.ledger import read_identified
from specgen.runtime.memory import Allocator, GuestMemory
from specgen.runtime.pair import PairTransport
from specgen.trees import open_tree
from virtio.balloon import BalloonDevice, BalloonDriver

TARGETS = (300, 301, 520, 40, 40, 0, 8)
MEMORY = 4 << 20


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("spec", nargs="?", type=Path, default=Path("../shared/virtio-spec/v1.4"))
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    if not arguments.spec.is_dir():
        parser.error(f"there is no {arguments.spec}: name a specification's directory")
    specification = read_identified(open_tree(str(arguments.spec))).specification
    facts = facts_of(specification, "balloon")
    checks = checks_of(specification, read_clauses(specification), "balloon", ("balloon", *COMMON))
    sides = Sides(BalloonDevice, BalloonDriver, facts)
    (resize,) = [one for one in WORKLOADS if one.name == "resize"]
    for name, ring in sides.rings:
        offer = sum(sides.features.values()) | ring | sides.control
        trace = run_workload(sides, resize, offer)
        rows: list[tuple[str, Callable[[], object]]] = [
            ("plain", lambda offer=offer: plain(offer)),  # type: ignore[misc]
            ("recorded", lambda offer=offer: run_workload(sides, resize, offer)),  # type: ignore[misc]
            ("by hand", lambda trace=trace: Counter(event.kind for event in trace.events)),  # type: ignore[misc]
            ("judged", lambda trace=trace: outcomes(checks, [trace], lambda: State(facts, extension=Balloon()))),  # type: ignore[misc]
        ]
        times = [(row, median(arguments.rounds, work)) for row, work in rows]
        print(f"{name}: {len(trace.events)} events, {sum(check.make is not None for check in checks)} monitors")
        for row, seconds in times:
            print(f"  {row:<12}{seconds * 1000:8.2f} ms {seconds / times[0][1]:8.2f} x plain")
    return 0


def plain(offer: int) -> None:
    """The workload without a recording."""
    memory = GuestMemory.allocate(MEMORY)
    transport = PairTransport(BalloonDevice(offer), memory)
    driver = BalloonDriver(transport, Allocator(0, MEMORY))
    driver.initialize()
    for pages in TARGETS:
        transport.device.target = pages  # type: ignore[attr-defined]
        driver.service()


def median(rounds: int, work: Callable[[], object]) -> float:
    """Seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
