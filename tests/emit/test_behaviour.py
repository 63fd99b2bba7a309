"""Behaviour is generated where the text has room for it, and only as long as the text asks for it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from specgen.cli import main

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "specgen" / "sample"
BALLOON = Path("device-types") / "balloon" / "description.tex"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    copy = tmp_path / "tree"
    shutil.copytree(SAMPLE, copy)
    return copy


def build(tree: Path, out: Path, *options: str) -> int:
    return main(["build", str(tree), "--out", str(out), *options])


def modules(out: Path) -> set[str]:
    return {path.stem for path in (out / "virtio" / "balloon").glob("*.py")}


def edit(tree: Path, pattern: str, new: str) -> None:
    path = tree / BALLOON
    text, count = re.subn(pattern, new, path.read_text(), flags=re.DOTALL)
    assert count, pattern
    path.write_text(text)


def test_parts_come_with_the_features_that_gate_them(tree: Path, tmp_path: Path) -> None:
    assert build(tree, tmp_path / "out") == 0
    assert modules(tmp_path / "out") >= {"inflating", "poisoning", "statistics", "hinting"}
    assert "reporting" not in modules(tmp_path / "out")
    assert build(tree, tmp_path / "patched", "--patch", str(SAMPLE / "add-page-reporting.patch")) == 0
    assert modules(tmp_path / "patched") - modules(tmp_path / "out") == {"reporting"}


@pytest.mark.parametrize("options", [[], ["--patch", str(SAMPLE / "add-page-reporting.patch")]])
def test_the_generated_balloon_passes_its_own_tests(tree: Path, tmp_path: Path, options: list[str]) -> None:
    out = tmp_path / "out"
    assert build(tree, out, *options) == 0
    assert run_tests(out) == ""


def run_tests(out: Path) -> str:
    """What the tests of a package say, in a process of their own; nothing where they pass.

    A package registers all its markers itself: it needs no plugin for that.
    """
    path = [str(out), str(ROOT)]
    code = f"import sys; sys.path[:0] = {path!r}; import pytest; sys.exit(pytest.main(sys.argv[1:]))"
    line = [
        sys.executable,
        "-c",
        code,
        "-q",
        "--strict-markers",
        "-p",
        "no:specgen",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(out),
        str(out / "tests"),
    ]
    ran = subprocess.run(line, capture_output=True, text=True, check=False, cwd=out)
    return "" if ran.returncode == 0 else ran.stdout[-3000:]


def test_a_binding_to_a_requirement_that_is_gone_stops_the_build(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(tree, r"Once the number of pages[^.]*\\field\{actual\}\.", "")
    assert build(tree, tmp_path / "out") == 2
    said = capsys.readouterr().err
    assert "bound to balloon-drv-0012, which is gone" in said
    assert "templates/behaviour/balloon/inflating.py.j2" in said
    assert not (tmp_path / "out").exists()


def test_a_part_whose_names_are_missing_is_left_out(tree: Path, tmp_path: Path) -> None:
    edit(tree, r"poison_val;", "poison_value;")
    assert build(tree, tmp_path / "out") == 0
    assert "poisoning" not in modules(tmp_path / "out")
    assert "hinting" in modules(tmp_path / "out")


SPECIFICATIONS = Path(os.environ.get("VIRTIO_SPEC", ROOT.parent / "shared" / "virtio-spec"))
REPORTING = ROOT.parent / "shared" / "patches" / "page-reporting-v2.mail.txt"
BASE = {"inflating", "statistics"}
LATER = BASE | {"poisoning", "hinting"}


@pytest.mark.parametrize(
    ("version", "patch", "parts"),
    [
        ("v1.0", None, BASE),
        ("v1.1", None, BASE),
        ("seed-base", None, LATER),
        ("seed-base", REPORTING, LATER | {"reporting"}),
        ("v1.2", None, LATER | {"reporting"}),
        ("v1.4", None, LATER | {"reporting"}),
    ],
)
def test_each_version_has_the_balloon_it_describes(
    version: str, patch: Path | None, parts: set[str], tmp_path: Path
) -> None:
    tree = SPECIFICATIONS / version
    if not tree.is_dir() or (patch is not None and not patch.is_file()):
        pytest.skip(f"there is no {tree if patch is None else patch}: $VIRTIO_SPEC names the directory of versions")
    out = tmp_path / "out"
    options = [] if patch is None else ["--patch", str(patch)]
    assert build(tree, out, "--device", "balloon", *options) == 0
    assert modules(out) & (LATER | {"reporting"}) == parts
    assert run_tests(out) == ""


def test_a_patch_that_takes_a_bound_requirement_away_stops_the_build(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = SPECIFICATIONS / "v1.4"
    if not source.is_dir():
        pytest.skip(f"there is no {source}: $VIRTIO_SPEC names the directory of versions")
    tree = tmp_path / "tree"
    shutil.copytree(source, tree)
    edit(tree, r"The driver MUST make at most one buffer[^.]*\.", "")
    assert build(tree, tmp_path / "out", "--device", "balloon") == 2
    assert "balloon-drv-0014, which is gone" in capsys.readouterr().err
