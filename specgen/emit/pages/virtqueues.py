"""Planned virtqueues -> virtqueues.py: the queues as data, with formulas where the text has them."""

from collections.abc import Mapping

from specgen.emit.imports import import_block
from specgen.emit.plan import PackagePlan, TextMode
from specgen.emit.pyformat import Expression, Text, call, mapping, one_line, sequence, statement
from specgen.emit.queues import PlannedQueue
from specgen.emit.source import WIDTH, Source, docstring, pyrepr


def virtqueues_view(package: PackagePlan, text: TextMode) -> Mapping[str, object]:
    """The view of virtqueues.py; with `text` "none" no condition is told in the specification's words."""
    plan = package.queues
    imports = {"typing": ["Final"], "specgen.runtime.queues": ["QueueSpec"]}
    if not plan.bindings:
        imports["collections.abc"] = ["Mapping"]
    for gate in (gate for line in plan.lines for gate in line.gates if _fits(line)):
        own = gate.owner == package.features.owner
        module = f"{package.module}.features" if own else "virtio.common.features"
        imports.setdefault(module, []).append(gate.owner)
    queues: Expression = sequence(_spec(line, text) for line in plan.lines)
    bindings: Expression = mapping((pyrepr(name), Source(str(value))) for name, value in plan.bindings.items())
    return {
        "doc": docstring(f"The virtqueues of the {package.scope.title}, in the order of the text.", indent=0),
        "imports": import_block(imports),
        "queues": statement(f"QUEUES: Final{'' if plan.lines else '[tuple[QueueSpec, ...]]'} = ", queues),
        "bindings": statement(f"BINDINGS: Final{'' if plan.bindings else '[Mapping[str, int]]'} = ", bindings),
    }


def _spec(line: PlannedQueue, text: TextMode) -> Expression:
    """`QueueSpec("statsq", 2, features=BalloonFeature.STATS_VQ)`."""
    index: Expression = Source(str(line.index)) if isinstance(line.index, int) else pyrepr(line.index)
    named: dict[str, Expression] = {}
    if line.title != line.key:
        named["name"] = Text(line.title)
    if line.gates:
        named["features"] = _gates(line)
    if text == "full" and line.queue.condition:
        named["condition"] = Text(line.queue.condition)
    if line.each is not None:
        named["each"] = pyrepr(line.each)
    return call("QueueSpec", pyrepr(line.key), index, **named)


def _gates(line: PlannedQueue) -> Source:
    """The features a queue depends on by name, as one number where there are too many to read."""
    names = one_line(Source(" | ".join(gate.reference for gate in line.gates)))
    return names if _fits(line) else Source(hex(sum({1 << gate.bit for gate in line.gates})))


def _fits(line: PlannedQueue) -> bool:
    return len(" | ".join(gate.reference for gate in line.gates)) <= WIDTH - 32
