"""Tests that carry requirement IDs as markers -> markers that pytest knows, and a matrix of what came of them.

A marker is known by a line `balloon_drv_0007: concerns balloon-drv-0007 (MUST)` among pytest's markers. The conftest.py
of a generated package has one for each requirement; for all other tests this plugin reads which markers their files
use. It is loaded wherever specgen is installed, so it imports what it needs only where there are such markers.
"""

import contextlib
import re
from pathlib import Path
from typing import NamedTuple

import pytest

_NAME = r"(?:n_)?[a-z0-9][a-z0-9_]*_(?:drv|dev|both|oth|other)_(?:[0-9]{4,9}|new_[0-9a-f]{6,12})"
_USED = re.compile(rb"\bmark\.(%b)\b" % _NAME.encode())
_LINE = re.compile(r"(\w+): concerns (\S+)(?: \(([^;]*)(?:; (\w+))?\))?")
_KNOWN = pytest.StashKey[set[str]]()
_MATRIX = "specgen-requirements"
_configs: list[pytest.Config] = []


class Marked(NamedTuple):
    """What a marker stands for; `levels` are empty where they are not known."""

    requirement: str
    levels: tuple[str, ...]
    kind: str


def concerns(*requirements: str) -> tuple[pytest.MarkDecorator, ...]:
    """The marks for tests of these IDs: `pytest.param(row, marks=concerns(row.id))`.

    For IDs that stand nowhere in the file of the tests, as where a parameter holds them.
    """
    from specgen.runtime.requirement import marker  # noqa: PLC0415 - see the top

    for one in requirements if _configs else ():
        _register(_configs[-1], one)
    return tuple(getattr(pytest.mark, marker(one)) for one in requirements)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--requirements`, unless another plugin of this group has it."""
    group = parser.getgroup("specgen", "requirements of a specification")
    with contextlib.suppress(ValueError):
        group.addoption(
            "--requirements", action="store_true", dest="specgen_requirements",
            help="print which requirements the tests concern, by their markers, and what came of them",
        )  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Remember the configuration, and watch the tests where the matrix is wanted."""
    _configs.append(config)
    config.stash[_KNOWN] = set()
    if config.getoption("specgen_requirements", default=False):
        from specgen.conformance.pytest_matrix import Matrix  # noqa: PLC0415 - only where it is asked for

        config.pluginmanager.register(Matrix(config), _MATRIX)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Forget the configuration."""
    if config in _configs:
        _configs.remove(config)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> None:
    """Register the markers that a file of tests uses, before it is imported."""
    try:
        source = module_path.read_bytes()
    except OSError:  # pytest itself says what is wrong with it
        return
    for name in set(_USED.findall(source)):
        _register(parent.config, requirement_of(name.decode()))


def registered(config: pytest.Config) -> dict[str, Marked]:
    """By marker, each requirement that pytest knows a marker for."""
    found: dict[str, Marked] = {}
    for line in config.getini("markers"):
        if match := _LINE.fullmatch(line):
            levels = tuple(filter(None, (match[3] or "").split(", ")))
            if levels or match[1] not in found:
                found[match[1]] = Marked(match[2], levels, match[4] or "normative")
    return found


def requirement_of(name: str) -> str:
    """The ID that a marker was made of: `balloon_drv_0007` of balloon-drv-0007."""
    return re.sub(r"\An_(?=\d)", "", name).replace("_", "-")


def _register(config: pytest.Config, requirement: str) -> None:
    from specgen.runtime.requirement import marker_line  # noqa: PLC0415 - see the top

    known = config.stash.setdefault(_KNOWN, set())
    if requirement not in known:
        known.add(requirement)
        config.addinivalue_line("markers", marker_line(requirement))
