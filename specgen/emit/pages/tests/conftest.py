"""A package -> the conftest.py that registers the markers of its tests."""

from collections.abc import Mapping

from specgen.emit.imports import import_block
from specgen.emit.plan import PackagePlan
from specgen.emit.source import Source


def conftest_view(package: PackagePlan) -> Mapping[str, object]:
    """The view of conftest.py: the package's own requirements, and those on all device types."""
    imports = {f"{package.module}.requirements": ["REQUIREMENTS"]}
    if package.scope.device is None:
        return {"imports": import_block(imports, ["pytest"]), "requirements": Source("REQUIREMENTS")}
    imports["virtio.common.requirements"] = ["REQUIREMENTS as COMMON_REQUIREMENTS"]
    return {
        "imports": import_block(imports, ["pytest"]),
        "requirements": Source("(*REQUIREMENTS, *COMMON_REQUIREMENTS)"),
    }
