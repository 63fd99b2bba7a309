"""The wheel, unpacked alone in a directory: what an installation really holds, away from any checkout."""

import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("pylatexenc", "lark", "jinja2", "rich", "specgen.model", "specgen.cli")


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that stands for site-packages and holds the wheel's files only."""
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("needs hatchling to build the wheel without the network")
    scratch = tmp_path_factory.mktemp("wheel")
    build = f"import hatchling.build as b; print(b.build_wheel({str(scratch)!r}))"
    done = subprocess.run([sys.executable, "-c", build], cwd=ROOT, capture_output=True, text=True, check=True)
    with zipfile.ZipFile(scratch / done.stdout.split()[-1]) as wheel:
        wheel.extractall(scratch / "site")
    return scratch / "site"


def run(site: Path, where: Path, *arguments: str) -> str:
    """Standard output of Python with the unpacked wheel before all else, but for what a build in `where` put in out."""
    environment = {**os.environ, "PYTHONPATH": f"out{os.pathsep}{site}", "SPECGEN_NO_CACHE": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=where, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    where = run(installed, tmp_path, "-c", "import specgen, virtio; print(specgen.__file__); print(virtio.__path__)")
    assert where.count(str(installed)) == 2
    assert run(installed, tmp_path, "-m", "specgen", "--version").startswith("specgen ")


def test_generated_packages_load_nothing_of_the_generator(installed: Path, tmp_path: Path) -> None:
    packages = sorted(path.parent.name for path in (installed / "virtio").glob("*/device.py"))
    assert "balloon" in packages
    imports = "; ".join(f"import virtio.{name}" for name in packages)
    loaded = run(installed, tmp_path, "-c", f"import sys; {imports}; print([m for m in {HEAVY!r} if m in sys.modules])")
    assert loaded == "[]\n"


def test_the_sample_builds_and_its_tests_pass_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    out = run(installed, tmp_path, "-m", "specgen", "build", "--out", "out")
    assert "1 device type" in out
    told = run(
        installed, tmp_path, "-m", "pytest", "-q", "--import-mode=importlib", "-p", "no:cacheprovider", "out/tests"
    )
    assert " passed" in told
    told = run(
        installed, tmp_path, "-m", "pytest", "-q", "-W", "error", "--strict-markers", "--requirements", "out/tests"
    )
    assert "balloon-drv-0007" in told
    assert " without a test in this run" in told


def test_the_schema_and_the_types_are_shipped(installed: Path) -> None:
    schema = json.loads((installed / "specgen/emit/facts.schema.json").read_text(encoding="utf-8"))
    assert schema["title"] == "specgen-facts/1"
    assert (installed / "specgen/conformance/formats/check.schema.json").is_file()
    assert (installed / "specgen/conformance/coverage.schema.json").is_file()
    assert (installed / "specgen/py.typed").is_file()
    assert (installed / "virtio/py.typed").is_file()


def test_nothing_else_is_shipped(installed: Path) -> None:
    top = {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")}
    assert top == {"specgen", "virtio"}
    assert not [
        path for path in installed.rglob("*") if path.name in {"__pycache__", "tests"} and "virtio" in path.parts
    ]
