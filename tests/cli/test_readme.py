"""README against the program: what it names exists, and what exists is named."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from specgen.cli import main
from specgen.cli.commands import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_table(command: str) -> None:
    assert re.search(rf"^\| `specgen {command}\b", README, re.MULTILINE)


def test_every_option_in_the_table_exists(capsys: pytest.CaptureFixture[str]) -> None:
    for row in re.findall(r"^\| `specgen .*", README, re.MULTILINE):
        main(["help", row.split("`")[1].split()[1]])
        described = capsys.readouterr().out
        for option in re.findall(r"(?<=[\s`\[])--?[a-z][a-z-]*", row):
            assert option in described, row


def test_links_lead_somewhere() -> None:
    targets = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert targets
    assert [link for link in targets if not (ROOT / link).exists()] == []


def test_ci_runs_what_readme_says() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    function = re.search(r"readme_command\(\) \{.*?\n\}\n", script, re.DOTALL)
    assert function is not None
    for name, last in (("build", "specgen build --out out"), ("test", "pytest")):
        assert f"readme_command {name}" in script
        command = subprocess.run(
            ["bash", "-c", f"{function[0]} readme_command {name}"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        assert shlex.split(command)[:3] == ["python3", "-m", "venv"]
        assert command.endswith(f".venv/bin/{last}\n")


def test_the_picture_is_of_the_sample_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["show", "-q", "balloon", "--svg", "show.svg"]) == 0
    picture = ROOT / "specgen" / "sample" / "show.svg"
    assert (tmp_path / "show.svg").read_bytes() == picture.read_bytes(), (
        "specgen show balloon --svg specgen/sample/show.svg"
    )
