"""What a stranger does first: exit codes, messages, and what importing a generated package loads."""

import subprocess
import sys
from pathlib import Path

import pytest

import specgen
from specgen.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_plain_specgen_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys)
    assert code == 0
    assert all(command in out for command in ("build", "show", "facts"))


def test_an_unknown_command_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "fcats")
    assert (code, out) == (2, "")
    assert "facts" in err


def test_the_sample_is_built_where_no_specification_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, "build", "--out", "out")
    assert code == 0
    assert "sample" in err
    assert "Try next" in out
    assert (tmp_path / "out/virtio/balloon/device.py").is_file()
    assert run(capsys, "build", "--out", "out", "--check")[0] == 0
    (tmp_path / "out/virtio/balloon/device.py").write_text("mine\n")
    code, out, _ = run(capsys, "build", "--out", "out", "--check")
    assert (code, "-mine" in out) == (1, True)
    code, _, err = run(capsys, "build", "--out", "out")
    assert (code, "virtio/balloon/device.py" in err, "--force" in err) == (2, True, True)
    assert run(capsys, "build", "--out", "out", "--force")[0] == 0


def test_an_unknown_device_type_names_the_near_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    sample = Path(specgen.__file__).parent / "sample"
    code, _, err = run(capsys, "build", str(sample), "--out", str(tmp_path / "out"), "--device", "ballon")
    assert (code, "balloon" in err) == (2, True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("spec", ["nowhere", "nowhere@v1", "--bad", "."])
def test_what_cannot_be_read_is_wrong_use(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spec: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, "facts", spec)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        ("import virtio.balloon", ("pylatexenc", "lark", "jinja2", "rich", "specgen.model")),
        ("import specgen.cli; specgen.cli.main(['--version'])", ("pylatexenc", "lark", "jinja2", "rich")),
    ],
)
def test_nothing_heavy_is_loaded_without_need(code: str, modules: tuple[str, ...]) -> None:
    generated = Path(specgen.__file__).parent.parent / "generated"
    loaded = f"print([name for name in {modules!r} if name in sys.modules])"
    script = f"import sys; sys.path.insert(0, {str(generated)!r}); {code}; {loaded}"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "[]"
