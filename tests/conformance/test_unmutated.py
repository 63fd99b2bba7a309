"""The generated pair breaks no rule that anything checks, whatever lawful things it is made to do."""

import random

import hypothesis.strategies as st
import pytest
from conformance.texts import Text, seed_with_patch, text_of
from hypothesis import HealthCheck, given, settings
from runtime.fuzzing import EXAMPLES

from specgen.conformance.balloon.script import (
    Step,
    ask,
    begin_anew,
    finish_hints,
    relieve,
    report,
    script,
    scripted,
    start_hints,
    stop_hints,
    target,
    use_memory,
)
from specgen.conformance.balloon.suite import make_pair, run_workload, traces
from specgen.conformance.built import built
from specgen.conformance.sides import RINGS, Sides
from specgen.conformance.verdicts import outcomes
from specgen.conformance.workload import Workload
from virtio.balloon import BalloonDevice, BalloonDriver

PAGES = st.integers(0, 400)
STEPS: st.SearchStrategy[Step] = st.one_of(
    PAGES.map(target),
    PAGES.map(report),
    st.integers(1, 50).map(relieve),
    PAGES.map(use_memory),
    st.sampled_from((ask, start_hints, stop_hints, finish_hints, begin_anew)),
)


def broken(text: Text, *found: object) -> dict[str, str]:
    """What is violated, by ID."""
    judged = outcomes(text.checks(), found, text.state)  # type: ignore[arg-type]
    return {name: f"{one.message} ({one.about})" for name, one in judged.items() if one.violated}


@pytest.mark.parametrize("version", ["v1.0", "v1.1", "v1.2", "v1.4", "seed-base", "seed-patched"])
def test_all_workloads_over_all_layouts(version: str) -> None:
    text = seed_with_patch() if version == "seed-patched" else text_of(version)
    with built(text.specification, "balloon") as package:
        sides = Sides(package.device_class, package.driver_class, text.facts())
        judged = outcomes(text.checks(), traces(sides), text.state)
        assert {name: one.message for name, one in judged.items() if one.violated} == {}
        # Each check of the balloon's own had its occasions, but for what no lawful pair does.
        idle = {name for name, one in judged.items() if name.startswith("balloon-") and not one.times}
        assert idle == set()


@settings(max_examples=EXAMPLES or 40, derandomize=not EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    own=st.integers(0, 63),
    want=st.integers(0, 63),
    ring=st.sampled_from([ring for _, ring in RINGS]),
    poison=st.sampled_from((0, 0x5A5A5A5A, 0xFFFFFFFF)),
    steps=st.lists(STEPS, max_size=10),
)
def test_any_features_and_any_steps(own: int, want: int, ring: int, poison: int, steps: list[Step]) -> None:
    text = text_of("v1.4")
    sides = Sides(BalloonDevice, BalloonDriver, text.facts())
    workload = Workload("any", scripted(steps, poison))
    offer, wanted = own | ring | sides.control, want | 1 | ring | sides.control
    pair = make_pair(sides, workload, offer, f"offer {own:#x}, want {want:#x}", want=wanted)
    workload.run(pair)
    assert pair.error is None
    assert broken(text, pair.recorder.trace()) == {}


@pytest.mark.parametrize("seed", range(4))
def test_scripts_made_up_by_chance(seed: int) -> None:
    text = text_of("v1.4")
    sides = Sides(BalloonDevice, BalloonDriver, text.facts())
    workload, offer = script(random.Random(seed), sides, f"seed {seed}")
    assert broken(text, run_workload(sides, workload, offer)) == {}
