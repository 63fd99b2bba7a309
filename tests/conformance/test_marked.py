"""The generated tests of each requirement, as the markers in a build say."""

import ast
from dataclasses import replace

from conformance.standings import SAMPLE, bare

from specgen.conformance.marked import marked_tests, with_tests
from specgen.emit.package import emit_package
from specgen.ledger import read_identified
from specgen.runtime.requirement import marker
from specgen.trees import open_tree

SPECIFICATION = read_identified(open_tree(str(SAMPLE)), cache=False).specification


def test_markers_are_found_as_python_sees_them() -> None:
    """All marks of requirements in the decorators of tests, read with the parser of the language."""
    found: dict[str, set[str]] = {}
    for path, text in emit_package(SPECIFICATION, text="none").items():
        if path.startswith("tests/") and path.endswith(".py"):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                    for mark in node.decorator_list:
                        if isinstance(mark, ast.Attribute):
                            found.setdefault(mark.attr, set()).add(f"{path}::{node.name}")
    assert len(found) > 10
    known = marked_tests(SPECIFICATION, [device.slug for device in SPECIFICATION.device_types])
    assert {name: set(tests) for name, tests in known.items()} == found


def test_requirements_get_their_tests() -> None:
    standings = with_tests(bare(), SPECIFICATION).standings
    known = marked_tests(SPECIFICATION, ["balloon"])
    assert {marker(one.requirement.id) for one in standings if one.tests} == known.keys() & {
        marker(one.requirement.id) for one in standings
    }
    assert any(len(one.tests) > 1 for one in standings)


def test_a_text_that_cannot_be_built_has_no_tests() -> None:
    without = replace(SPECIFICATION, device_types=())
    assert not any(one.tests for one in with_tests(bare(), without).standings)
    assert marked_tests(SPECIFICATION, ["nosuch"]) == {}
