import multiprocessing
import os
from pathlib import Path

import pytest

from specgen.diagnostics import SpecgenError
from specgen.emit.check import check_package
from specgen.emit.manifest import MANIFEST, digest, manifest_text, read_manifest
from specgen.emit.writer import write_package


def package(**files: str) -> dict[str, str]:
    named = {name.replace("__", "/") + ".py": text for name, text in files.items()}
    return named | {MANIFEST: manifest_text(("test",), ((path, digest(text)) for path, text in named.items()))}


FIRST = package(virtio__a="a = 1\n", virtio__sub__b="b = 1\n")
SECOND = package(virtio__a="a = 2\n", virtio__c="c = 1\n")


def listing(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def test_a_build_writes_all_files_and_nothing_else(tmp_path: Path) -> None:
    report = write_package(FIRST, tmp_path / "out")
    assert listing(tmp_path) == {f"out/{path}" for path in FIRST}
    assert report.written == tuple(sorted(FIRST))
    assert (tmp_path / "out/virtio/a.py").read_text() == "a = 1\n"


def test_unchanged_files_keep_their_time(tmp_path: Path) -> None:
    write_package(FIRST, tmp_path)
    for path in FIRST:
        os.utime(tmp_path / path, (1, 1))
    report = write_package(FIRST, tmp_path)
    assert report.written == ()
    assert {(tmp_path / path).stat().st_mtime for path in FIRST} == {1.0}


def test_only_changed_files_are_written_and_stale_ones_removed(tmp_path: Path) -> None:
    write_package(FIRST, tmp_path)
    compiled = tmp_path / "virtio/sub/__pycache__/b.cpython-311.pyc"
    compiled.parent.mkdir()
    compiled.write_bytes(b"")
    report = write_package(SECOND, tmp_path)
    assert report.removed == ("virtio/sub/b.py",)
    assert listing(tmp_path) == set(SECOND)
    assert not (tmp_path / "virtio/sub").exists()


def test_hand_edits_are_refused_by_name_and_lost_only_by_force(tmp_path: Path) -> None:
    write_package(FIRST, tmp_path)
    (tmp_path / "virtio/a.py").write_text("mine\n")
    (tmp_path / "virtio/sub/b.py").write_text("mine too\n")
    with pytest.raises(SpecgenError, match=r"virtio/a\.py, virtio/sub/b\.py") as refused:
        write_package(SECOND, tmp_path)
    assert "--force" in (refused.value.hint or "")
    assert (tmp_path / "virtio/a.py").read_text() == "mine\n"
    assert not (tmp_path / "virtio/c.py").exists(), "nothing is written when anything is refused"
    write_package(SECOND, tmp_path, force=True)
    assert listing(tmp_path) == set(SECOND)


def test_foreign_files_in_the_way_are_refused_and_others_never_touched(tmp_path: Path) -> None:
    (tmp_path / "virtio").mkdir()
    (tmp_path / "virtio/a.py").write_text("somebody's\n")
    (tmp_path / "virtio/other.py").write_text("somebody's\n")
    with pytest.raises(SpecgenError, match=r"not written by specgen: virtio/a\.py"):
        write_package(FIRST, tmp_path)
    write_package(FIRST, tmp_path, force=True)
    assert (tmp_path / "virtio/other.py").read_text() == "somebody's\n"


def test_a_foreign_file_with_the_same_content_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "virtio").mkdir()
    (tmp_path / "virtio/a.py").write_text(FIRST["virtio/a.py"])
    assert "virtio/a.py" in write_package(FIRST, tmp_path).unchanged


@pytest.mark.parametrize("path", ["../x.py", "/etc/x.py", "a//b.py", "a/../../x.py", "./x.py", "a/.hidden", "a\nb", ""])
def test_paths_that_are_not_plain_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(SpecgenError):
        write_package({path: "x", MANIFEST: ""}, tmp_path / "out")
    assert listing(tmp_path) == set()


@pytest.mark.parametrize("line", ["0" * 64 + "  ../victim", "0" * 64 + "  /victim", "rubbish", "0" * 64 + "  MANIFEST"])
def test_a_manifest_that_points_elsewhere_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "victim").write_text("x")
    out = tmp_path / "out"
    write_package(FIRST, out)
    (out / MANIFEST).write_text(line + "\n")
    with pytest.raises(SpecgenError, match="MANIFEST line 1"):
        write_package(SECOND, out)
    assert check_package(FIRST, out) != ""
    assert (tmp_path / "victim").read_text() == "x"


