"""The plan of a device type -> device.py: its facts, its configuration, and a handler to write for each virtqueue."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from specgen.emit.imports import import_block
from specgen.emit.pages.features import tagged
from specgen.emit.plan import PackagePlan
from specgen.emit.pyformat import Text, call, sequence, statement
from specgen.emit.queues import PlannedQueue
from specgen.emit.source import Source, docstring
from specgen.model import Role


def device_view(package: PackagePlan) -> Mapping[str, object]:
    """The view of device.py."""
    imports = facts_imports(package)
    parts = package.behaviour.parts if package.behaviour is not None else ()
    handled = package.behaviour.handled if package.behaviour is not None else ()
    families = {key: lines for key, lines in package.queues.families().items() if key not in handled}
    if families:
        imports["specgen.runtime.virtqueue"] = ["Chain"]
    if parts:
        imports |= {f"{package.module}.{part.name}": [part.device] for part in parts}
    else:
        imports["specgen.runtime.device"] = ["Device"]
    title = package.scope.title
    return {
        "doc": docstring(summary("device", title, runs=bool(parts)), indent=0),
        "bases": bases([part.device for part in parts] or [Source("Device")]),
        "imports": import_block(imports),
        "name": Source(f"{package.scope.prefix}Device"),
        "class_doc": _class_doc(package, families),
        "facts": facts(package),
        "sizes": [Source(package.config.name)] if package.config is not None else [],
        "writable": _writable(package),
        "configs": fixed_config(package),
        "handlers": [_handler(package, key, lines) for key, lines in families.items()],
    }


def summary(side: str, title: str, *, runs: bool) -> str:
    """The first line of the module of one side."""
    what = "all it does, part by part" if runs else f"a skeleton to derive a {side} from"
    return f"The {side} side of the {title}: {what}."


def bases(classes: Sequence[Source]) -> Source:
    """The classes to derive from: a part before those it builds on."""
    return Source(", ".join(reversed(classes)))


def _class_doc(package: PackagePlan, skeleton: Collection[str]) -> Source:
    title = f"{package.scope.title} (device ID {package.device_id})"
    if package.behaviour is None:
        return docstring(
            f"{title}: a skeleton, without behaviour of its own.",
            "Status, feature negotiation, configuration space and the life of the virtqueues work; what the device "
            "does with a buffer does not: each handler raises NotImplementedError until a subclass overrides it.",
            indent=4,
        )
    lacking = "What it does with buffers of the queues handled below is not written." if skeleton else ""
    return docstring(f"{title}: it runs.", lacking, indent=4)


def _writable(package: PackagePlan) -> list[Source]:
    """The ranges of configuration that a driver may write, where the behaviour says which."""
    if package.behaviour is None or package.config is None:
        return []
    fields = [field for part in package.behaviour.parts for field in part.writable]
    spans = [Source(f'{package.config.name}.span_of("{field}")') for field in fields]
    return [statement("config_writable = ", sequence(spans), indent=4)]


def facts_imports(package: PackagePlan) -> dict[str, list[str]]:
    """What the class variables of `facts` need."""
    imports = {
        f"{package.module}.features": ["LEGACY", "REQUIRES", package.features.owner],
        f"{package.module}.virtqueues": ["BINDINGS", "QUEUES"],
        "virtio.common.features": ["CURRENT as RESERVED"],
    }
    if package.config is not None:
        imports[f"{package.module}.layout"] = [package.config.name]
    return imports


def facts(package: PackagePlan) -> list[Source]:
    """The class variables device and driver share."""
    return [
        Source(f"device_id = {package.device_id}"),
        Source(f"features = {package.features.owner}"),
        Source("legacy_features = LEGACY"),
        Source("reserved_features = RESERVED"),
        Source("requires = REQUIRES"),
        Source("queues = QUEUES"),
        Source("default_bindings = BINDINGS"),
    ]


def fixed_config(package: PackagePlan) -> list[Source]:
    """The class of the device configuration layout, where its size does not depend on what it holds."""
    return [Source(package.config.name)] if package.config is not None and not package.config.open else []


def family_place(lines: Iterable[PlannedQueue]) -> str:
    """For people: `receiveq1 (virtqueue 0), receiveqN (virtqueues 2(N-1))`."""
    return ", ".join(f"{line.title} ({line.place})" for line in lines)


def family_gates(lines: Iterable[PlannedQueue]) -> str:
    """For people: on what a queue depends, where all lines of its family depend on it."""
    gates = [frozenset(gate.name for gate in line.gates) for line in lines]
    shared = sorted(frozenset.intersection(*gates)) if gates else []
    return f"It exists only with {' and '.join(shared)}." if shared else ""


def _handler(package: PackagePlan, key: str, lines: tuple[PlannedQueue, ...]) -> Mapping[str, object]:
    place = family_place(lines)
    ids = package.mentions.of_queue(lines, Role.DEVICE)
    message = Text(f"{place}: what the device does with its buffers is not written")
    return {
        "signature": statement(
            f"def on_{key}", call("", Source("self"), Source("chain: Chain")), indent=4, end=" -> int | None:"
        ),
        "doc": tagged(f"Take a buffer of {place}.", ids, family_gates(lines), indent=8),
        "error": statement("raise ", call("NotImplementedError", message), indent=8),
    }
