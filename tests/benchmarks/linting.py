"""Times linting beside reading, chktex and pylatexenc alone; one run, medians, ratios, nothing asserted.

python tests/benchmarks/linting.py [SPEC] [--rounds N]
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from reading import BARE, SPECGEN, median, one_line_patch, run


def main() -> int:
    """Print the table: seconds, beside the bare parse, and beside facts of the same kind (cold or warm)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("spec", nargs="?", type=Path, default=Path("../shared/virtio-spec/v1.4"))
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    if not arguments.spec.is_dir():
        parser.error(f"there is no {arguments.spec}: name a specification's directory")
    with tempfile.TemporaryDirectory() as scratch:
        beside(arguments.spec.resolve(), arguments.rounds, Path(scratch))
    return 0


def beside(spec: Path, rounds: int, scratch: Path) -> None:
    """Whole processes, each with a cache of its own."""
    caches = {"facts": scratch / "facts", "lint": scratch / "lint"}
    files = [str(path) for path in sorted(spec.rglob("*.tex"))]
    patch = scratch / "one.patch"
    patch.write_bytes(one_line_patch(spec, max(spec.rglob("*.tex"), key=lambda path: path.stat().st_size)))
    commands = {
        "facts": [*SPECGEN, "facts", str(spec)],
        "lint": [*SPECGEN, "lint", str(spec)],
    }
    bare = median(rounds, lambda: run([sys.executable, "-c", BARE, *files]))
    rows = [("pylatexenc alone, file by file", bare, 0.0)]
    if shutil.which("chktex"):
        rows.append(("chktex", median(rounds, lambda: run(["chktex", "-q", "-I0", *files])), 0.0))
    times: dict[str, float] = {}
    for kind in ("cold", "warm"):
        for name, command in commands.items():
            forget = (lambda name=name: shutil.rmtree(caches[name], ignore_errors=True)) if kind == "cold" else int  # type: ignore[misc]
            times[name] = median(rounds, lambda name=name, command=command: run(command, caches[name]), forget)  # type: ignore[misc]
            rows.append((f"specgen {name}, {kind}", times[name], times[name] / times["facts"]))
    patched = [*commands["lint"], "--patch", str(patch)]
    run(patched, caches["lint"])
    rows.append(("specgen lint, warm, one patch", median(rounds, lambda: run(patched, caches["lint"])), 0.0))
    print(f"{spec.name}: {len(files)} files, {rounds} rounds")
    for name, seconds, ratio in rows:
        beside_facts = f"{ratio:8.2f} x facts" if ratio else ""
        print(f"  {name:<34}{seconds:8.3f} s {seconds / bare:8.3f} x pylatexenc {beside_facts}")


if __name__ == "__main__":
    sys.exit(main())
