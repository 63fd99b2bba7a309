"""specgen coverage: every normative requirement is counted once, by section, with its reasons, and as JSON."""

import difflib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conformance.standings import KINDS, SAMPLE, bare, varied
from conftest import shared, specification_root

import specgen
from specgen.cli import main
from specgen.cli.render import page_text
from specgen.cli.views.coverage import coverage_page
from specgen.conformance.coverage import coverage_of
from specgen.conformance.document import coverage_document
from specgen.conformance.impact import impact_of
from specgen.conformance.judgement import Judgement, Row
from specgen.conformance.runs import Run, record
from specgen.conformance.sections import sections_of
from specgen.conformance.standing import Coverage, Mutant, PeerVerdict, Status, Verdict, reasons, tally
from specgen.extract.clauses import read_clauses
from specgen.ledger import read_identified
from specgen.trees import open_tree

SCHEMA = json.loads((Path(specgen.__file__).parent / "conformance" / "coverage.schema.json").read_text())


@pytest.fixture(autouse=True)
def _no_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody ran before does not count."""
    monkeypatch.setattr("specgen.conformance.runs.runs_directory", lambda: None)


def coverage(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main(["coverage", *map(str, arguments)]) == 0
    return capsys.readouterr().out


def checked(document: Any) -> Any:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(document, SCHEMA)
    return document


def test_what_only_permits_is_a_permission_and_what_is_not_checked_has_a_reason() -> None:
    found = real_coverage()
    for one in found.standings:
        permits = all(level in {"MAY", "OPTIONAL"} for level in one.requirement.levels)
        assert (one.status is Status.PERMISSION) is permits
        assert bool(one.reason) is (one.status in {Status.OPEN, Status.UNOBSERVABLE})
        assert bool(one.monitor) is one.checked
    assert sum(tally(found.of(scope)).requirements for scope, _ in found.names) == len(found.standings)
    assert {one.status for one in found.standings} == set(Status)
    assert all(one.clause or one.readings for one in found.standings if one.status is Status.DERIVED)


def real_coverage(runs: tuple[Run, ...] = ()) -> Coverage:
    specification = read_identified(open_tree(str(SAMPLE)), cache=False).specification
    return coverage_of(specification, "sample", read_clauses(specification, cache=False), runs)


def test_some_scopes_stand_as_they_do_among_all() -> None:
    specification = read_identified(open_tree(str(SAMPLE)), cache=False).specification
    clauses = read_clauses(specification, cache=False)
    whole = coverage_of(specification, "sample", clauses)
    part = coverage_of(specification, "sample", clauses, scopes={"balloon", "split"})
    assert part == whole.only({"balloon", "split"})


def test_the_last_run_counts_for_the_wording_it_judged() -> None:
    standings = real_coverage().standings
    one, other = [found for found in standings if found.checked][:2]
    idle = next(found for found in standings if not found.checked)
    names = [(found.requirement.id, found.requirement.fingerprint) for found in (one, other, idle)]
    holds, broken = PeerVerdict("pair", Verdict.HOLDS, times=7), PeerVerdict("pair", Verdict.VIOLATED, ("1",), "late")
    mutant = Mutant("deaf", "hears nothing", killed=True)
    verdicts = {names[0]: holds, (names[1][0], "0" * 12): broken, names[2]: broken}
    run = Run(1, "balloon", "pair", "sample", "0.1", verdicts, ((names[0], mutant), (names[2], mutant)))
    found = {one.requirement.id: one for one in real_coverage((run,)).standings if one.verdicts or one.mutants}
    assert {name: (one.verdicts, one.mutants) for name, one in found.items()} == {names[0][0]: ((holds,), (mutant,))}


def test_a_recorded_run_is_found_and_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("specgen.conformance.runs.runs_directory", lambda: tmp_path / "runs")
    one = next(found for found in real_coverage().standings if found.checked)
    row = Row(one.requirement, one.status, Verdict.VIOLATED, message="too late", excerpt=("9 kick",), times=5)
    kill = (one.requirement.id, Mutant("deaf", "hears nothing", killed=True))
    assert record(Judgement("balloon", "pair", "sample", "0.1", (row,), mutants=(kill,)))
    document = checked(json.loads(coverage(capsys, SAMPLE, "--output-format", "json")))
    found = next(found for found in document["requirements"] if found["id"] == one.requirement.id)
    assert found["verdicts"] == [
        {"peer": "pair", "verdict": "violated", "times": 5, "message": "too late", "reason": "", "excerpt": ["9 kick"]}
    ]
    assert found["mutants"] == [{"name": "deaf", "about": "hears nothing", "killed": True}]
    assert (document["total"]["exercised"], document["total"]["violated"], document["total"]["killed"]) == (1, 1, 1)
    assert "too late" in coverage(capsys, SAMPLE)


def test_sections_hold_each_requirement_once_and_have_names_of_their_own() -> None:
    for scope, _ in varied().names:
        sections = sections_of(varied().of(scope))
        assert sorted(one.requirement.id for found in sections for one in found.standings) == sorted(
            one.requirement.id for one in varied().of(scope)
        )
        assert len({(found.role, found.title) for found in sections}) == len({(f.role, f.path) for f in sections})


def test_a_section_whose_title_is_not_its_own_is_named_with_what_is_around_it() -> None:
    one = varied().standings[0]
    paths = (("A", "Red", "Use", "Use"), ("A", "Blue", "Use"), ("A", "Blue", "Sale"))
    standings = [replace(one, requirement=replace(one.requirement, section=path)) for path in paths]
    assert [found.title for found in sections_of(standings)] == ["Red / Use", "Blue / Use", "Sale"]


def test_reasons_are_grouped_the_commonest_first() -> None:
    found = reasons(varied().standings, Status.OPEN)
    assert sum(len(group) for _, group in found) == sum(one.status is Status.OPEN for one in varied().standings)
    assert [len(group) for _, group in found] == sorted((len(group) for _, group in found), reverse=True)
    assert {reason for reason, _ in found} == {"its sentence was not read", "no pattern covers it | a | odd reason"}


def test_the_page_fits_a_terminal_and_counts_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = page_text(coverage_page(varied()), colorful=False)
    assert max(map(len, text.splitlines())) <= 80
    whole = tally(varied().standings)
    last = next(line.split() for line in text.splitlines() if line.startswith("all "))
    counts = [whole.requirements, whole.parsed, *(whole.count(one) for one in (Status.DERIVED, Status.BOUND))]
    rest = [whole.exercised, *(whole.count(one) for one in (Status.OPEN, Status.PERMISSION, Status.UNOBSERVABLE))]
    assert last[1:] == [*map(str, counts), f"{whole.killed}/{whole.mutants}", *map(str, rest)]
    monkeypatch.setenv("COLUMNS", "200")
    folded = " ".join(page_text(coverage_page(varied()), colorful=False).split())
    for said in ("what a driver intends leaves no trace", "the page was written before", "answers after the reset"):
        assert said in folded


def test_brief_leaves_the_sections_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert "driver: Memory Statistics" in coverage(capsys, SAMPLE)
    assert "driver: Memory Statistics" not in coverage(capsys, SAMPLE, "--brief")


def test_one_device_type_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    document = checked(json.loads(coverage(capsys, SAMPLE, "--device", "balloon", "--output-format", "json")))
    assert {one["scope"] for one in document["requirements"]} == {"balloon"}
    assert document["total"]["requirements"] == len(bare().of("balloon")) == len(document["requirements"])
    assert main(["coverage", str(SAMPLE), "--device", "baloon"]) == 2
    assert "did you mean balloon?" in capsys.readouterr().err


def test_the_document_counts_what_the_facts_hold(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    coverage(capsys, SAMPLE, "--output-format", "json", "-o", tmp_path / "coverage.json")
    document = checked(json.loads((tmp_path / "coverage.json").read_text()))
    assert main(["facts", str(SAMPLE)]) == 0
    facts = json.loads(capsys.readouterr().out)
    normative = [one["id"] for one in facts["requirements"] if one["kind"] == "normative"]
    assert [one["id"] for one in document["requirements"]] == normative
    assert document["total"]["requirements"] == len(normative)
    assert document["patch"] is None


def test_the_document_holds_all_there_is_to_say_of_a_standing() -> None:
    document = checked(coverage_document(varied()))
    for key in ("requirements", "parsed", "checked", "mutants", "killed", "exercised", "violated"):
        assert document["total"][key] == sum(scope[key] for scope in document["scopes"])
        assert document["total"][key] == sum(part[key] for scope in document["scopes"] for part in scope["sections"])
    derived, bound, *_ = document["requirements"]
    violated = derived["verdicts"][1]
    assert (violated["verdict"], violated["times"], len(violated["excerpt"])) == ("violated", 3, 4)
    assert bound["applies"] == "Only if the feature was negotiated."
    assert [mutant["killed"] for mutant in bound["mutants"]] == [True, False]
    assert document["requirements"][4]["clause"] is None
    assert document["requirements"][5]["readings"]
    grouped = [name for reason in document["reasons"]["open"] for name in reason["requirements"]]
    assert sorted(grouped) == sorted(one["id"] for one in document["requirements"] if one["status"] == "open")


def test_a_patch_shows_what_it_brings(capsys: pytest.CaptureFixture[str]) -> None:
    base = specification_root() / "seed-base"
    if not base.is_dir():
        pytest.skip("needs seed-base")
    patch = shared("patches") / "page-reporting-v2.mail.txt"
    document = checked(json.loads(coverage(capsys, base, "--patch", patch, "--output-format", "json", "-q")))
    brought = document["patch"]["brought"]
    assert len(brought) == 8
    assert {one["scope"] for one in brought} == {"balloon"}
    assert all(one["levels"] and one["section"] for one in brought)
    assert [one for one in document["patch"]["touched"] if one["fate"] in {"retired", "replaced"}] == []
    assert document["total"]["requirements"] == document["patch"]["before"]["requirements"] + 8
    shown = coverage(capsys, base, "--patch", patch, "-q")
    assert all(one["id"] in shown for one in brought)


def test_stale_checks_are_shown_with_what_became_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    before = varied()
    impact = impact_of(before, patched(before))
    assert len(impact.stale) == 2
    text = page_text(coverage_page(patched(before), impact), colorful=False)
    assert max(map(len, text.splitlines())) <= 80
    folded = " ".join(text.split())
    assert "Checks gone stale (2)" in folded
    assert "reworded" in folded
    assert "retired" in folded
    assert before.standings[1].requirement.id in folded
    document = checked(coverage_document(patched(before), impact))
    assert [one["fate"] for one in document["patch"]["touched"] if one["stale"]] == ["reworded", "retired"]
    assert "change no normative requirement" in page_text(
        coverage_page(before, impact_of(before, before)), colorful=False
    )


def patched(before: Coverage) -> Coverage:
    """As if a patch had reworded the first requirement and taken away the second."""
    first, _, *others = before.standings
    reworded = replace(first, requirement=replace(first.requirement, text="It MUST be so.", fingerprint="0" * 12))
    return replace(before, standings=(reworded, *others))


def test_pictures_of_versions_need_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", str(SAMPLE), "--beside", str(SAMPLE)]) == 2
    assert "--beside needs --html" in capsys.readouterr().err


def test_the_report_is_written_and_what_did_not_change_is_left_alone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    report = tmp_path / "report"
    coverage(capsys, SAMPLE, "--html", report, "--beside", SAMPLE)
    index = (report / "index.html").read_text()
    assert "<h2>Versions</h2>" in index
    assert "balloon-drv-0001" in index
    pages = list((report / "requirement").iterdir())
    assert len(pages) == len(bare().standings)
    times = {page: page.stat().st_mtime_ns for page in pages}
    coverage(capsys, SAMPLE, "--html", report)
    assert {page: page.stat().st_mtime_ns for page in pages} == times
    assert "<h2>Versions</h2>" not in (report / "index.html").read_text()


def test_a_report_and_its_numbers_can_be_had_at_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert coverage(capsys, SAMPLE, "--html", tmp_path / "report", "-q") == ""
    document = checked(json.loads(coverage(capsys, SAMPLE, "--html", tmp_path / "report", "--output-format", "json")))
    assert any(one["tests"] for one in document["requirements"])


def test_a_directory_with_other_files_is_not_overwritten(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    assert main(["coverage", str(SAMPLE), "--html", str(tmp_path)]) == 2
    assert "not written by specgen" in capsys.readouterr().err
    assert (tmp_path / "index.html").read_text() == "mine"
    coverage(capsys, SAMPLE, "--html", tmp_path, "--force")


def test_every_kind_of_standing_is_among_those_made_by_hand() -> None:
    made = varied().standings[:KINDS]
    assert {one.status for one in made} == set(Status)
    assert any(one.readings for one in made)
    assert any(one.clause is None for one in made)


def test_a_patch_to_checked_requirements_makes_their_checks_stale(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """One is reworded, one is taken away; both are found with what checked them, in text, JSON and report."""
    file = "device-types/balloon/description.tex"
    old = (SAMPLE / file).read_text()
    checked_ones = [one for one in real_coverage().of("balloon") if one.checked and one.requirement.span.file == file]
    lines = old.splitlines(keepends=True)
    new = list(lines)
    reworded, gone = checked_ones[0].requirement, checked_ones[-1].requirement
    last = reworded.span.end_line - 1
    assert lines[last].endswith(".\n")
    new[last] = lines[last].replace(".\n", " from now on.\n")
    new[gone.span.line - 1 : gone.span.end_line] = []
    patch = tmp_path / "change.patch"
    patch.write_text("".join(difflib.unified_diff(lines, new, f"a/{file}", f"b/{file}")))

    arguments = (SAMPLE, "--patch", patch, "-q")
    document = checked(json.loads(coverage(capsys, *arguments, "--output-format", "json")))
    stale = {one["id"]: one for one in document["patch"]["touched"] if one["stale"]}
    assert {name: one["fate"] for name, one in stale.items()} == {reworded.id: "reworded", gone.id: "retired"}
    assert all(one["monitor"] for one in stale.values())
    assert stale[gone.id]["after"] is None
    folded = " ".join(coverage(capsys, *arguments).split())
    assert "2 checks gone stale" in folded
    coverage(capsys, *arguments, "--html", tmp_path / "report")
    index = (tmp_path / "report" / "index.html").read_text()
    assert "Checks gone stale" in index
    assert gone.id in index
    assert "What the patches change here" in (tmp_path / "report" / "requirement" / f"{reworded.id}.html").read_text()
