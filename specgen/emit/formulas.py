"""Index formulas of virtqueues -> the notation the runtime evaluates, and the series a line of dots leaves open."""

import re
from collections.abc import Iterator, Sequence

from specgen.emit import names
from specgen.model import BinaryOp, Formula, IndexRange, Name, Number, Virtqueue

_COUNTER = re.compile(r"\d+(?=\)*$)")
_COUNTED_TAG = re.compile(r"\s*\([A-Za-z]*\s*\)$")


def symbols(formula: Formula) -> Iterator[str]:
    """The symbols that need a value, each as often as it occurs."""
    match formula:
        case Name(name):
            yield name
        case BinaryOp(_, left, right) | IndexRange(left, right):
            yield from symbols(left)
            yield from symbols(right)
        case Number():
            return


def family_of(queue: Virtqueue) -> tuple[str, str] | None:
    """The name less the symbol its index is a formula of, and that symbol: receiveqN at 2N -> receiveq, N."""
    if queue.formula is None or isinstance(queue.formula, IndexRange):
        return None
    found = set(symbols(queue.formula))
    name = names.queue_name(queue.name)
    for symbol in found if len(found) == 1 else ():
        stem = name.removesuffix(symbol).rstrip(" _-(")
        if name.endswith(symbol) and stem:
            return stem, symbol
    return None


def without_counter(title: str) -> str:
    """`receiveq1` -> `receiveq`, `receiveq(port1)` -> `receiveq`; a name without number stays."""
    without = _COUNTER.sub("", title)
    return title if without == title else _COUNTED_TAG.sub("", without).rstrip(" _-") or title


def with_symbol(title: str, symbol: str) -> str:
    """`receiveq(port1)` -> `receiveq(portN)`."""
    return _COUNTER.sub(symbol, title)


def series(queues: Sequence[Virtqueue]) -> dict[Virtqueue, str]:
    """How a list that ends in dots goes on: its last lines that bear one number repeat, each time after their count.

    `receiveq(port1)` at 4 and `transmitq(port1)` at 5 give `2N+2` and `2N+3`.
    """
    tail: list[tuple[Virtqueue, int]] = []
    number = None
    for one in reversed(queues):
        counter = _COUNTER.search(names.queue_name(one.name))
        if counter is None or not isinstance(one.formula, Number) or number not in (None, counter.group()):
            break
        number = counter.group()
        tail.append((one, one.formula.value))
    step = len(tail)
    return {one: f"{step}N{first - step:+d}" if first != step else f"{step}N" for one, first in reversed(tail)}
