"""How the requirements of the common chapters stand, in each published version, and that each check has a mutant."""

from collections import Counter

import pytest
from conformance.texts import text_of

from specgen.conformance.checks import Check
from specgen.conformance.mutants.mutant import mutations
from specgen.conformance.standing import Status
from specgen.conformance.suite import COMMON

CHECKED = {Status.DERIVED, Status.BOUND}


def common_checks(version: str) -> list[Check]:
    return [check for check in text_of(version).checks() if check.requirement.scope in COMMON]


@pytest.mark.parametrize(
    ("version", "checked", "derived"), [("v1.0", 54, 36), ("v1.1", 82, 49), ("v1.2", 92, 54), ("v1.4", 110, 61)]
)
def test_what_can_be_observed_is_checked(version: str, checked: int, derived: int) -> None:
    counts = Counter(check.status for check in common_checks(version))
    observable = counts[Status.DERIVED] + counts[Status.BOUND] + counts[Status.OPEN]
    assert counts[Status.DERIVED] + counts[Status.BOUND] >= checked
    assert counts[Status.DERIVED] >= derived
    assert checked >= 0.98 * observable


@pytest.mark.parametrize("version", ["v1.1", "v1.2", "v1.4"])
def test_nothing_is_open(version: str) -> None:
    assert [check.requirement.id for check in common_checks(version) if check.status is Status.OPEN] == []


@pytest.mark.parametrize("scope", COMMON)
def test_each_chapter_is_mostly_checked(scope: str) -> None:
    found = [check for check in common_checks("v1.4") if check.requirement.scope == scope]
    binding = [check for check in found if check.status is not Status.PERMISSION]
    assert len(binding) > 5
    assert sum(check.status in CHECKED for check in binding) >= 0.6 * len(binding)


def test_what_is_not_observable_has_a_reason() -> None:
    reasons = [check.reason for check in common_checks("v1.4") if check.status is Status.UNOBSERVABLE]
    assert len(reasons) <= 18
    assert all(len(reason.split()) > 4 for reason in reasons)


@pytest.mark.parametrize("version", ["v1.0", "v1.1", "v1.2", "v1.4"])
def test_each_check_has_a_mutant(version: str) -> None:
    checked = {check.requirement.id for check in common_checks(version) if check.make is not None}
    assert checked - set(mutations()) == set()


def test_the_layouts_are_judged_apart() -> None:
    for check in common_checks("v1.4"):
        if check.make is not None and check.requirement.scope in {"split", "packed"}:
            assert "features" in {str(need) for need in check.make().needs}, check.requirement.id
