"""A specification -> the generated tests that carry the markers of each requirement."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from specgen.conformance.standing import Coverage
from specgen.diagnostics import SpecgenError
from specgen.emit.package import emit_tests
from specgen.emit.plan import plan_build
from specgen.model import Specification
from specgen.runtime.requirement import marker

_MARK = re.compile(r"@pytest\.mark\.(\w+)")
_TEST = re.compile(r"(?:async )?def (test_\w+)\(")


def with_tests(coverage: Coverage, specification: Specification) -> Coverage:
    """The coverage with the tests that a build of this specification has for its requirements."""
    scopes = {one.requirement.scope for one in coverage.standings}
    found = marked_tests(specification, [one.slug for one in specification.device_types if one.slug in scopes])
    standings = tuple(
        replace(one, tests=(*one.tests, *found.get(marker(one.requirement.id), ()))) for one in coverage.standings
    )
    return replace(coverage, standings=standings)


def marked_tests(specification: Specification, slugs: Collection[str]) -> dict[str, list[str]]:
    """By marker the generated tests of these device types, as `tests/balloon/test_device.py::test_name`.

    None where a build of this text would stop: `specgen build` says why.
    """
    try:
        files = emit_tests(plan_build(specification, text="none", devices=slugs))
    except SpecgenError:
        return {}
    found: dict[str, list[str]] = {}
    for path, text in files.items():
        for name, test in _marks(text):
            found.setdefault(name, []).append(f"{path}::{test}")
    return found


def _marks(text: str) -> Iterator[tuple[str, str]]:
    """The markers above each test of a module."""
    waiting: list[str] = []
    for line in text.splitlines():
        if mark := _MARK.fullmatch(line):
            waiting.append(mark[1])
        elif test := _TEST.match(line):
            yield from ((name, test[1]) for name in dict.fromkeys(waiting))
            waiting = []
        elif line and not line.startswith((" ", "@", ")")):
            waiting = []
