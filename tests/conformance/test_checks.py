"""How the requirements of the balloon stand: none that could be checked is not."""

from collections import Counter
from dataclasses import replace

import pytest
from conformance.texts import Text, sample, seed_with_patch, text_of

from specgen.conformance.checks import bound_monitors, checks_of, known_wordings
from specgen.conformance.standing import Status
from specgen.extract.clauses import Clauses
from specgen.ledger.store import load_ledger
from specgen.model.clause import Reading
from specgen.syntax.clause.reading import read_sentence


def balloon(text: Text) -> Counter[Status]:
    return Counter(check.status for check in text.checks(common=False))


@pytest.mark.parametrize("version", ["v1.0", "v1.1", "v1.2", "v1.4", "seed-base", "seed-patched"])
def test_no_observable_requirement_of_the_balloon_is_open_and_most_checks_are_derived(version: str) -> None:
    text = seed_with_patch() if version == "seed-patched" else text_of(version)
    found = balloon(text)
    assert not [check.rendering for check in text.checks(common=False) if check.status is Status.OPEN]
    checked = found[Status.DERIVED] + found[Status.BOUND]
    assert found[Status.DERIVED] >= 0.6 * checked
    assert found[Status.UNOBSERVABLE] <= checked // 4
    assert all(check.reason for check in text.checks() if check.status in {Status.OPEN, Status.UNOBSERVABLE})


def test_the_balloon_of_the_last_version() -> None:
    found = balloon(text_of("v1.4"))
    assert found == {Status.DERIVED: 26, Status.BOUND: 10, Status.PERMISSION: 15, Status.UNOBSERVABLE: 5}


def test_the_samples_own_wording_is_judged_by_the_same_monitors() -> None:
    ours = {check.requirement.id: check.monitor for check in sample().checks(common=False) if check.make}
    theirs = {check.requirement.id: check.monitor for check in text_of("v1.4").checks(common=False)}
    assert len(ours) >= 20
    assert {name: monitor for name, monitor in ours.items() if theirs.get(name) != monitor} == {}


def test_what_is_bound_is_in_the_ledger_and_no_permission() -> None:
    ledger = load_ledger()
    for name in bound_monitors():
        entry = ledger.find(name)
        assert entry is not None, name
        assert not {"MAY", "OPTIONAL"}.issuperset(entry.wording.levels)


def test_legacy_devices_are_not_what_a_rule_about_them_is_held_against() -> None:
    text = text_of("v1.4")
    found = checks_of(text.specification, text.clauses, "blk", ["blk"])
    (legacy,) = [check for check in found if check.requirement.id == "blk-dev-0018"]
    assert legacy.make is None


def test_a_bound_monitor_judges_nothing_where_its_section_applies_in_a_way_that_is_not_understood() -> None:
    text = text_of("v1.4")
    (bound,) = [check for check in text.checks(common=False) if check.requirement.id == "balloon-drv-0021"]
    strange = read_sentence("If the lamp is lit, the driver MUST write actual.").clause
    assert bound.clause is not None
    assert strange is not None
    clause = replace(bound.clause, applies=strange.rules[0].guards)
    readings = {
        key: Reading(clause) if one.clause == bound.clause else one for key, one in text.clauses.readings.items()
    }
    clauses = Clauses(text.clauses.requirements, readings)
    found = checks_of(text.specification, clauses, "balloon", ["balloon"])
    (now,) = [check for check in found if check.requirement == bound.requirement]
    assert (bound.status, now.status, now.make) == (Status.BOUND, Status.OPEN, None)
    assert "could not be understood" in now.reason


def test_a_bound_monitor_judges_no_wording_that_it_was_not_written_for() -> None:
    text = text_of("v1.4")
    (bound,) = [check for check in text.checks(common=False) if check.requirement.id == "balloon-drv-0007"]
    other = read_sentence("The driver MUST use the inflateq to tell the device which pages it wants.").clause
    assert bound.clause is not None
    readings = {
        key: Reading(other) if one.clause == bound.clause else one for key, one in text.clauses.readings.items()
    }
    clauses = Clauses(text.clauses.requirements, readings)
    found = checks_of(text.specification, clauses, "balloon", ["balloon"])
    (now,) = [check for check in found if check.requirement == bound.requirement]
    assert (bound.status, now.status, now.make) == (Status.BOUND, Status.OPEN, None)
    assert "other words" in now.reason


def test_what_a_driver_expects_is_not_judged_by_what_it_writes() -> None:
    (seed,) = [one for one in text_of("seed-base").checks(common=False) if one.requirement.id == "balloon-drv-0022"]
    (last,) = [one for one in text_of("v1.4").checks(common=False) if one.requirement.id == "balloon-drv-0022"]
    assert (seed.status, last.status) == (Status.UNOBSERVABLE, Status.BOUND)


def test_each_bound_monitor_is_written_for_some_wording() -> None:
    assert bound_monitors().keys() == known_wordings().keys()
