"""Wrong use and hostile input on the command line: one clear message, the right exit code, never a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from specgen.cli import main
from specgen.cli.commands import COMMANDS
from specgen.cli.terminal import printable

BROKEN = {
    "virtio.tex": "\\begin{document}\n\\input{content}\n\\input{missing}\n\t\\input{../../etc/passwd}\n",
    "content.tex": "\\chapter{Lamps}\\label{sec:Lamps}\nA device MUST \x1b[31m\u202eblink.\n{{{\n",
}
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs devices and pipes")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def process(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "specgen", *arguments]
    return subprocess.Popen(command, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def in_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    for name, text in BROKEN.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (("bild",), "there is no command 'bild'", "did you mean `specgen build`?"),
        (("quux",), "there is no command 'quux'", "the commands are build, show, facts"),
        (("--frobnicate",), "--frobnicate is not an option of specgen itself", "specgen --help lists the commands"),
        (("facts", "--outptu=x"), "specgen facts has no option --outptu", "did you mean --output?"),
        (("facts", "a", "b"), "specgen facts has no use for the argument 'b'", "specgen facts --help"),
        (("facts", "-o"), "argument -o/--output: expected one argument", "specgen facts --help"),
        (("facts", "--jobs", "0"), "argument --jobs: '0' is not a number from 1 to 256", "specgen facts --help"),
        (("-q", "--color", "pink", "facts"), "argument --color: invalid choice: 'pink'", "specgen facts --help"),
        (("build",), "build needs --out DIR", "specgen build --out out"),
        (
            ("build", "--out", "out", "--text", "some"),
            "argument --text: invalid choice: 'some'",
            "specgen build --help",
        ),
        (("show", ".", "a", "b"), "show has no use for 'b'", "quotes"),
        (("show", "./nowhere"), "there is no ./nowhere", "DIR@REVISION"),
        (("show", "baloon"), "nothing in sample is called 'baloon'", "did you mean balloon?"),
        (("show", "x" * 5000), "nothing in sample is called 'xxx", "specgen show lists what there is"),
    ],
)
def test_wrong_use_says_what_would_be_right(
    capsys: pytest.CaptureFixture[str], in_empty: Path, arguments: tuple[str, ...], message: str, hint: str
) -> None:
    code, out, err = run(capsys, *arguments)
    *notes, error, advice = err.rstrip("\n").split("\n")
    assert (code, out) == (2, "")
    assert all("sample" in note for note in notes)
    assert error.startswith(f"error: {message}")
    assert advice.startswith("  hint: ")
    assert hint in advice
    assert list(in_empty.iterdir()) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_examples(capsys: pytest.CaptureFixture[str], command: str) -> None:
    for arguments in ((command, "--help"), ("help", command), (command, "nowhere", "-h")):
        code, out, err = run(capsys, *arguments)
        assert (code, err) == (0, "")
        assert out.startswith(f"usage: specgen {command} ")
    examples = out[out.index("examples:\n") :].splitlines()[1:]
    assert examples
    assert all(f"specgen {command}" in line for line in examples if not line.strip().startswith("#"))


def test_options_of_all_commands_may_come_first(capsys: pytest.CaptureFixture[str], broken: Path) -> None:
    code, out, err = run(capsys, "--color=never", "-q", "facts")
    assert (code, err) == (0, "")
    assert json.loads(out)["spec"]["files"] == ["virtio.tex", "content.tex"]
    assert broken.is_dir()


def test_findings_of_reading_are_shown_with_their_line(capsys: pytest.CaptureFixture[str], broken: Path) -> None:
    code, out, err = run(capsys, "facts", str(broken))
    assert code == 0
    assert json.loads(out)["unread"] != []
    lines = err.split("\n")
    missing = next(index for index, line in enumerate(lines) if line.startswith("virtio.tex:3:1: error["))
    assert lines[missing + 1 : missing + 4] == ["   |", " 3 | \\input{missing}", "   | ^^^^^^^^^^^^^^^"]
    refused = next(index for index, line in enumerate(lines) if line.startswith("virtio.tex:4:2: error["))
    assert "outside the specification's directory" in lines[refused]
    assert lines[refused + 2 : refused + 4] == [
        " 4 |     \\input{../../etc/passwd}",
        "   |     ^^^^^^^^^^^^^^^^^^^^^^^^",
    ]


def test_findings_are_shown_again_when_nothing_changed(capsys: pytest.CaptureFixture[str], broken: Path) -> None:
    assert run(capsys, "facts", str(broken)) == run(capsys, "facts", str(broken))


def test_text_of_the_specification_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str], broken: Path) -> None:
    for arguments in (("show", str(broken), "sec:Lamps"), ("show", str(broken), "\x1b[2J"), ("show", str(broken))):
        _, out, err = run(capsys, *arguments)
        assert not set(out + err) & {"\x1b", "\u202e", "\x07"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [("plain é", "plain é"), ("\x1b[0m\r", "\\x1b[0m\\r"), ("a\tb", "a    b"), ("\u202e\u2028", "\\u202e\\u2028")],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_color_is_for_terminals_unless_asked_for(
    capsys: pytest.CaptureFixture[str], broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\x1b" not in run(capsys, "show", str(broken))[1]
    assert "\x1b" in run(capsys, "show", str(broken), "--color=always")[1]
    assert "\x1b" in run(capsys, "nope", "--color", "always")[2]
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" in run(capsys, "show", str(broken))[1]
    assert "\x1b" not in run(capsys, "show", str(broken), "--color=never")[1]


def test_nothing_readable_is_wrong_use(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for name, data in (("empty", b""), ("binary", bytes(range(256))), ("nul", b"\0" * 1000)):
        file = tmp_path / f"{name}.tex"
        file.write_bytes(data)
        code, out, err = run(capsys, "facts", str(file))
        assert (code, out) == (2, "")
        assert "could be read as a virtio specification" in err


def test_output_is_whole_or_not_there(capsys: pytest.CaptureFixture[str], broken: Path) -> None:
    out = broken / "facts.json"
    out.write_text("before")
    out.chmod(0o640)
    assert run(capsys, "facts", "-q", ".", "-o", "facts.json")[0] == 0
    assert json.loads(out.read_bytes())["schema"] == "specgen-facts/1"
    assert out.stat().st_mode & 0o777 == 0o640
    code, _, err = run(capsys, "facts", "-q", ".", "-o", "no/such/facts.json")
    assert (code, "cannot write no/such/facts.json" in err) == (2, True)
    assert run(capsys, "facts", "-q", ".", "-o", ".")[0] == 2
    assert {path.name for path in broken.iterdir()} == {"content.tex", "virtio.tex", "facts.json"}


@posix
def test_devices_are_written_to_and_not_replaced(capsys: pytest.CaptureFixture[str], broken: Path) -> None:
    (broken / "link").symlink_to(os.devnull)
    assert run(capsys, "facts", "-q", ".", "-o", "link")[0] == 0
    assert (broken / "link").is_symlink()
    assert Path(os.devnull).is_char_device()


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_said(broken: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        child = process("facts", "-q", str(broken), stdout=full, stderr=subprocess.PIPE)
        err = child.communicate()[1].decode()
    assert child.returncode == 2
    assert err == "error: No space left on device\n"


@posix
def test_a_reader_that_leaves_is_no_error(broken: Path) -> None:
    for command in (("facts", str(broken)), ("show", str(broken)), ()):
        read, write = os.pipe()
        os.close(read)
        child = process(*command, "-q", stdout=write, stderr=subprocess.PIPE)
        os.close(write)
        assert child.communicate()[1] == b""
        assert child.returncode == 141


def test_an_interrupt_is_quiet(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("specgen.cli.commands.run_command", interrupt)
    assert run(capsys, "facts") == (130, "", "")


def test_any_encoding_of_the_terminal_will_do(broken: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    child = process("show", str(broken), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    out, err = child.communicate()
    assert child.returncode == 0
    assert b"Traceback" not in err
    assert out.isascii()


def test_the_checkout_one_stands_in_is_read(
    capsys: pytest.CaptureFixture[str], broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (broken / "below" / "it").mkdir(parents=True)
    monkeypatch.chdir(broken / "below" / "it")
    code, out, err = run(capsys, "facts")
    assert (code, json.loads(out)["spec"]["files"][0]) == (0, "virtio.tex")
    assert err.startswith(f"reading the specification in {Path('..', '..')}\n")


def test_any_content_tex_is_no_checkout(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "content.tex").write_text("\\chapter{A thesis}")
    monkeypatch.chdir(tmp_path)
    assert "sample" in run(capsys, "show")[2]
