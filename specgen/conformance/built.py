"""A specification -> the device and the driver of one device type as that very text has them, ready to run.

The package is generated and imported in memory, under a private name, so that the devices of several texts live side
by side in one process, and beside the `virtio` that is installed.
"""

import ast
import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntFlag
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from itertools import count
from pathlib import PurePosixPath
from types import CodeType, ModuleType
from typing import Any

from specgen.diagnostics import Diagnostic, SpecgenError
from specgen.emit.behaviour import behaviours
from specgen.emit.package import emit_plan
from specgen.emit.plan import BuildPlan, PackagePlan, plan_build
from specgen.model import Specification

_ROOT = "virtio"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Built:
    """What was built of one device type: its classes, and its modules by their names ("features", "inflating").

    `parts` are the parts of its behaviour that the text has room for, `missing` the others, with the reasons. `doubts`
    are warnings about requirements that the behaviour is bound to and that the text has in other words.
    """

    slug: str
    device_class: type[Any]
    driver_class: type[Any]
    feature_class: type[IntFlag]
    modules: Mapping[str, ModuleType]
    common: Mapping[str, ModuleType]
    parts: tuple[str, ...]
    missing: Mapping[str, str]
    doubts: tuple[Diagnostic, ...]


@contextmanager
def built(specification: Specification, slug: str, *, skeleton: bool = False) -> Iterator[Built]:
    """Generate and import the device type; its modules leave the interpreter's table of modules afterwards.

    With `skeleton` it may be one whose handlers are not written. Raises SpecgenError where the text has no such device
    type, where no behaviour is written for it or none fits the text, and where behaviour is bound to a requirement that
    is gone.
    """
    plan, package = _planned(specification, slug, skeleton=skeleton)
    doubts = plan.check()
    finder = _Finder(f"_specgen_built_{next(_numbers)}", emit_plan(plan))
    sys.meta_path.insert(0, finder)
    try:
        yield _imported(slug, package, finder, doubts)
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if finder.has(name)]:
            del sys.modules[name]


def doubts_of(specification: Specification, slug: str) -> tuple[Diagnostic, ...]:
    """The doubts that what `built` makes would have, without making it; raises what `built` raises."""
    plan, _ = _planned(specification, slug)
    return plan.check()


def _planned(specification: Specification, slug: str, *, skeleton: bool = False) -> tuple[BuildPlan, PackagePlan]:
    plan = plan_build(specification, text="none", devices=(slug,))
    return plan, plan.devices[0] if skeleton and slug not in behaviours() else _with_behaviour(plan.devices, slug)


def _with_behaviour(packages: Sequence[PackagePlan], slug: str) -> PackagePlan:
    """Of the packages with this slug the one that does something."""
    for package in packages:
        if package.behaviour is not None:
            return package
    if slug not in behaviours():
        raise SpecgenError(
            f"{slug} has no behaviour: its device and its driver are skeletons",
            hint=f"there is behaviour for {', '.join(behaviours())}",
        )
    raise SpecgenError(
        f"the behaviour of {slug} does not fit this text",
        hint="; ".join(f"{limit.name}: {limit.reason}" for limit in packages[0].limits if limit.output == "device"),
    )


def _imported(slug: str, package: PackagePlan, finder: "_Finder", doubts: tuple[Diagnostic, ...]) -> Built:
    behaviour = package.behaviour
    modules = finder.modules(package.scope.package)
    prefix = package.scope.prefix
    return Built(
        slug=slug,
        device_class=getattr(modules["device"], f"{prefix}Device"),
        driver_class=getattr(modules["driver"], f"{prefix}Driver"),
        feature_class=getattr(modules["features"], package.features.owner),
        modules=modules,
        common=finder.modules("common"),
        parts=() if behaviour is None else tuple(part.name for part in behaviour.parts),
        missing={limit.name: limit.reason for limit in package.limits if limit.output == "device"},
        doubts=doubts,
    )


class _Finder(MetaPathFinder):
    """Finds the modules of generated files, whose package `virtio` is called `root` here."""

    def __init__(self, root: str, files: Mapping[str, str]) -> None:
        self._root = root
        self._sources: dict[str, tuple[str, str]] = {}
        self._packages: set[str] = set()
        for file, text in files.items():
            path = PurePosixPath(file)
            if path.parts[0] != _ROOT or path.suffix != ".py":
                continue
            steps = path.with_suffix("").parts[1:]
            name = ".".join((root, *(step for step in steps if step != "__init__")))
            self._sources[name] = (file, text)
            if path.stem == "__init__":
                self._packages.add(name)

    def has(self, name: str) -> bool:
        """Whether a module is one of these files."""
        return name in self._sources

    def modules(self, package: str) -> dict[str, ModuleType]:
        """The modules of one package, imported, by their last names."""
        start = f"{self._root}.{package}."
        names = [name for name in self._sources if name.startswith(start)]
        return {name.removeprefix(start): importlib.import_module(name) for name in names}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """What the import system asks for."""
        del path, target
        if fullname not in self._sources:
            return None
        file, text = self._sources[fullname]
        loader = _Loader(self._root, f"<{self._root}>/{file}", text, package=fullname in self._packages)
        return ModuleSpec(fullname, loader, origin=loader.file, is_package=fullname in self._packages)


class _Loader(InspectLoader):
    """Runs one generated module, whose imports from `virtio` become imports from `root`."""

    def __init__(self, root: str, file: str, text: str, *, package: bool) -> None:
        self._root = root
        self.file = file
        self._text = text
        self._package = package

    def is_package(self, fullname: str) -> bool:
        """Whether it is an `__init__.py`."""
        del fullname
        return self._package

    def get_source(self, fullname: str) -> str:
        """The text as it was generated."""
        del fullname
        return self._text

    def get_code(self, fullname: str) -> CodeType:
        """The code, with the imports renamed in its tree: no text of the module is touched."""
        del fullname
        return compile(_Renamed(self._root).visit(ast.parse(self._text, self.file)), self.file, "exec")


class _Renamed(ast.NodeTransformer):
    """`from virtio.x import y` as `from ROOT.x import y`."""

    def __init__(self, root: str) -> None:
        self._root = root

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.ImportFrom:
        """Rename the package that is imported from."""
        first, dot, rest = (node.module or "").partition(".")
        if node.level == 0 and first == _ROOT:
            node.module = f"{self._root}{dot}{rest}"
        return node

    def visit_Import(self, node: ast.Import) -> ast.Import:
        """Generated code imports names from its own package, never the package itself."""
        assert all(alias.name.partition(".")[0] != _ROOT for alias in node.names)
        return node
