"""Each form of a judgement holds every row, keeps to its schema, and takes any text."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import xmlschema
from conformance.judged import HOSTILE, hostile, judgement
from junitparser import JUnitXml

import specgen.conformance.formats
from specgen.cli.check import FORMATS as OFFERED
from specgen.cli.page import Table
from specgen.cli.render import page_text
from specgen.cli.views.check import judgement_page
from specgen.conformance.formats import FORMATS, render
from specgen.conformance.judgement import Judgement
from specgen.conformance.standing import Verdict

SCHEMA = json.loads((Path(specgen.conformance.formats.__file__).parent / "check.schema.json").read_text())
XSD = xmlschema.XMLSchema(str(Path(__file__).parent / "junit.xsd"))
BOTH = pytest.mark.parametrize("judged", [judgement(), hostile(), replace(judgement(), rows=(), mutants=())])


def test_the_command_offers_every_form() -> None:
    assert OFFERED == FORMATS
    modules = {path.stem for path in Path(specgen.conformance.formats.__file__).parent.glob("*_format.py")}
    assert modules == {f"{name}_format" for name in FORMATS if name != "text"}


@BOTH
def test_json_keeps_to_its_schema(judged: Judgement) -> None:
    document = json.loads(render("json", judged))
    jsonschema.validate(document, SCHEMA)
    assert [row["id"] for row in document["requirements"]] == [row.requirement.id for row in judged.rows]
    assert sum(document["summary"].values()) == len(judged.rows)
    assert [tuple(row["excerpt"]) for row in document["requirements"]] == [row.excerpt for row in judged.rows]
    assert render("json", judged) == render("json", judged)


@BOTH
def test_junit_keeps_to_its_schema(judged: Judgement) -> None:
    text = render("junit", judged)
    XSD.validate(text)
    assert not {one for one in text if ord(one) < 32} - {"\n"}
    read = JUnitXml.fromstring(text.encode())
    suites = {suite.name: suite for suite in read}
    requirements = suites["balloon against pair"]
    counts = judged.counts
    assert requirements.tests == len(judged.rows)
    assert requirements.failures == counts[Verdict.VIOLATED]
    assert requirements.skipped == counts[Verdict.NOT_EXERCISED] + counts[Verdict.NOT_OBSERVABLE]
    assert read.failures == len(judged.violated) + len(judged.survivors)


def test_junit_says_what_was_violated_and_why_the_rest_was_skipped() -> None:
    suite, mutants = JUnitXml.fromstring(render("junit", judgement()).encode())
    held, violated, idle, unseen, *_ = suite
    assert held.is_passed
    assert (violated.result[0].message, violated.result[0].type) == ("kicks too early", "violated")
    assert violated.result[0].text.split("\n") == ["driver MUST NOT kick", "3 kick 0", "4 x"]
    assert idle.result[0].message == "not exercised: the peer has no statsq"
    assert unseen.result[0].message == "not observable: it is about the host's memory"
    assert violated.classname.startswith("balloon.drivernormative:")
    assert [case.is_passed for case in mutants] == [True, False]


def test_github_has_a_line_for_each_violation_and_survivor() -> None:
    for judged in (judgement(), hostile()):
        lines = render("github", judged).removesuffix("\n").split("\n")
        assert len(lines) == len(judged.violated) + len(judged.survivors)
        assert all(line.startswith("::error title=specgen (balloon-drv-") for line in lines)
        assert not set("".join(lines)) & {"\x1b", "\x00", "\r", "\u202e"}
    row = judgement().violated[0]
    place = f"file={row.requirement.span.file},line={row.requirement.span.line}::pair violates"
    assert place in render("github", judgement())
    assert render("github", replace(judgement(), rows=(), mutants=())) == ""


def test_the_page_shows_every_row_then_the_traces_then_the_counts() -> None:
    judged = judgement()
    text = page_text(judgement_page(judged), colorful=False)
    shown = [row for row in judged.rows if row.verdict is not Verdict.NOT_OBSERVABLE]
    positions = [text.index(row.requirement.id) for row in shown]
    assert positions == sorted(positions)
    (unseen,) = [block for block in judgement_page(judged) if isinstance(block, Table) and "Without" in block.title]
    others = [row for row in judged.rows if row not in shown]
    assert all(
        any(row.reason == cells[0] and row.requirement.id in cells[2] for cells in unseen.rows) for row in others
    )
    violated = text.index(f"{judged.violated[0].requirement.id} violated: kicks too early")
    assert positions[-1] < violated < text.index("    3 kick 0\n    4 x\n")
    assert "the peer has no statsq" in {cells[0] for cells in unseen.rows}
    number = len(judged.rows) - 3
    assert text.rstrip().splitlines()[-1] == (
        f"{len(judged.rows)} requirements: 1 hold, 1 violated, 1 not exercised, {number} not observable; "
        "1 of 2 mutants killed"
    )


def test_no_text_steers_the_terminal() -> None:
    text = page_text(judgement_page(hostile()), colorful=False)
    assert HOSTILE[:2] == "a\x1b"
    assert not set(text) & {"\x1b", "\x00", "\u202e"}