@pytest.mark.parametrize("link", ["virtio", "virtio/sub", "virtio/a.py", MANIFEST])
def test_links_that_lead_out_are_refused(tmp_path: Path, link: str) -> None:
    outside, out = tmp_path / "outside", tmp_path / "out"
    outside.mkdir()
    (out / link).parent.mkdir(parents=True)
    (out / link).symlink_to(outside / "a.py" if link.endswith(".py") else outside)
    for force in (False, True):
        with pytest.raises(SpecgenError, match="leads out"):
            write_package(FIRST, out, force=force)
    assert listing(outside) == set()


def test_the_output_directory_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    write_package(FIRST, tmp_path / "out")
    assert listing(tmp_path / "real") == set(FIRST)


def test_a_directory_or_a_file_in_the_way_is_refused_before_writing(tmp_path: Path) -> None:
    (tmp_path / "one/virtio/c.py").mkdir(parents=True)
    with pytest.raises(SpecgenError, match=r"virtio/c\.py in the output directory is a directory"):
        write_package(SECOND, tmp_path / "one", force=True)
    (tmp_path / "two").mkdir()
    (tmp_path / "two/virtio").write_text("x")
    with pytest.raises(SpecgenError, match="virtio in the output directory is a file"):
        write_package(SECOND, tmp_path / "two", force=True)
    assert listing(tmp_path) == {"two/virtio"}


def test_an_output_that_cannot_be_made_is_an_error_of_use(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SpecgenError, match="cannot write"):
        write_package(FIRST, tmp_path / "file" / "out")


@pytest.mark.parametrize("crash_at", range(1, 6))
def test_a_crash_leaves_whole_files_and_the_next_build_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crash_at: int
) -> None:
    write_package(FIRST, tmp_path)
    real, calls = Path.replace, 0

    def replace(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == crash_at:
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    if crash_at <= 4:
        with pytest.raises(KeyboardInterrupt):
            write_package(SECOND, tmp_path)
    monkeypatch.setattr(Path, "replace", real)
    for path in ("virtio/a.py", "virtio/c.py"):
        text = (tmp_path / path).read_text() if (tmp_path / path).exists() else None
        assert text in (FIRST.get(path), SECOND.get(path))
    third = package(virtio__a="a = 3\n")
    write_package(third, tmp_path)
    assert listing(tmp_path) == set(third)


def test_what_a_killed_build_left_is_cleaned_up(tmp_path: Path) -> None:
    write_package(FIRST, tmp_path)
    (tmp_path / "virtio/.specgen-0123456789abcdef").write_text("half")
    (tmp_path / "virtio/.specgen-notes").write_text("mine")
    write_package(FIRST, tmp_path)
    assert listing(tmp_path) == {*FIRST, "virtio/.specgen-notes"}


def build_often(out: str, number: int) -> None:
    for turn in range(10):
        files = package(**{f"virtio__m{i}": f"x = {number * 100 + turn}\n" for i in range(8)})
        write_package(files, Path(out))


def test_parallel_builds_leave_one_build_not_a_mixture(tmp_path: Path) -> None:
    pytest.importorskip("fcntl", reason="the system cannot lock a directory")
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=build_often, args=(str(tmp_path), number)) for number in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert len({(tmp_path / f"virtio/m{i}.py").read_text() for i in range(8)}) == 1
    hashes = read_manifest((tmp_path / MANIFEST).read_text())
    for path, values in hashes.items():
        assert values == {digest((tmp_path / path).read_bytes())}


def test_check_is_silent_when_up_to_date_and_else_a_diff(tmp_path: Path) -> None:
    assert "+++ b/virtio/a.py" in check_package(FIRST, tmp_path)
    write_package(FIRST, tmp_path)
    (tmp_path / "virtio/other.py").write_text("somebody's\n")
    assert check_package(FIRST, tmp_path) == ""
    diff = check_package(SECOND, tmp_path)
    assert "-a = 1\n+a = 2\n" in diff
    assert "--- a/virtio/sub/b.py\n+++ /dev/null\n" in diff
    assert "other.py" not in diff
    assert (tmp_path / "virtio/a.py").read_text() == "a = 1\n"
