"""`specgen demo`: with a guest where there can be one, in one process elsewhere."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from specgen.cli import main
from specgen.conformance.balloon.demo import linux_demo, pair_demo
from specgen.conformance.peers import linux

MIB = 1 << 20


def test_the_pair_shows_memory_come_and_go(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "memory.svg"
    assert main(["demo", "--pair", "--plot", str(picture)]) == 0
    out = capsys.readouterr().out
    assert "the balloon is inflated" in out
    assert "█" in out
    lines = [element for element in ET.parse(picture).iter() if element.tag.endswith("polyline")]
    assert len(lines) == 3


def test_the_pair_gives_memory_back() -> None:
    recording = pair_demo(lambda _: None)
    sizes = [sample.resident for sample in recording.samples]
    assert max(sizes) > 240 * MIB
    assert sizes[-1] < 40 * MIB
    assert max(sample.actual for sample in recording.samples) == 200 * MIB


def test_without_packages_it_says_which(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(linux, "find_programs", lambda: None)
    assert main(["demo"]) == 0
    assert "apt-get install user-mode-linux" in capsys.readouterr().err


def test_a_picture_is_svg(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--plot", "memory.gif"]) == 2
    assert "SVG" in capsys.readouterr().err


def test_linux_gives_memory_back() -> None:
    programs = linux.find_programs()
    if programs is None:
        pytest.skip(f"no guest can be made: apt-get install {' '.join(linux.PACKAGES)}")
    recording = linux_demo(programs, lambda _: None)
    samples, steps = recording
    assert len(steps) == 5
    used = max(sample.resident for sample in samples)
    reported = min(sample.resident for sample in samples if steps[2][0] < sample.time < steps[3][0] + 0.3)
    assert used > 300 * MIB
    assert used - reported > 200 * MIB
    assert max(sample.actual for sample in samples) == 200 * MIB
    assert samples[-1].actual == 0
