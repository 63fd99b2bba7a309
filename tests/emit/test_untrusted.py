"""Text that tries to become code, to take a reserved name or to leave the directory ends as data with a safe name."""

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from specgen.emit.package import emit_package
from specgen.emit.writer import write_package
from specgen.extract import Reading

Read = Callable[..., Reading]


def device(name: str, number: int, inner: str = "") -> str:
    return (
        f"\\section{{{name}}}\n\\subsection{{Device ID}}\n {number}\n"
        "\\subsection{Virtqueues}\n\\begin{description}\n\\item[0] requestq\n\\end{description}\n"
        f"{inner}"
    )


def features(*items: str) -> str:
    rows = "".join(f"\\item[{item}] It is so.\n" for item in items)
    return f"\\subsection{{Feature bits}}\n\\begin{{description}}\n{rows}\\end{{description}}\n"


def layout(members: str) -> str:
    return (
        "\\subsection{Device configuration layout}\n\\begin{lstlisting}\nstruct virtio_x_config {\n"
        f"{members}}};\n\\end{{lstlisting}}\n"
    )


def built(reading: Reading, out: Path, text: str = "full") -> dict[str, str]:
    files = emit_package(reading.specification, text=text, devices=None, source="a test")  # type: ignore[arg-type]
    for path, content in files.items():
        if path.endswith(".py"):
            ast.parse(content, path)
    write_package(files, out)
    return files


def imported(out: Path, code: str) -> str:
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(out)!r}); {code}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize(
    ("title", "package"),
    [("__init__ Device", "init"), ("class Device", "class_"), ("../../x Device", "x"), ("common Device", "common_2")],
)
def test_names_that_python_or_the_package_reserve(read_text: Read, tmp_path: Path, title: str, package: str) -> None:
    out = tmp_path / "out"
    files = built(read_text("\\chapter{Device Types}\n" + device(title, 77)), out)
    assert f"virtio/{package}/device.py" in files
    assert imported(out, f"import virtio.{package}; print(virtio.{package}.QUEUES[0].key)") == "requestq"
    assert {path.name for path in tmp_path.iterdir()} <= {"out", "content.tex"}


def test_two_device_types_with_one_slug(read_text: Read, tmp_path: Path) -> None:
    files = built(
        read_text("\\chapter{Device Types}\n" + device("Lamp Device", 70) + device("Lamp Device", 71)), tmp_path
    )
    assert "virtio/lamp/device.py" in files
    assert "device_id = 70" in files["virtio/lamp/device.py"]
    assert "device_id = 71" in files["virtio/lamp_2/device.py"]


def test_a_feature_named_with_quotes(read_text: Read, tmp_path: Path) -> None:
    text = features('VIRTIO_X_F_A"""b (1)', "VIRTIO_X_F_CLASS (2)", "VIRTIO_X_F_NONE (3)", "VIRTIO_X_F_A (4)")
    files = built(read_text("\\chapter{Device Types}\n" + device("X Device", 70, text)), tmp_path)
    names = imported(tmp_path, "from virtio.x import XFeature; print(sorted(XFeature.__members__))")
    assert all(name.strip("'").isidentifier() for name in names.strip("[]").split(", "))
    assert '"""b' not in files["virtio/x/features.py"].replace('"""Bit', "")


def test_members_that_are_keywords(read_text: Read, tmp_path: Path) -> None:
    text = layout("le32 class;\nle16 import;\nu8 from[2];\nle32 None;\nle32 pack;\nle32 self;\n")
    built(read_text("\\chapter{Device Types}\n" + device("X Device", 70, text)), tmp_path)
    code = "from virtio.x import VirtioXConfig as C; d = bytes(range(C.SIZE)); print(C.SIZE, C.unpack(d).pack() == d)"
    assert imported(tmp_path, code) == "20 True"


HOSTILE = '""" + __import__(\'os\').system(\'echo broken\') + r"""\\textbackslash'


@pytest.mark.parametrize("mode", ["full", "none"])
def test_a_sentence_that_would_close_a_docstring(read_text: Read, tmp_path: Path, mode: str) -> None:
    text = (
        "\\subsection{Feature bits}\n\\begin{description}\n"
        f"\\item[VIRTIO_X_F_A (1)] {HOSTILE}\n\\end{{description}}\n"
        f"\\drivernormative{{\\subsection}}{{{HOSTILE}}}{{Device Types / X / {HOSTILE}}}\nThe driver MUST {HOSTILE}.\n"
    )
    files = built(read_text("\\chapter{Device Types}\n" + device(f"X {HOSTILE} Device", 70, text)), tmp_path, mode)
    package = next(path.split("/")[1] for path in files if path.endswith("/device.py"))
    assert imported(tmp_path, f"import virtio.{package}") == ""
    for path, content in files.items():
        if path.endswith(".py"):
            names = {node.id for node in ast.walk(ast.parse(content)) if isinstance(node, ast.Name)}
            assert "__import__" not in names, path


def test_the_wording_is_left_out_where_it_is_not_wanted(read_text: Read, tmp_path: Path) -> None:
    text = "\\drivernormative{\\subsection}{T}{Device Types / X / T}\nThe driver MUST polish the brass.\n"
    reading = read_text("\\chapter{Device Types}\n" + device("X Device", 70, text))
    assert "brass" in "".join(built(reading, tmp_path / "full").values())
    assert "brass" not in "".join(built(reading, tmp_path / "none", "none").values())
