"""specgen coverage: every normative requirement is counted once, and a patch shows what it brings."""

import json
from pathlib import Path

import pytest
from conftest import shared, specification_root

import specgen
from specgen.cli import main
from specgen.conformance.coverage import coverage_of
from specgen.conformance.standing import Status, tally
from specgen.ledger import read_identified
from specgen.trees import open_tree

SAMPLE = Path(specgen.__file__).parent / "sample"


def coverage(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main(["coverage", *map(str, arguments)]) == 0
    return capsys.readouterr().out


def test_what_only_permits_is_a_permission_and_the_rest_is_open() -> None:
    found = coverage_of(read_identified(open_tree(str(SAMPLE)), cache=False).specification, "sample")
    for one in found.standings:
        permits = all(level in {"MAY", "OPTIONAL"} for level in one.requirement.levels)
        assert one.status is (Status.PERMISSION if permits else Status.OPEN)
        assert bool(one.reason) is not permits
    assert {one.status for one in found.standings} == {Status.PERMISSION, Status.OPEN}
    assert sum(tally(found.of(scope)).requirements for scope, _ in found.names) == len(found.standings)


def test_the_document_counts_what_the_facts_hold(capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(coverage(capsys, SAMPLE, "--output-format", "json"))
    assert main(["facts", str(SAMPLE)]) == 0
    facts = json.loads(capsys.readouterr().out)
    normative = [one["id"] for one in facts["requirements"] if one["kind"] == "normative"]
    assert [one["id"] for one in document["requirements"]] == normative
    assert document["total"]["requirements"] == len(normative)
    assert document["patch"] is None


def test_a_patch_shows_what_it_brings(capsys: pytest.CaptureFixture[str]) -> None:
    base = specification_root() / "seed-base"
    patch = shared("patches") / "page-reporting-v2.mail.txt"
    document = json.loads(coverage(capsys, base, "--patch", patch, "--output-format", "json", "-q"))
    assert len(document["patch"]["brought"]) == 8
    assert document["patch"]["taken_away"] == []
    shown = coverage(capsys, base, "--patch", patch, "-q")
    assert all(name in shown for name in document["patch"]["brought"])


def test_the_report_is_written_with_a_picture_of_versions(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    coverage(capsys, SAMPLE, "--html", tmp_path / "report", "--beside", SAMPLE)
    index = (tmp_path / "report" / "index.html").read_text()
    assert "<h2>Versions</h2>" in index
    assert "balloon-drv-0001" in index
    assert len(list((tmp_path / "report" / "requirement").iterdir())) == index.count(
        '<th scope="row"><a href="requirement'
    )
