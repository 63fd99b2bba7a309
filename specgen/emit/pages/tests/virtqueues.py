"""Planned virtqueues -> test_virtqueues.py: numbers as stated, and queues that are there only with their features."""

from collections.abc import Iterator, Mapping

from specgen.emit.imports import import_block
from specgen.emit.pages.tests.negotiation import mark
from specgen.emit.plan import PackagePlan
from specgen.emit.pyformat import Expression, call, mapping, sequence, statement
from specgen.emit.queues import PlannedQueue
from specgen.emit.source import Source, pyrepr
from specgen.model import Role
from specgen.runtime.queues import number_queues

_ALL = -1
_NUMBERS_TYPE = "tuple[tuple[str, dict[str, int], tuple[int, ...]], ...]"


def virtqueues_tests_view(package: PackagePlan) -> Mapping[str, object]:
    """The view of test_virtqueues.py."""
    plan = package.queues
    families = plan.families()
    gated = [(key, lines) for key, lines in families.items() if any(line.gates for line in lines)]
    names = ["QUEUES"]
    imports = {
        "typing": ["Final"],
        "specgen.runtime.queues": ["number_queues"],
        f"{package.module}.virtqueues": names,
    }
    if gated:
        imports[f"{package.module}.device"] = [f"{package.scope.prefix}Device"]
        imports["specgen.runtime.features"] = ["RingFeature"]
        imports["specgen.runtime.status"] = ["Status"]
    numbers = [row for bindings in _bindings(package) for row in _numbers(package, bindings)]
    return {
        "imports": import_block(imports, ["pytest"]),
        "numbers": statement(f"NUMBERS: Final[{_NUMBERS_TYPE}] = ", sequence(numbers)),
        "gates": [
            {
                "device": Source(f"{package.scope.prefix}Device"),
                "rows": statement("GATED: Final = ", sequence(_gated(package, key, lines) for key, lines in gated)),
            }
        ]
        if gated
        else [],
    }


def _bindings(package: PackagePlan) -> Iterator[dict[str, int]]:
    """The values of symbols to try: the least ones, and two more where they work."""
    least = dict(package.queues.bindings)
    yield least
    more = {name: value + 2 for name, value in least.items()}
    if more:
        try:
            number_queues((line.spec for line in package.queues.lines), _ALL, more)
        except ValueError:
            return
        yield more


def _numbers(package: PackagePlan, bindings: dict[str, int]) -> Iterator[Expression]:
    """`("receiveq", {"N": 3}, (0, 2, 4))` for each family."""
    queues = number_queues((line.spec for line in package.queues.lines), _ALL, bindings)
    values = mapping((pyrepr(name), Source(str(value))) for name, value in bindings.items())
    for key in package.queues.families():
        found = [Source(str(queue.number)) for queue in queues if queue.key == key]
        yield sequence((pyrepr(key), values, sequence(found)))


def _gated(package: PackagePlan, key: str, lines: tuple[PlannedQueue, ...]) -> Expression:
    """`pytest.param("statsq", 0x2, (2,), (), marks=...)`: the features, and the numbers with and without them."""
    bits = sum({1 << gate.bit for line in lines for gate in line.gates})
    specs = [line.spec for line in package.queues.lines]
    bindings = package.queues.bindings
    present = [queue.number for queue in number_queues(specs, _ALL, bindings) if queue.key == key]
    left = [queue.number for queue in number_queues(specs, _ALL & ~bits, bindings) if queue.key == key]
    ids = package.mentions.of_queue(lines, Role.DEVICE) or package.mentions.of_queue(lines, Role.DRIVER)
    named: dict[str, Expression] = {"id": pyrepr(key)}
    if ids:
        named["marks"] = sequence(mark(one) for one in ids)
    numbers = [sequence(Source(str(number)) for number in found) for found in (present, left)]
    return call("pytest.param", pyrepr(key), Source(hex(bits).upper().replace("0X", "0x")), *numbers, **named)
