"""Many trees -> how many findings of each family every one of them has."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

from specgen.diagnostics import SpecgenError
from specgen.lint.choice import Choice
from specgen.lint.engine import lint_tree
from specgen.trees import Sources, Tree


@dataclass(frozen=True, slots=True)
class Point:
    """One tree: `counts` by family ("VS1"), `lines` of the files read, `date` in seconds since 1970, 0 for none.

    `error` says why it could not be read; then there are no counts.
    """

    name: str
    version: str
    date: int
    lines: int
    counts: dict[str, int]
    error: str = ""

    @property
    def total(self) -> int:
        """All findings."""
        return sum(self.counts.values())

    @property
    def density(self) -> float:
        """Findings for a thousand lines."""
        return 1000 * self.total / self.lines if self.lines else 0.0


def trend(
    trees: Sequence[tuple[Tree, int]], choice: Choice, *, jobs: int, cache: bool, done: Callable[[], None]
) -> list[Point]:
    """A point for each tree and its date, in their order; `done` is called after each."""
    judge = partial(_point, choice=choice, cache=cache)
    points: list[Point] = []
    with ProcessPoolExecutor(max(1, min(jobs, len(trees)))) as pool:
        for point in pool.map(judge, trees):
            points.append(point)
            done()
    return points


def _point(dated: tuple[Tree, int], choice: Choice, *, cache: bool) -> Point:
    tree, date = dated
    try:
        linted = lint_tree(tree, jobs=1, cache=cache)
    except SpecgenError as error:
        return Point(tree.name, "", date, 0, {}, str(error))
    sources = Sources(tree)
    lines = sum(sources.file(path).text.count("\n") for path in linted.reading.specification.files)
    found = Counter(one.diagnostic.code[:3] for one in choice.counted(linted))
    return Point(tree.name, linted.reading.specification.version, date, lines, dict(sorted(found.items())))
