"""Times reading a specification beside what a user would use instead; one run, medians, ratios, nothing asserted.

    python tests/benchmarks/reading.py [SPEC] [--rounds N]

Whole processes are timed, cold and warm, beside pylatexenc alone over the same files, `pandoc` and `chktex` where they
are installed. Then growth: the other versions beside SPEC, and SPEC four times in one tree.
"""

import argparse
import difflib
import math
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

BARE = """
import logging, sys
logging.disable(logging.CRITICAL)
from pylatexenc.latexwalker import LatexWalker
for name in sys.argv[1:]:
    LatexWalker(open(name, encoding="utf-8").read(), tolerant_parsing=True).get_latex_nodes()
"""
SPECGEN = [sys.executable, "-m", "specgen"]


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("spec", nargs="?", type=Path, default=Path("../shared/virtio-spec/v1.4"))
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    if not arguments.spec.is_dir():
        parser.error(f"there is no {arguments.spec}: name a specification's directory")
    with tempfile.TemporaryDirectory() as scratch:
        beside(arguments.spec.resolve(), arguments.rounds, Path(scratch))
        growth(arguments.spec.resolve(), arguments.rounds, Path(scratch))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\nlargest process of all: {peak:.0f} MB")
    return 0


def run(command: list[str], cache: Path | None = None) -> None:
    """Run to the end, output thrown away; exit codes of linters do not matter."""
    environment = {**os.environ, "SPECGEN_CACHE_DIR": str(cache or "")}
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def median(rounds: int, work: Callable[[], None], before: Callable[[], None] = lambda: None) -> float:
    """Median seconds of `work`; `before` runs untimed each round."""
    times = []
    for _ in range(rounds):
        before()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def beside(spec: Path, rounds: int, scratch: Path) -> None:
    """The table of whole processes, with ratios to the bare parse."""
    cache = scratch / "cache"
    copy = scratch / "copy"
    shutil.copytree(spec, copy)
    copy.chmod(0o755)
    for path in copy.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    files = [str(path) for path in sorted(spec.rglob("*.tex"))]
    largest = max(
        (copy / "device-types").rglob("*.tex"), key=lambda path: path.stat().st_size, default=copy / "content.tex"
    )
    facts = [*SPECGEN, "facts", str(copy)]

    def touch() -> None:
        with largest.open("a", encoding="utf-8") as file:
            file.write("% one more line\n")

    rows = [("pylatexenc alone, file by file", median(rounds, lambda: run([sys.executable, "-c", BARE, *files])))]
    if shutil.which("pandoc"):
        rows.append(("pandoc -f latex -t json", median(rounds, lambda: pandoc(files))))
    if shutil.which("chktex"):
        rows.append(("chktex", median(rounds, lambda: run(["chktex", "-q", "-I0", *files]))))
    forget = lambda: shutil.rmtree(cache, ignore_errors=True)  # noqa: E731 - used once, beside its use
    rows.append(("specgen facts, cold", median(rounds, lambda: run(facts, cache), forget)))
    rows.append(("specgen facts, warm", median(rounds, lambda: run(facts, cache))))
    rows.append((f"specgen facts, {largest.parent.name} changed", median(rounds, lambda: run(facts, cache), touch)))
    patch = scratch / "one.patch"
    patch.write_bytes(one_line_patch(copy, largest))
    diff = [*SPECGEN, "diff", str(copy), "--patch", str(patch)]
    run(diff, cache)
    rows.append(("specgen diff, warm, one patch", median(rounds, lambda: run(diff, cache))))
    rows.append(("specgen --version", median(rounds, lambda: run([*SPECGEN, "--version"], cache))))
    rows.append(("python -c pass", median(rounds, lambda: run([sys.executable, "-c", "pass"]))))
    size = sum(Path(name).stat().st_size for name in files) / 1e6
    print(f"{spec.name}: {len(files)} files, {size:.2f} MB, {rounds} rounds")
    for name, seconds in rows:
        print(f"  {name:<36}{seconds:8.3f} s {seconds / rows[0][1]:8.3f} x")


def one_line_patch(tree: Path, file: Path) -> bytes:
    """A diff that adds a line before the last one of `file`."""
    name = file.relative_to(tree).as_posix()
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = [*lines[:-1], "% a line more\n", lines[-1]]
    return "".join(difflib.unified_diff(lines, changed, f"a/{name}", f"b/{name}")).encode()


def pandoc(files: list[str]) -> None:
    """Each file by itself, as a user would: pandoc stops at the preamble's macros otherwise."""
    for name in files:
        run(["pandoc", "-f", "latex", "-t", "json", name])


def growth(spec: Path, rounds: int, scratch: Path) -> None:
    """Cold time against size over all versions and four copies of one; the exponent is 1 where cost is linear."""
    trees = [tree for tree in sorted(spec.parent.iterdir()) if tree.is_dir() and any(tree.glob("*.tex"))]
    trees.append(four_times(spec, scratch / f"{spec.name} x4"))
    points = []
    print("\nsize        cold, one process")
    for tree in trees:
        size = sum(path.stat().st_size for path in tree.rglob("*.tex"))
        command = [*SPECGEN, "facts", str(tree), "--no-cache", "--jobs", "1"]
        seconds = median(rounds, lambda command=command: run(command))  # type: ignore[misc]
        points.append((math.log(size), math.log(seconds)))
        print(f"  {size / 1e6:6.2f} MB {seconds:8.3f} s {seconds / size * 1e6:8.3f} s/MB   {tree.name}")
    x, y = zip(*points, strict=True)
    print(f"  time grows as size to the power of {statistics.linear_regression(x, y).slope:.2f}")


def four_times(spec: Path, out: Path) -> Path:
    """A tree that includes the whole of `spec` four times."""
    out.mkdir()
    body = []
    for number in range(4):
        for path in spec.rglob("*.tex"):
            target = out / f"part{number}" / path.relative_to(spec)
            target.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text(encoding="utf-8")
            target.write_text(text.replace("\\input{", f"\\input{{part{number}/"), encoding="utf-8")
        body.append(f"\\input{{part{number}/content.tex}}\n\\input{{part{number}/conformance.tex}}\n")
        body.append(f"\\input{{part{number}/changelog.tex}}\n")
    (out / "content.tex").write_text("".join(body), encoding="utf-8")
    return out


if __name__ == "__main__":
    sys.exit(main())
