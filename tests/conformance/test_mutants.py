"""Every check has a mutant, and notices it."""

import pytest
from conformance.texts import sample, seed_with_patch, text_of

from specgen.conformance.balloon.suite import run_mutation
from specgen.conformance.built import built
from specgen.conformance.mutants.mutant import Mutation, mutations
from specgen.conformance.pytest_plugin import concerns
from specgen.conformance.sides import Sides
from specgen.conformance.skeletons import Skeleton, skeleton_kills
from specgen.conformance.suite import _kills
from specgen.conformance.verdicts import outcomes
from virtio.balloon import BalloonDevice, BalloonDriver

ALL = [one for listed in mutations().values() for one in listed]


@pytest.mark.parametrize("mutation", [pytest.param(one, id=one.breaks, marks=concerns(one.breaks)) for one in ALL])
def test_the_check_of_the_rule_that_is_broken_notices_and_no_other_does(mutation: Mutation) -> None:
    text = text_of("v1.4")
    trace = run_mutation(Sides(BalloonDevice, BalloonDriver, text.facts()), mutation)
    assert trace is not None
    found = {name for name, one in outcomes(text.checks(), [trace], text.state).items() if one.violated}
    assert mutation.breaks in found
    assert found <= {mutation.breaks, *mutation.also}


@pytest.mark.parametrize("version", ["v1.0", "v1.1", "v1.2", "seed-patched", "sample"])
def test_what_another_text_has_room_for_is_noticed_there_too(version: str) -> None:
    text = {"seed-patched": seed_with_patch, "sample": sample}.get(version, lambda: text_of(version))()
    with built(text.specification, "balloon") as package:
        sides = Sides(package.device_class, package.driver_class, text.facts())
        found = list(_kills(sides, text.checks(), text.state, lambda _: None))
    assert len(found) > 60
    assert [(name, mutant.about) for name, mutant in found if not mutant.killed] == []


@pytest.mark.parametrize("version", ["v1.4", "seed-patched"])
def test_every_check_has_a_mutant(version: str) -> None:
    text = seed_with_patch() if version == "seed-patched" else text_of(version)
    checked = {check.requirement.id for check in text.checks() if check.make is not None}
    assert checked - set(mutations()) == set()


@pytest.mark.parametrize("version", ["v1.0", "v1.1", "v1.2", "v1.4"])
def test_the_checks_of_skeletons_notice_too(version: str) -> None:
    text = text_of(version)
    checked = 0
    for device in text.specification.device_types:
        if device.slug == "balloon":
            continue
        own = text.checks(device.slug, common=False)
        with built(text.specification, device.slug, skeleton=True) as package:
            skeleton = Skeleton(Sides(package.device_class, package.driver_class, text.facts(device.slug)), own)
            judged = outcomes(own, skeleton.traces(), text.state)
            assert {name: one.message for name, one in judged.items() if one.violated} == {}
            killed = {check.requirement.id for check, _, noticed in skeleton_kills(skeleton) if noticed}
        assert {check.requirement.id for check in own if check.make is not None} == killed
        checked += len(killed)
    # What later versions say of negotiation earlier ones do not all say.
    assert checked >= {"v1.0": 1, "v1.1": 1, "v1.2": 5, "v1.4": 20}[version]
