"""Each pattern, by a made-up rule of a made-up device: traces that keep it, break it, or give no occasion."""

from typing import Any

import pytest

from specgen.conformance.monitors.derive import derive
from specgen.conformance.monitors.facts import Facts
from specgen.conformance.monitors.monitor import Found, judge_trace
from specgen.conformance.monitors.state import State
from specgen.model.clause import Rule
from specgen.runtime.trace import Event, Kind, Side, Trace
from specgen.runtime.trace.recorder import BOTH_SIDES, DEVICE_SIDE, DRIVER_SIDE
from specgen.syntax.clause.reading import read_sentence

DIM, GLOW = 1 << 0, 1 << 1
FACTS = Facts(
    slug="lamp",
    features={"VIRTIO_LAMP_F_DIM": DIM, "VIRTIO_LAMP_F_GLOW": GLOW, "VIRTIO_F_VERSION_1": 1 << 32},
    requires={},
    described=DIM | GLOW | 1 << 32,
    fields={"brightness": range(4), "colour": range(4, 8)},
    constants={"VIRTIO_LAMP_OFF": 0},
    queues={"lightq": "lightq", "statusq": "statusq"},
)

Step = tuple[Kind, Side, dict[str, Any]]
D, V = Side.DRIVER, Side.DEVICE
UP: list[Step] = [
    (Kind.STATUS, D, {"value": 3}),
    (Kind.OFFER, V, {"features": DIM | GLOW}),
    (Kind.ACCEPT, D, {"features": DIM}),
    (Kind.STATUS, D, {"value": 11}),
]
LIVE: list[Step] = [*UP, (Kind.STATUS, D, {"value": 15})]
IDLE: Step = (Kind.IDLE, Side.HOST, {})
RESET: Step = (Kind.STATUS, D, {"value": 0})


def write(value: int, offset: int = 0, kind: Kind = Kind.CONFIG_WRITE) -> Step:
    side = V if kind is Kind.CONFIG_CHANGE else D
    return kind, side, {"offset": offset, "data": value.to_bytes(4, "little")}


def add(key: str = "lightq", length: int = 4, token: int = 0) -> Step:
    about = {"queue": 0 if key == "lightq" else 1, "key": key, "token": token}
    return Kind.ADD, D, {**about, "readable": [[64, length]], "writable": [], "data": b"\0" * length}


def use(key: str = "lightq", token: int = 0) -> Step:
    return Kind.USE, V, {"queue": 0 if key == "lightq" else 1, "key": key, "token": token, "written": 0}


def accept(features: int) -> Step:
    return Kind.ACCEPT, D, {"features": features}


def offer(features: int) -> Step:
    return Kind.OFFER, V, {"features": features}


def judge(
    sentence: str, *steps: Step, covers: frozenset[str] | None = None, permissions: tuple[Rule, ...] = ()
) -> Found:
    clause = read_sentence(sentence).clause
    assert clause is not None
    found = derive(clause, FACTS, permissions)
    assert found is not None, sentence
    events = tuple(Event(at, kind, by, values) for at, (kind, by, values) in enumerate(steps))
    seen = frozenset(str(cover) for cover in (BOTH_SIDES if covers is None else covers))
    return judge_trace(Trace("lamp", seen, events), [("rule", found.make())], lambda: State(FACTS))["rule"]


ANSWERING = """\
Upon detecting that the device has used a buffer in the statusq, the driver MUST make an output buffer available in the
statusq."""
KEEPING_AND_BREAKING: list[tuple[str, list[Step], list[Step]]] = [
    (
        "The driver MUST NOT modify brightness while the DRIVER_OK bit is set.",
        [*UP, write(5), (Kind.STATUS, D, {"value": 15})],
        [*LIVE, write(5)],
    ),
    (
        "The driver MUST NOT accept VIRTIO_LAMP_F_GLOW unless VIRTIO_LAMP_F_DIM is accepted.",
        [offer(3), accept(DIM | GLOW)],
        [offer(3), accept(GLOW)],
    ),
    (
        "A device MUST NOT offer VIRTIO_LAMP_F_GLOW where VIRTIO_LAMP_F_DIM is not offered.",
        [offer(DIM | GLOW)],
        [offer(GLOW)],
    ),
    ("The driver MUST NOT send any notifications before setting DRIVER_OK.",
     [*LIVE, (Kind.KICK, D, {"queue": 0})], [*UP, (Kind.KICK, D, {"queue": 0})]),
    ("The driver SHOULD accept VIRTIO_LAMP_F_DIM if it is offered.", [offer(3), accept(DIM)], [offer(3), accept(GLOW)]),
    ("A device MUST offer VIRTIO_LAMP_F_DIM.", [offer(DIM)], [offer(GLOW)]),
    ("The driver MUST write colour before setting DRIVER_OK.",
     [*UP, write(1, 4), (Kind.STATUS, D, {"value": 15})], [*LIVE]),
    ("The driver MUST make an output buffer available in the statusq after initializing the device.",
     [*LIVE, add("statusq"), IDLE], [*LIVE, IDLE]),
    (ANSWERING, [*LIVE, add("statusq"), use("statusq"), add("statusq"), IDLE],
     [*LIVE, add("statusq"), use("statusq"), IDLE]),
    ("In the lightq, drivers MUST keep no more than one buffer available.",
     [*LIVE, add(), use(), add()], [*LIVE, add(), add(token=1)]),
    ("Drivers MUST use an output buffer size that is a multiple of 8 bytes for all buffers submitted to the lightq.",
     [*LIVE, add(length=16), add("statusq", 3)], [*LIVE, add(length=12)]),
    ("Drivers MUST use an output buffer size of 4 bytes for all buffers submitted to the lightq.",
     [*LIVE, add()], [*LIVE, add(length=5)]),
    ("The driver SHOULD write colour when brightness is greater than 7.",
     [*LIVE, write(9, kind=Kind.CONFIG_CHANGE), write(9, kind=Kind.CONFIG_READ), write(1, 4), IDLE],
     [*LIVE, write(9, kind=Kind.CONFIG_CHANGE), write(9, kind=Kind.CONFIG_READ), IDLE]),
    ("The device SHOULD set brightness to at least 10.", [write(11, kind=Kind.CONFIG_READ)],
     [write(9, kind=Kind.CONFIG_READ)]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "keeping", "breaking"), KEEPING_AND_BREAKING, ids=lambda one: str(one)[:60])
