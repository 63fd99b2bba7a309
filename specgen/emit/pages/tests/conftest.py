"""A package -> the conftest.py that registers the markers of its tests."""

from collections.abc import Mapping

from specgen.emit.behaviour import markers_of
from specgen.emit.identity import requirement_id
from specgen.emit.imports import import_block
from specgen.emit.plan import PackagePlan
from specgen.emit.pyformat import layout, sequence
from specgen.emit.source import Source, pyrepr
from specgen.runtime.requirement import marker


def conftest_view(package: PackagePlan, common: PackagePlan) -> Mapping[str, object]:
    """The view of conftest.py: the package's own requirements, and those on all device types."""
    imports = {f"{package.module}.requirements": ["REQUIREMENTS"]}
    if package.scope.device is None:
        return {"imports": import_block(imports, ["pytest"]), "requirements": Source("REQUIREMENTS"), "bound": []}
    imports["virtio.common.requirements"] = ["REQUIREMENTS as COMMON_REQUIREMENTS"]
    return {
        "imports": import_block(imports, ["pytest"]),
        "requirements": Source("(*REQUIREMENTS, *COMMON_REQUIREMENTS)"),
        "bound": _bound_elsewhere(package, common),
    }


def _bound_elsewhere(package: PackagePlan, common: PackagePlan) -> list[Source]:
    """The markers on the tests of behaviour for requirements that the text does not have under their IDs, if any."""
    if package.behaviour is None:
        return []
    stated = {marker(requirement_id(one)) for scope in (package.scope, common.scope) for one in scope.requirements}
    missing = markers_of(package.behaviour) - stated
    if not missing:
        return []
    return [layout(sequence(pyrepr(name) for name in sorted(missing)), indent=4, before=12, after=1)]
