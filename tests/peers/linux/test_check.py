"""Linux's balloon driver breaks just the rule that it is known to break, and our device none."""

import pytest
from conformance.texts import text_of
from peers.linux.conftest import Programs

from specgen.conformance.judgement import Judgement
from specgen.conformance.standing import Verdict
from specgen.conformance.suite import judge

HOLD = {
    "balloon-drv-0002", "balloon-drv-0012", "balloon-drv-0014", "balloon-drv-0015",
    "balloon-drv-0016", "balloon-drv-0017", "balloon-drv-0021", "balloon-drv-0024", "balloon-drv-0025",
    "balloon-drv-0026", "balloon-drv-0027", "balloon-drv-0029", "balloon-drv-0038", "balloon-dev-0007",
}  # fmt: skip
"""What a run gives occasion to see of Linux's driver, and of the device that it drives."""


@pytest.fixture(scope="module")
def judgement(programs: Programs) -> Judgement:
    del programs
    text = text_of("v1.4")
    return judge("balloon", "linux", text.specification, "v1.4")


@pytest.mark.balloon_drv_0018
def test_its_statistics_are_no_multiple_of_six_bytes_and_nothing_else_is_wrong(judgement: Judgement) -> None:
    (row,) = judgement.violated
    assert row.requirement.id == "balloon-drv-0018"
    assert "80 bytes available in statsq, not a multiple of 6" in row.message
    assert row.excerpt[-1].startswith("#")
    assert "add statsq" in row.excerpt[-1]


def test_what_it_keeps_was_seen(judgement: Judgement) -> None:
    verdicts = {row.requirement.id: row.verdict for row in judgement.rows}
    assert {name for name in HOLD if verdicts[name] is not Verdict.HOLDS} == set()


def test_what_only_the_driver_itself_could_show_is_not_claimed(judgement: Judgement) -> None:
    rows = {row.requirement.id: row for row in judgement.rows}
    for name in ("balloon-drv-0008", "balloon-drv-0011", "balloon-drv-0034", "balloon-drv-0035", "basic-drv-0002"):
        assert rows[name].verdict is Verdict.NOT_OBSERVABLE
        assert rows[name].reason