def test_a_trace_keeps_it_or_breaks_it(sentence: str, keeping: list[Step], breaking: list[Step]) -> None:
    kept, broken, nothing = (judge(sentence, *steps) for steps in (keeping, breaking, []))
    assert (kept.violated, kept.observable) == (False, True)
    assert kept.times > 0
    assert broken.violated
    assert broken.excerpt
    assert broken.excerpt[-1].at <= len(breaking) - 1
    assert (nothing.times, nothing.violated) == (0, False)


@pytest.mark.parametrize(
    ("sentence", "keeping", "breaking"),
    [
        ("The driver MUST NOT write to device configuration fields other than colour.", write(1, 4), write(1, 0)),
        ("The driver MUST NOT write a value other than 0 or 1 to colour.", write(1, 4), write(2, 4)),
    ],
)
def test_what_may_be_written_is_no_offence(sentence: str, keeping: Step, breaking: Step) -> None:
    assert not judge(sentence, *LIVE, keeping).violated
    assert judge(sentence, *LIVE, breaking).violated


def test_only_buffers_of_the_direction_that_is_named_are_counted() -> None:
    rule = "The driver MUST make at most one input buffer available to the device in the statusq, at all times."
    kind, side, values = add("statusq", token=2)
    writable = {**values, "readable": [], "writable": [[64, 4]]}
    other: list[Step] = [*LIVE, add("statusq"), add("statusq", token=1), (kind, side, writable)]
    assert (judge(rule, *other).times, judge(rule, *other).violated) == (1, False)
    assert judge(rule, *other, (kind, side, {**writable, "token": 3})).violated


def test_what_is_negotiated_is_no_condition_of_what_is_being_accepted() -> None:
    clause = read_sentence(
        "The driver SHOULD accept VIRTIO_LAMP_F_DIM if it is offered and VIRTIO_LAMP_F_GLOW is negotiated."
    ).clause
    assert clause is not None
    assert derive(clause, FACTS) is None


def test_what_a_recording_cannot_show_is_not_claimed() -> None:
    rule = "The driver MUST write colour before setting DRIVER_OK."
    assert judge(rule, *LIVE, covers=DRIVER_SIDE).violated
    assert not judge(rule, *LIVE, covers=DEVICE_SIDE).observable
    changing = "The device MUST NOT modify colour while the DRIVER_OK bit is set."
    assert not judge(changing, *LIVE, covers=DRIVER_SIDE).observable
    assert judge(changing, *LIVE, write(3, 4, Kind.CONFIG_CHANGE), covers=DEVICE_SIDE).violated


def test_a_permission_about_the_same_quantities_narrows_a_prohibition() -> None:
    rule = "The driver MUST NOT write colour when brightness is at most 7."
    allowing = read_sentence("The driver MAY write colour when brightness is less than 7.").clause
    elsewhere = read_sentence("The driver MAY write colour when VIRTIO_LAMP_F_DIM is negotiated.").clause
    assert allowing is not None
    assert elsewhere is not None
    below = [*LIVE, write(3, kind=Kind.CONFIG_READ), write(1, 4)]
    at = [*LIVE, write(7, kind=Kind.CONFIG_READ), write(1, 4)]
    assert judge(rule, *below).violated
    assert not judge(rule, *below, permissions=allowing.rules).violated
    assert judge(rule, *at, permissions=allowing.rules).violated
    assert judge(rule, *below, permissions=elsewhere.rules).violated


def test_a_reset_begins_anew() -> None:
    once = "The driver MUST write colour before setting DRIVER_OK."
    again = [*UP, write(1, 4), (Kind.STATUS, D, {"value": 15}), RESET, *LIVE]
    found = judge(once, *again)
    assert (found.times, found.violated) == (2, True)
    due = "The driver MUST make an output buffer available in the statusq after initializing the device."
    assert not judge(due, *LIVE, RESET, IDLE).violated


def test_what_is_broken_first_is_told_with_what_led_to_it() -> None:
    found = judge("The driver MUST NOT modify brightness while the DRIVER_OK bit is set.", *LIVE, write(5), write(6))
    assert found.times == 2
    assert [event.kind for event in found.excerpt] == [Kind.OFFER, Kind.ACCEPT, *[Kind.STATUS] * 2, Kind.CONFIG_WRITE]
    assert int.from_bytes(found.excerpt[-1]["data"], "little") == 5


@pytest.mark.parametrize(
    "sentence",
    [
        "The device MUST set brightness to at least 0.",
        "Legacy devices MUST NOT offer VIRTIO_LAMP_F_GLOW.",
        "The driver MUST NOT write hue before setting DRIVER_OK.",
        "The driver MUST shine.",
        "The driver MUST NOT accept VIRTIO_LAMP_F_SPARKLE.",
        "The driver MAY write colour.",
        "In the darkq, drivers MUST keep no more than one buffer available.",
    ],
)
def test_what_means_nothing_here_is_not_derived(sentence: str) -> None:
    clause = read_sentence(sentence).clause
    assert clause is None or derive(clause, FACTS) is None
