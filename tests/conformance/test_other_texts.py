"""A text that was changed is judged by what it says now: no monitor judges words that it was not made for."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conformance.texts import Text, read_tree, text_of
from conftest import specification_root

from specgen.conformance.balloon.suite import traces
from specgen.conformance.balloon.workloads import WORKLOADS
from specgen.conformance.built import built
from specgen.conformance.checks import Check
from specgen.conformance.sides import Sides
from specgen.conformance.standing import Status
from specgen.conformance.suite import judge
from specgen.conformance.verdicts import outcomes
from specgen.diagnostics import SpecgenError

Change = Callable[[str, str], Text]


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """v1.4 with a pattern of the balloon's description replaced."""
    text_of("v1.4")

    def change(pattern: str, replacement: str) -> Text:
        tree = tmp_path / "tree"
        shutil.copytree(specification_root() / "v1.4", tree)
        file = tree / "device-types" / "balloon" / "description.tex"
        text, count = re.subn(pattern, replacement, file.read_text(encoding="utf-8"))
        assert count
        file.write_text(text, encoding="utf-8")
        return read_tree(str(tree))

    return change


def check_of(text: Text, name: str) -> Check:
    (found,) = [check for check in text.checks(common=False) if check.requirement.id == name]
    return found


def test_another_number_is_another_verdict(changed: Change) -> None:
    text = changed(r"multiple of 6\b", "multiple of 8")
    (workload,) = [one for one in WORKLOADS if one.name == "statistics"]
    with built(text.specification, "balloon") as package:
        sides = Sides(package.device_class, package.driver_class, text.facts())
        found = outcomes(text.checks(common=False), traces(sides, [workload]), text.state)
    assert [name for name, one in found.items() if one.violated] == ["balloon-drv-0018"]
    assert "30 bytes available in statsq, not a multiple of 8" in found["balloon-drv-0018"].message


@pytest.mark.parametrize(
    ("pattern", "replacement", "name"),
    [
        (r"MUST use the deflateq to inform", "MUST use the inflateq to inform", "balloon-drv-0007"),
        (r"it MUST\s+complete hinting by adding", "it MUST end hinting by adding", "balloon-drv-0029"),
    ],
)
def test_what_is_bound_judges_no_other_wording(changed: Change, pattern: str, replacement: str, name: str) -> None:
    assert check_of(text_of("v1.4"), name).status is Status.BOUND
    found = check_of(changed(pattern, replacement), name)
    assert found.status is Status.OPEN
    assert "word" in found.reason


def test_a_prohibition_is_not_judged_as_the_duty_it_was(changed: Change) -> None:
    text = changed(r"MUST update \\field\{actual\} after", r"MUST NOT update \\field{actual} after")
    found = [check for check in text.checks(common=False) if "update actual after" in (check.rendering or "")]
    assert [check.monitor for check in found] != ["respond"]


def test_entries_are_measured_as_the_text_lays_them_out(changed: Change) -> None:
    text = changed(r"le64 val;", "le32 val;")
    (workload,) = [one for one in WORKLOADS if one.name == "statistics"]
    with built(text.specification, "balloon") as package:
        sides = Sides(package.device_class, package.driver_class, text.facts())
        found = outcomes(text.checks(common=False), traces(sides, [workload]), text.state)
    assert {name: one.message for name, one in found.items() if one.violated} == {}
    assert found["balloon-drv-0017"].times > 0


def test_what_does_not_fit_is_left_out_or_said(changed: Change) -> None:
    text = changed(r"\bstatsq\b", "statisticsq")
    found = judge("balloon", "pair", text.specification, "statisticsq")
    assert found.violated == ()
    assert not any("statistics" in name for name in found.workloads)


@pytest.mark.parametrize(
    ("pattern", "replacement", "said"),
    [
        (r"le32 actual;", "le32 pages_now;", "its inflating does not fit"),
        (r"le64 val;", "le64 val;\n        le16 pad;", "does not run: TypeError"),
    ],
)
def test_a_device_that_cannot_run_is_an_error_and_no_verdict(
    changed: Change, pattern: str, replacement: str, said: str
) -> None:
    text = changed(pattern, replacement)
    with pytest.raises(SpecgenError, match=said):
        judge("balloon", "pair", text.specification, "changed")
