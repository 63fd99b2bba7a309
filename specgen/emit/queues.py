"""The list of virtqueues of a device type -> families with a name for Python, and the formulas of their numbers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from specgen.emit import formulas, names
from specgen.emit.catalog import Scope
from specgen.emit.features import FeaturePlan, PlannedFeature
from specgen.emit.limits import Limit
from specgen.model import Number, Virtqueue
from specgen.runtime.queues import QueueSpec
from specgen.syntax.index import formula_text

_HIGHEST_BINDING = 64


@dataclass(frozen=True, slots=True)
class PlannedQueue:
    """One line of the list. `key` names its handlers; lines of one family share it. `title` is the text's name.

    `index` is a number or a formula the runtime evaluates; with `each` the line stands for one queue for each value
    1, 2, ... of that symbol. The queue exists only with all features of `gates`.
    """

    queue: Virtqueue
    key: str
    title: str
    index: int | str
    each: str | None
    gates: tuple[PlannedFeature, ...]

    @property
    def spec(self) -> QueueSpec:
        """What the generated line will be."""
        bits = sum({1 << gate.bit for gate in self.gates})
        return QueueSpec(self.key, self.index, self.title, bits, None, self.each)

    @property
    def place(self) -> str:
        """For people: `virtqueue 2`, `virtqueues 2(N-1)`."""
        return f"virtqueue{'s' if self.several else ''} {self.index}"

    @property
    def several(self) -> bool:
        """Whether the line may stand for more than one queue."""
        return self.each is not None or ".." in str(self.index)


@dataclass(frozen=True, slots=True)
class QueuePlan:
    """The virtqueues of one device type; `bindings` has the least value that works for each symbol."""

    lines: tuple[PlannedQueue, ...]
    bindings: Mapping[str, int]
    limits: tuple[Limit, ...]

    def families(self) -> dict[str, tuple[PlannedQueue, ...]]:
        """The lines by key, in the order of the text."""
        grouped: dict[str, list[PlannedQueue]] = {}
        for line in self.lines:
            grouped.setdefault(line.key, []).append(line)
        return {key: tuple(lines) for key, lines in grouped.items()}


def plan_queues(scope: Scope, features: FeaturePlan) -> QueuePlan:
    """Name the virtqueues of `scope` and bring their numbers into a form that can be evaluated."""
    limits: list[Limit] = []
    space = names.Namespace()
    keys: dict[str, str] = {}
    lines = []
    for row in _rows(scope, features, limits):
        if row.key not in keys:
            keys[row.key] = space.claim(names.snake(row.key, fallback="queue"))
        lines.append(replace(row, key=keys[row.key]))
    bindings, kept = _settle(lines)
    numbered = set(kept)
    limits.extend(
        _limit(scope, line.queue, f"its index {line.index!r} gives it no number of its own")
        for line in lines
        if line not in numbered
    )
    return QueuePlan(tuple(kept), bindings, tuple(limits))


def _rows(scope: Scope, features: FeaturePlan, limits: list[Limit]) -> Iterator[PlannedQueue]:
    """The lines in order, the family's name in the text as key; lines of dots are dropped or written out."""
    listed = [one for one in scope.virtqueues if one.formula is not None]
    open_end = bool(scope.virtqueues) and scope.virtqueues[-1].formula is None
    series = formulas.series(listed) if open_end else {}
    if open_end and not series:
        limits.append(_limit(scope, scope.virtqueues[-1], "nothing says how the list of virtqueues goes on"))
    stems = {found[0] for one in listed if (found := formulas.family_of(one)) is not None}
    stems |= {formulas.without_counter(names.queue_name(one.name)) for one in series}
    for one in listed:
        title = names.queue_name(one.name)
        family = formulas.family_of(one)
        stem = formulas.without_counter(title)
        key, each = family if family is not None else (stem if stem in stems else title, None)
        index = one.formula.value if isinstance(one.formula, Number) else formula_text(one.formula or Number(0))
        if one in series:
            index, each, title = series[one], "N", formulas.with_symbol(title, "N")
        yield PlannedQueue(one, key, title, index, each, tuple(_gates(scope, one, features, limits)))


def _gates(scope: Scope, queue: Virtqueue, features: FeaturePlan, limits: list[Limit]) -> Iterator[PlannedFeature]:
    """The features without which the queue does not exist."""
    if len(queue.features) > 1 and re.search(r"\bor\b", queue.condition or ""):
        limits.append(_limit(scope, queue, f"it exists with any of {', '.join(queue.features)}: not checked"))
        return
    for name in queue.features:
        if name in features.by_name:
            yield features.by_name[name]
        else:
            limits.append(_limit(scope, queue, f"it depends on {name}, which is no feature of the text"))


def _settle(lines: Sequence[PlannedQueue]) -> tuple[dict[str, int], list[PlannedQueue]]:
    """The least value for all symbols with which most lines have numbers, and the lines that have."""
    symbols = {symbol for line in lines for symbol in formulas.symbols(line.queue.formula or Number(0))}
    symbols |= {line.each for line in lines if line.each is not None}
    bindings = dict.fromkeys(sorted(symbols), 1)
    kept = _numbered(lines, bindings)
    for value in range(2, _HIGHEST_BINDING + 1 if symbols else 0):
        if len(kept) == len(lines):
            break
        trial = dict.fromkeys(bindings, value)
        found = _numbered(lines, trial)
        if len(found) > len(kept):
            bindings, kept = trial, found
    return bindings, kept


def _numbered(lines: Sequence[PlannedQueue], bindings: Mapping[str, int]) -> list[PlannedQueue]:
    """The lines that have numbers no other family has before them."""
    owners: dict[int, str] = {}
    kept = []
    for line in lines:
        try:
            numbers = tuple(line.spec.numbers(bindings))
        except ValueError:
            continue
        if numbers and all(owners.get(number, line.key) == line.key for number in numbers):
            owners.update(dict.fromkeys(numbers, line.key))
            kept.append(line)
    return kept


def _limit(scope: Scope, queue: Virtqueue, reason: str) -> Limit:
    return Limit(scope.package, "virtqueues", queue.name or queue.index, reason, queue.span)
