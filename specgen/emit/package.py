"""A specification -> the files of a Python package: their paths and texts, the same to the byte for the same input."""

from collections.abc import Collection, Iterator, Mapping

from specgen.emit.behaviour import part_view, template_of, test_template_of
from specgen.emit.header import header, header_lines
from specgen.emit.manifest import MANIFEST, digest, manifest_text
from specgen.emit.pages.constants import constants_view
from specgen.emit.pages.device import device_view
from specgen.emit.pages.driver import driver_view
from specgen.emit.pages.features import features_view
from specgen.emit.pages.layout import layout_view
from specgen.emit.pages.package import package_view, root_view
from specgen.emit.pages.requirements import requirements_view
from specgen.emit.pages.tests.conftest import conftest_view
from specgen.emit.pages.tests.device import device_tests_view
from specgen.emit.pages.tests.features import features_tests_view
from specgen.emit.pages.tests.layout import layout_tests_view
from specgen.emit.pages.tests.negotiation import negotiation_tests_view
from specgen.emit.pages.tests.virtqueues import virtqueues_tests_view
from specgen.emit.pages.transport import device_ids_view, registers_view
from specgen.emit.pages.virtqueues import virtqueues_view
from specgen.emit.plan import BuildPlan, PackagePlan, TextMode, plan_build
from specgen.emit.render import render
from specgen.emit.source import Source, docstring
from specgen.emit.violations import violations
from specgen.extract.clauses import NO_CLAUSES, Clauses
from specgen.model import Specification

Page = tuple[str, str, Mapping[str, object]]
"""Path, template, view."""


def emit_package(
    specification: Specification,
    *,
    text: TextMode,
    devices: Collection[str] | None = None,
    source: str = "",
    clauses: Clauses = NO_CLAUSES,
) -> dict[str, str]:
    """The files of the package by their paths: `virtio/...`, `tests/...`, and MANIFEST.

    `text` "none" leaves out the specification's wording. `devices` are the slugs to build, all where `None`. `source`
    says in the header where the specification came from, `clauses` what its requirements mean. Raises SpecgenError for
    a slug that is none, and where behaviour is bound to a requirement that is gone.
    """
    plan = plan_build(specification, text=text, devices=devices, source=source, clauses=clauses)
    plan.check()
    return emit_plan(plan)


def emit_plan(build: BuildPlan) -> dict[str, str]:
    """The files of a planned build, of which `BuildPlan.check` says what is doubtful."""
    top = header(build.specification, build.source)
    files = {path: render(template, {"header": top, **view}) for path, template, view in _pages(build)}
    files["virtio/py.typed"] = ""
    lines = header_lines(build.specification, build.source)
    files[MANIFEST] = manifest_text(lines, ((path, digest(content)) for path, content in files.items()))
    return dict(sorted(files.items()))


def emit_tests(build: BuildPlan) -> dict[str, str]:
    """The generated tests of a planned build alone."""
    top = header(build.specification, build.source)
    pages = (page for package in build.packages for page in _test_pages(build, package))
    return {path: render(template, {"header": top, **view}) for path, template, view in pages}


def _pages(build: BuildPlan) -> Iterator[Page]:
    yield "virtio/__init__.py", "root.py.j2", root_view(build)
    yield "tests/__init__.py", "tests.py.j2", {"doc": Source('"""Tests of the generated package."""')}
    for package in build.packages:
        yield from _package_pages(build, package)
        yield from _test_pages(build, package)


def _package_pages(build: BuildPlan, package: PackagePlan) -> Iterator[Page]:
    """The modules of one package."""
    base = f"virtio/{package.scope.package}"
    yield f"{base}/__init__.py", "package.py.j2", package_view(package)
    yield f"{base}/features.py", "features.py.j2", features_view(package)
    yield f"{base}/layout.py", "layout.py.j2", layout_view(package)
    yield f"{base}/constants.py", "constants.py.j2", constants_view(package)
    yield f"{base}/requirements.py", "requirements.py.j2", requirements_view(package, build.text, build.clauses)
    if package.scope.device is None:
        common = build.specification.common
        yield f"{base}/registers.py", "registers.py.j2", registers_view(common)
        yield f"{base}/device_ids.py", "device_ids.py.j2", device_ids_view(common)
    else:
        yield f"{base}/virtqueues.py", "virtqueues.py.j2", virtqueues_view(package, build.text)
        yield f"{base}/device.py", "device.py.j2", device_view(package)
        yield f"{base}/driver.py", "driver.py.j2", driver_view(package)
    if package.behaviour is not None:
        view = part_view(package.scope, package.features, package.layouts)
        for part in package.behaviour.parts:
            yield f"{base}/{part.name}.py", template_of(package.behaviour, part), view


def _test_pages(build: BuildPlan, package: PackagePlan) -> Iterator[Page]:
    """The tests of one package: a file for each thing there is to test."""
    base = f"tests/{package.scope.package}"
    doc = docstring(f"Tests of {package.module}.", indent=0)
    yield f"{base}/__init__.py", "tests.py.j2", {"doc": doc}
    yield f"{base}/conftest.py", "conftest.py.j2", conftest_view(package, build.common)
    yield f"{base}/test_features.py", "test_features.py.j2", features_tests_view(package)
    if package.layouts.structs:
        yield f"{base}/test_layout.py", "test_layout.py.j2", layout_tests_view(package)
    if package.scope.device is None:
        return
    yield f"{base}/test_device.py", "test_device.py.j2", device_tests_view(package, build.common.scope.normative)
    if package.queues.lines:
        yield f"{base}/test_virtqueues.py", "test_virtqueues.py.j2", virtqueues_tests_view(package)
    if package.behaviour is not None:
        parts = part_view(package.scope, package.features, package.layouts)
        for part in package.behaviour.parts:
            if (template := test_template_of(package.behaviour, part)) is not None:
                yield f"{base}/test_{part.name}.py", template, parts
    found, _ = violations(package.features, package.scope.package)
    if found:
        view = negotiation_tests_view(package, found, build.common.scope.normative)
        yield f"{base}/test_negotiation.py", "test_negotiation.py.j2", view
