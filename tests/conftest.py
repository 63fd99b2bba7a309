"""Fixtures: the real specification where there is one, and small trees made on the spot."""

import os
from collections.abc import Callable
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from specgen.extract import Reading, read_specification
from specgen.trees import DirectoryTree, open_tree

pytest_plugins = ["pytester"]
if "specgen" not in entry_points(group="pytest11").names:  # an editable installation from before there was a plugin
    pytest_plugins.append("specgen.conformance.pytest_plugin")

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write what golden tests find as what they expect")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares a text with a golden file, or writes it there with `--accept`."""

    def check(path: Path, text: str) -> None:
        if request.config.getoption("--accept"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return check


def shared(name: str) -> Path:
    """A directory of the shared material beside the checkout; skips the test where it is absent."""
    path = ROOT.parent / "shared" / name
    if not path.exists():
        pytest.skip(f"needs ../shared/{name} beside the checkout")
    return path


def specification_root() -> Path:
    """`$VIRTIO_SPEC` (a directory with v1.0, v1.1, v1.2, v1.4 in it), else ../shared/virtio-spec."""
    configured = os.environ.get("VIRTIO_SPEC")
    return Path(configured) if configured else shared("virtio-spec")


@cache
def _read(path: str) -> Reading:
    return read_specification(open_tree(path), cache=False)


@pytest.fixture(scope="session")
def real() -> Callable[[str], Reading]:
    """Reads one version of the real specification, once a session."""

    def read(version: str) -> Reading:
        path = specification_root() / version
        if not path.is_dir():
            pytest.skip(f"needs the specification's {version}: set VIRTIO_SPEC or put ../shared beside the checkout")
        return _read(str(path))

    return read


@pytest.fixture
def read_text(tmp_path: Path) -> Callable[..., Reading]:
    """Reads a tree made of the texts given: the first argument is content.tex, others by name."""

    def read(content: str | bytes, **others: str | bytes) -> Reading:
        for name, text in {"content": content, **others}.items():
            path = tmp_path / f"{name.replace('__', '/')}.tex"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_specification(DirectoryTree(tmp_path), cache=False)

    return read


@pytest.fixture(autouse=True)
def _width_of_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is drawn does not depend on the window the tests run in; pytest-xdist sets COLUMNS."""
    monkeypatch.delenv("COLUMNS", raising=False)
