"""The plan of a package -> its __init__.py, which gives its names to `from virtio.balloon import ...`."""

from collections.abc import Mapping

from specgen.emit.imports import import_block, sorted_names
from specgen.emit.plan import BuildPlan, PackagePlan
from specgen.emit.pyformat import listing, mapping, statement
from specgen.emit.source import Source, docstring, pyrepr


def package_view(package: PackagePlan) -> Mapping[str, object]:
    """The view of the __init__.py of one device type, or of the common package."""
    imports = {
        f"{package.module}.features": [package.features.owner],
        f"{package.module}.requirements": ["REQUIREMENTS"],
    }
    if package.scope.device is None:
        doc = "What all device types share: reserved feature bits, rings, transports, requirements."
    else:
        prefix, title = package.scope.prefix, package.scope.title
        doc = f"{title} (device ID {package.device_id}): features, virtqueues, layouts, requirements, both sides."
        imports |= {
            f"{package.module}.device": [f"{prefix}Device"],
            f"{package.module}.driver": [f"{prefix}Driver"],
            f"{package.module}.layout": [package.config.name] if package.config is not None else [],
            f"{package.module}.virtqueues": ["QUEUES"],
        }
    exported = sorted_names([name for names in imports.values() for name in names])
    return {
        "doc": docstring(doc, indent=0),
        "imports": import_block(imports),
        "exported": statement("__all__ = ", listing(pyrepr(name) for name in exported)),
    }


def root_view(build: BuildPlan) -> Mapping[str, object]:
    """The view of virtio/__init__.py."""
    specification = build.specification
    doc = f"The device types of {specification.title or 'a specification'}, generated from its text."
    pairs = ((pyrepr(one.scope.package), Source(str(one.device_id))) for one in build.devices)
    types = mapping(pairs)
    start = "DEVICE_TYPES: Final = " if build.devices else "DEVICE_TYPES: Final[dict[str, int]] = "
    return {"doc": docstring(doc, indent=0), "types": statement(start, types)}
