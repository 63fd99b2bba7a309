"""`specgen trend`: archives, directories and git ranges -> counts, a document and a plot."""

import io
import json
import subprocess
import tarfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from specgen.cli.commands import run_command
from specgen.diagnostics import SpecgenError
from specgen.trees.archive import archive_trees

TEXT = r"\chapter{Lamps}\label{sec:Lamps}" + "\nThe lamp is lit.\n"
DOUBLED = TEXT.replace("lamp is", "lamp is is")


def archive(path: Path, files: dict[str, str]) -> Path:
    with tarfile.open(path, "w:xz") as made:
        for number, (name, text) in enumerate(files.items()):
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(text.encode()), 1_500_000_000 + 86_400 * number
            made.addfile(member, io.BytesIO(text.encode()))
    return path


def counted(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> list[tuple[str, int]]:
    assert run_command(["trend", *arguments, "--output-format", "json", "--select", "VS601", "--jobs", "1"]) == 0
    return [(tree["name"], tree["total"]) for tree in json.loads(capsys.readouterr().out)["trees"]]


def test_an_archive_is_counted_in_the_order_of_its_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = archive(tmp_path / "t.tar.xz", {"trees/b/content.tex": TEXT, "trees/a/content.tex": DOUBLED})
    assert counted([str(made)], capsys) == [("b", 0), ("a", 1)]


def test_what_leaves_the_archive_or_is_no_file_is_passed_over(tmp_path: Path) -> None:
    made = tmp_path / "t.tar"
    with tarfile.open(made, "w") as archived:
        for name, kind in (("../content.tex", tarfile.REGTYPE), ("a/link.tex", tarfile.SYMTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            archived.addfile(member)
        member = tarfile.TarInfo("a/content.tex")
        member.size = len(TEXT)
        archived.addfile(member, io.BytesIO(TEXT.encode()))
    assert [(tree.name, tree.paths()) for tree, _ in archive_trees(made)] == [("a", ("content.tex",))]


@pytest.mark.parametrize("data", [b"", b"no archive", b"\xfd7zXZ\x00broken"])
def test_a_damaged_archive_is_a_clear_message(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "t.tar.xz").write_bytes(data)
    with pytest.raises(SpecgenError, match=r"t\.tar\.xz"):
        archive_trees(tmp_path / "t.tar.xz")


def test_a_directory_of_trees_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("one", TEXT), ("two", DOUBLED)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "content.tex").write_text(text, encoding="utf-8")
    assert [total for _, total in counted([str(tmp_path)], capsys)] == [0, 1]


def test_a_range_of_revisions_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git = ["git", "-C", str(tmp_path), "-c", "user.name=A", "-c", "user.email=a@b"]
    subprocess.run([*git, "init", "-q"], check=True)
    for text in (TEXT, DOUBLED, TEXT):
        (tmp_path / "content.tex").write_text(text, encoding="utf-8")
        subprocess.run([*git, "add", "."], check=True)
        subprocess.run([*git, "commit", "-qm", "x"], check=True)
    assert [total for _, total in counted([f"{tmp_path}@HEAD~2..HEAD"], capsys)] == [0, 1, 0]


def test_the_plot_is_a_picture_with_a_line_for_each_family(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = archive(tmp_path / "t.tar.xz", {"trees/b/content.tex": TEXT, "trees/a/content.tex": DOUBLED})
    assert run_command(["trend", str(made), "--plot", str(tmp_path / "p.svg"), "--jobs", "1"]) == 0
    assert "VS6" in capsys.readouterr().out
    picture = ET.parse(tmp_path / "p.svg")
    lines = picture.findall(".//{http://www.w3.org/2000/svg}polyline")
    assert [len((line.get("points") or "").split()) for line in lines] == [2, 2]


def test_a_plot_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecgenError, match=r"no \.svg file"):
        run_command(["trend", str(tmp_path), "--plot", "p.gif"])
