"""`specgen explain ID`: how a requirement stands, and all else that its page of the report has."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conformance.standings import KINDS, SAMPLE, bare, varied
from conftest import shared, specification_root

from specgen.cli import main
from specgen.cli.render import page_text
from specgen.cli.views.standing import standing_page
from specgen.conformance.standing import Standing

Explain = Callable[..., str]


@pytest.fixture
def explain(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Explain:
    """Runs the command away from any checkout; its output with white space folded."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("specgen.conformance.runs.runs_directory", lambda: None)
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: object) -> str:
        assert main(["explain", *map(str, arguments)]) == 0
        return " ".join(capsys.readouterr().out.split())

    return run


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample stands as if monitors and runs had been there."""
    monkeypatch.setattr("specgen.conformance.coverage.coverage_of", lambda *_, **__: varied())


def text_of(one: Standing) -> str:
    return " ".join(page_text(standing_page(one, "here", worded=True), colorful=False).split())


def numbered(kind: int) -> Standing:
    """A standing of that kind whose requirement the ledger knows."""
    return next(one for one in varied().standings[kind::KINDS] if "-new-" not in one.requirement.id)


@pytest.mark.usefixtures("judged")
def test_everything_that_is_known_is_said(explain: Explain) -> None:
    one = numbered(0)
    said = explain(one.requirement.id)
    for text in (
        "How it stands in the bundled sample",
        one.requirement.text,
        f"clause: {one.clause}",
        "monitor: never-before",
        "too-early does the thing at once killed",
        f"tests/balloon/test_{one.requirement.role.value}.py::test_waits",
        "linux: violated, 3 occasions: the page was written before its buffer was used",
        "14 kick inflateq > 15 page-write 0x4000 before used",
        "qemu: not exercised, no workload takes a page twice",
        "What the ledger knows since: 1.0",
    ):
        assert " ".join(text.split()) in said
    assert said.index("How it stands") < said.index("What the ledger knows") < said.index("History")


def test_each_kind_of_standing_says_why() -> None:
    _, bound, permission, unobservable, unparsed, ambiguous, unrun = varied().standings[:KINDS]
    assert "applies: Only if the feature was negotiated." in text_of(bound)
    assert "late answers after the reset lives" in text_of(bound)
    assert "pair: holds, 1 occasion" in text_of(bound)
    assert "permission: nothing can violate it" in text_of(permission)
    assert "(what a driver intends leaves no trace)" in text_of(unobservable)
    assert "could not be parsed. Two verbs have no object." in text_of(unparsed)
    assert "can be read in 2 ways" in text_of(ambiguous)
    assert all(f"- {reading}" in text_of(ambiguous) for reading in ambiguous.readings)
    assert "No run has judged it yet." in text_of(unrun)


def test_a_text_says_how_it_stands_and_its_wording_once(explain: Explain) -> None:
    root = specification_root() / "v1.4"
    if not root.is_dir():
        pytest.skip("needs v1.4")
    said = explain("balloon-drv-0007", root)
    assert "How it stands in v1.4" in said
    assert said.count("device-types/balloon/description.tex:200") == 2
    assert "sample" not in said
    assert "How it stands" not in explain("balloon-drv-0007@v1.1", root)
    assert "How it stands" not in explain("balloon-drv-0007@v1.1")


def test_the_tests_of_a_build_are_named(explain: Explain) -> None:
    assert "tests/balloon/test_inflating.py::test_the_driver_follows_the_target_both_ways" in explain(
        "balloon-drv-0007"
    )


def test_an_id_that_the_sample_lacks_is_told_from_the_ledger(explain: Explain) -> None:
    said = explain("blk-drv-0001")
    assert "How it stands" not in said
    assert "(no text was given to take the wording from)" in said


def test_the_checkout_one_stands_in_counts(explain: Explain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SAMPLE)
    assert "How it stands in sample" in explain("balloon-drv-0001")


def test_a_requirement_without_a_number_is_explained_from_its_text(explain: Explain) -> None:
    new = next(one.requirement for one in bare().standings if "-new-" in one.requirement.id)
    said = explain(new.id)
    assert " ".join(new.text.split()) in said
    assert "How it stands in the bundled sample" in said
    assert main(["explain", "balloon-drv-new-00000f"]) == 2


def test_what_a_patch_brings_is_explained_with_the_patch(explain: Explain) -> None:
    base = specification_root() / "seed-base"
    if not base.is_dir():
        pytest.skip("needs seed-base")
    said = explain("balloon-drv-new-7468c6", base, "--patch", shared("patches") / "page-reporting-v2.mail.txt", "-q")
    assert "How it stands in seed-base with page-reporting-v2.mail.txt" in said


def test_a_ledger_of_ones_own_names_the_requirements(
    explain: Explain, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "lamp"
    text.mkdir()
    (text / "content.tex").write_text(
        "\\newcommand{\\virtiorev}{1.0}\n\\chapter{Lamp}\\label{sec:Lamp}\n\\drivernormative{\\section}{Lamp}{Lamp}\n\n"
        "The driver MUST let the red lamp glow before the bell rings twice.\n"
    )
    assert main(["ids", "assign", str(text), "--ledger", "my.jsonl"]) == 0
    capsys.readouterr()
    said = explain("lamp-drv-0001", text, "--ledger", "my.jsonl")
    assert "How it stands in lamp" in said
    assert said.count("the red lamp glow") == 1


def test_a_rule_is_explained_without_reading_anything(explain: Explain, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("specgen.conformance.coverage")]:
        monkeypatch.delitem(sys.modules, name)
    assert "VS802 stale-check" in explain("VS802")
    assert "specgen.conformance.coverage" not in sys.modules
