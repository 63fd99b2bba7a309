"""Times reading the clauses of a specification beside reading the specification itself; medians, ratios.

    python tests/benchmarks/clauses.py [SPEC] [--rounds N]

The first column is seconds; "cold" knows no sentence, "one sentence changed" knows all others, "warm" knows all.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from specgen.extract import read_specification
from specgen.extract.clauses import read_clauses
from specgen.model import Kind, Specification
from specgen.trees import open_tree


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("spec", nargs="?", type=Path, default=Path("../shared/virtio-spec/v1.4"))
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    if not arguments.spec.is_dir():
        parser.error(f"there is no {arguments.spec}: name a specification's directory")
    tree = open_tree(str(arguments.spec))
    specification = read_specification(tree, cache=False).specification
    normative = [one for one in specification.requirements if one.kind is Kind.NORMATIVE]
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["SPECGEN_CACHE_DIR"] = scratch
        read_clauses(specification)
        changed = iter(range(1000))
        rows = [
            ("the specification, cold", lambda: read_specification(tree, cache=False)),
            ("clauses, cold, one process", lambda: read_clauses(specification, normative, jobs=1, cache=False)),
            ("clauses, cold, two processes", lambda: read_clauses(specification, normative, jobs=2, cache=False)),
            ("clauses, one sentence changed", lambda: read_clauses(_reworded(specification, next(changed)))),
            ("clauses, warm", lambda: read_clauses(specification)),
        ]
        times = [(name, _median(arguments.rounds, work)) for name, work in rows]
    print(f"{arguments.spec.name}: {len(normative)} normative sentences, {arguments.rounds} rounds")
    for name, seconds in times:
        print(f"  {name:<32}{seconds:8.3f} s {seconds / times[0][1]:8.3f} x")
    return 0


def _reworded(specification: Specification, number: int) -> Specification:
    """The specification with one sentence nobody has read."""
    first, *others = specification.requirements
    return replace(specification, requirements=(replace(first, text=f"The driver MUST add {number} lamps."), *others))


def _median(rounds: int, work: Callable[[], object]) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
