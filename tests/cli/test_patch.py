"""--patch on the commands that read: the text as a patch leaves it, the tree on disk as it was."""

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import specgen
from specgen.cli import main

SAMPLE = Path(specgen.__file__).parent / "sample"
PATCH = SAMPLE / "add-page-reporting.patch"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def queues(facts: str) -> list[str]:
    return [queue["name"] for queue in json.loads(facts)["device_types"][0]["virtqueues"]]


def test_facts_of_the_patched_text(capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in SAMPLE.rglob("*.tex")}
    assert "reporting_vq" not in queues(run(capsys, "facts", str(SAMPLE))[1])
    code, out, _ = run(capsys, "facts", str(SAMPLE), "--patch", str(PATCH))
    assert (code, "reporting_vq" in queues(out)) == (0, True)
    assert "reporting_vq" not in queues(run(capsys, "facts", str(SAMPLE))[1])
    assert {path: path.read_bytes() for path in SAMPLE.rglob("*.tex")} == before


def test_show_with_a_patch_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(PATCH.read_bytes())))
    code, out, _ = run(capsys, "show", str(SAMPLE), "balloon", "--patch", "-")
    assert (code, "with VIRTIO_BALLOON_F_PAGE_REPORTING" in out) == (0, True)


def test_a_device_is_built_with_the_queue_the_patch_adds(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for name, options in (("plain", []), ("patched", ["--patch", str(PATCH)])):
        assert run(capsys, "build", str(SAMPLE), "--out", str(tmp_path / name), *options)[0] == 0
    for module, name in (("device.py", "ReportingDevice"), ("driver.py", "ReportingDriver")):
        assert name not in (tmp_path / "plain/virtio/balloon" / module).read_text()
        assert name in (tmp_path / "patched/virtio/balloon" / module).read_text()
    assert "with add-page-reporting.patch" in (tmp_path / "patched/MANIFEST").read_text()


def test_a_patch_that_does_not_apply_builds_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    patch = tmp_path / "bad.patch"
    patch.write_text("--- a/content.tex\n+++ b/content.tex\n@@ -1,2 +1,2 @@\n nowhere to be found\n-old\n+new\n")
    code, out, err = run(capsys, "build", str(SAMPLE), "--out", str(tmp_path / "out"), "--patch", str(patch))
    assert (code, out) == (2, "")
    assert "bad.patch:3: hunk 1 of 1 for content.tex" in err
    assert "first difference" in err
    assert "\\n" not in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("value", ["-1", "x", "1000"])
def test_fuzz_is_a_number_of_lines(capsys: pytest.CaptureFixture[str], value: str) -> None:
    code, _, err = run(capsys, "facts", str(SAMPLE), f"--fuzz={value}")
    assert (code, "number of lines" in err) == (2, True)


def test_a_finding_names_the_line_of_the_patch_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    patch = tmp_path / "input.patch"
    first, *rest = (SAMPLE / "content.tex").read_text().split("\n")[:4]
    context = "".join(f" {line}\n" for line in rest)
    head = "--- a/content.tex\n+++ b/content.tex\n@@ -1,4 +1,5 @@\n"
    patch.write_text(f"{head} {first}\n+\\input{{gone}}\n{context}")
    _, _, err = run(capsys, "facts", str(SAMPLE), "--patch", str(patch))
    assert "content.tex:2:" in err
    assert f"patch: {patch}:5" in err


def test_a_series_says_what_is_wrong_with_its_base_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "content.tex").write_text("\\chapter{Lamp}\n\\label{sec:Lamp}\n\\input{gone}\none\ntwo\nthree\n")
    patch = tmp_path / "two.patch"
    hunk = "--- a/content.tex\n+++ b/content.tex\n@@ -4,3 +4,4 @@\n one\n{}\n two\n three\n"
    patch.write_text(hunk.format("+half"))
    assert run(capsys, "diff", str(tree), "--patch", str(patch))[2].count("VS105") == 1
