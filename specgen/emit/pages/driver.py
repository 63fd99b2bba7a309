"""The plan of a device type -> driver.py: its facts, its configuration, and a method for each virtqueue."""

from collections.abc import Mapping

from specgen.emit.imports import import_block
from specgen.emit.pages.device import bases, facts, facts_imports, family_gates, family_place, fixed_config, summary
from specgen.emit.pages.features import tagged
from specgen.emit.plan import PackagePlan
from specgen.emit.pyformat import call, statement
from specgen.emit.queues import PlannedQueue
from specgen.emit.source import Source, docstring, pyrepr
from specgen.model import Role


def driver_view(package: PackagePlan) -> Mapping[str, object]:
    """The view of driver.py."""
    imports = facts_imports(package)
    if not fixed_config(package):
        imports.pop(f"{package.module}.layout", None)
    parts = package.behaviour.parts if package.behaviour is not None else ()
    if parts:
        imports |= {f"{package.module}.{part.name}": [part.driver] for part in parts}
    else:
        imports["specgen.runtime.driver"] = ["Driver"]
    families = package.queues.families()
    if families:
        imports["specgen.runtime.virtqueue"] = ["Buffers"]
    title = package.scope.title
    return {
        "doc": docstring(summary("driver", title, runs=bool(parts)), indent=0),
        "bases": bases([part.driver for part in parts] or [Source("Driver")]),
        "imports": import_block(imports),
        "name": Source(f"{package.scope.prefix}Driver"),
        "class_doc": _class_doc(package),
        "facts": facts(package),
        "configs": fixed_config(package),
        "methods": [_method(package, key, lines) for key, lines in families.items()],
    }


def _class_doc(package: PackagePlan) -> Source:
    title = f"{package.scope.title} (device ID {package.device_id})"
    if package.behaviour is not None:
        return docstring(
            f"{title}: it runs.",
            "`initialize` brings the device up in the order of the text; `service` does what there is to do, and is to "
            "be called at each notification.",
            indent=4,
        )
    return docstring(
        f"{title}: a skeleton, without behaviour of its own.",
        "`initialize` brings the device up in the order of the text; what buffers to make available, and what to do "
        "with used ones, is for a subclass to say.",
        indent=4,
    )


def _method(package: PackagePlan, key: str, lines: tuple[PlannedQueue, ...]) -> Mapping[str, object]:
    """`add_<key>`; the queues of a family are told apart by their ordinal."""
    family = len(lines) > 1 or lines[0].several
    parameters = [Source("self"), Source("readable: Buffers = ()"), Source("writable: Buffers = ()")]
    arguments = [pyrepr(key), Source("readable"), Source("writable")]
    if family:
        parameters.insert(1, Source("ordinal: int = 1"))
        arguments.append(Source("ordinal"))
    ids = package.mentions.of_queue(lines, Role.DRIVER)
    which = "`ordinal` counts the family's virtqueues from 1." if family else ""
    summary = f"Make a buffer available on {family_place(lines)}: its token."
    return {
        "signature": statement(f"def add_{key}", call("", *parameters), indent=4, end=" -> int:"),
        "doc": tagged(summary, ids, which, family_gates(lines), indent=8),
        "body": statement("return ", call("self.add", *arguments), indent=8),
    }
