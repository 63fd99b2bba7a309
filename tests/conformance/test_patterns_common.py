"""Each pattern that the common chapters need, by a made-up rule: traces that keep it, break it, or give no occasion."""

from typing import Any

import pytest

from specgen.conformance.monitors.derive import derive
from specgen.conformance.monitors.facts import Facts
from specgen.conformance.monitors.monitor import Found, judge_trace
from specgen.conformance.monitors.state import State
from specgen.runtime.features import RingFeature
from specgen.runtime.trace import Event, Kind, Side, Trace
from specgen.runtime.trace.recorder import BOTH_SIDES, DEVICE_SIDE, DRIVER_SIDE
from specgen.syntax.clause.reading import read_sentence

SR_IOV = 1 << 37
FACTS = Facts(
    slug="lamp",
    features={f"VIRTIO_F_{one.name}": int(one) for one in RingFeature} | {"VIRTIO_F_SR_IOV": SR_IOV},
    requires={2: ((1,),)},
    described=3 | SR_IOV | sum(RingFeature),
    fields={"brightness": range(4)},
    constants={},
    queues={"lightq": "lightq"},
)

Step = tuple[Kind, Side, dict[str, Any]]
D, V = Side.DRIVER, Side.DEVICE
QUEUE = {"queue": 0, "key": "lightq"}
NEXT, WRITE, INDIRECT = 1, 2, 4
EVENT_IDX, TABLES = int(RingFeature.EVENT_IDX), int(RingFeature.INDIRECT_DESC)
IDLE: Step = (Kind.IDLE, Side.HOST, {})
RESET: Step = (Kind.STATUS, D, {"value": 0})
ENABLE: Step = (
    Kind.ENABLE,
    D,
    {**QUEUE, "size": 4, "descriptors": 0, "driver_area": 64, "device_area": 80},
)


def status(value: int, by: Side = D) -> Step:
    return Kind.STATUS, by, {"value": value}


def read(value: int) -> Step:
    return Kind.STATUS_READ, D, {"value": value}


def live(features: int = 0) -> list[Step]:
    offered = features | int(RingFeature.VERSION_1 | RingFeature.SUSPEND)
    return [
        status(3), (Kind.OFFER, V, {"features": offered}), (Kind.ACCEPT, D, {"features": offered}),
        status(11), ENABLE, status(15),
    ]  # fmt: skip


def ring(by: Side, *, initial: bool = False, **changes: list[int]) -> Step:
    named = {name.replace("_", "."): values for name, values in changes.items()}
    return Kind.RING, by, {"queue": 0, "layout": "split", "initial": initial, "changes": named}


def chain(*flags: int, table: tuple[int, ...] = (), layout: str = "split", complete: bool = True) -> Step:
    parts = [[64 * number, 8, one, number + 1] for number, one in enumerate(flags)]
    entries = [[64 * number, 8, one, number + 1] for number, one in enumerate(table)]
    values = {"queue": 0, "layout": layout, "head": 0, "descriptors": parts, "table": entries, "complete": complete}
    return Kind.CHAIN, D, values


def add(*lengths: int, token: int = 0) -> Step:
    readable = [[64 * number, length] for number, length in enumerate(lengths)]
    return Kind.ADD, D, {**QUEUE, "token": token, "readable": readable, "writable": [], "data": b""}


def accept(features: int) -> Step:
    return Kind.ACCEPT, D, {"features": features}


def offer(features: int) -> Step:
    return Kind.OFFER, V, {"features": features}


KICK: Step = (Kind.KICK, D, {"queue": 0})
NOTIFY: Step = (Kind.NOTIFY, V, {"queue": 0})
TAKE: Step = (Kind.TAKE, V, {**QUEUE, "token": 0})
USE: Step = (Kind.USE, V, {**QUEUE, "token": 0, "written": 0})
RESET_QUEUE: Step = (Kind.RESET_QUEUE, D, {"queue": 0})
QUEUE_READ: Step = (Kind.QUEUE_READ, D, {"queue": 0, "enabled": False})


def judge(sentence: str, *steps: Step, covers: frozenset[str] = BOTH_SIDES) -> Found:
    clause = read_sentence(sentence).clause
    assert clause is not None, sentence
    found = derive(clause, FACTS)
    assert found is not None, sentence
    events = tuple(Event(at, kind, by, values) for at, (kind, by, values) in enumerate(steps))
    trace = Trace("lamp", frozenset(map(str, covers)), events)
    return judge_trace(trace, [("rule", found.make())], lambda: State(FACTS))["rule"]


RULES: list[tuple[str, list[Step], list[Step]]] = [
    ("The driver MUST NOT clear a device status bit.", [status(1), status(3)], [status(3), status(2)]),
    ("Drivers MUST NOT accept features that the device did not offer.",
     [offer(3), accept(2)], [offer(1), accept(2)]),
    ("Devices MUST NOT offer any feature that requires another feature that was not offered.",
     [offer(3)], [offer(2)]),
    ("If the device is not a PCI device, the driver MUST NOT negotiate VIRTIO_F_SR_IOV.",
     [offer(0), accept(0)], [offer(SR_IOV), accept(SR_IOV)]),
    ("The driver MUST NOT accept new feature bits after this step.",
     [accept(1), status(11), IDLE], [status(11), accept(1)]),
    ("The driver MUST set flags to 0 or 1.", [ring(D, avail_flags=[0, 1])], [ring(D, avail_flags=[0, 2])]),
    ("If VIRTIO_F_EVENT_IDX has been negotiated, the device MUST set flags to 0.",
     [*live(EVENT_IDX), ring(V, used_idx=[0, 1])], [*live(EVENT_IDX), ring(V, used_flags=[0, 1])]),
    ("The driver MUST initialize flags in the used ring to 0.",
     [ring(D, initial=True, used_flags=[0, 0])], [ring(D, initial=True, used_flags=[0, 1])]),
    ("The driver MUST NOT decrement the available idx on a virtqueue.",
     [ring(D, avail_idx=[0xFFFF, 1])], [ring(D, avail_idx=[2, 1])]),
    ("The device MUST NOT write to any descriptor table entry.",
     [ring(V, used_idx=[0, 1])], [ring(V, desc=[0])]),
    ("The driver MUST place any device-writable elements after any device-readable elements.",
     [chain(NEXT, WRITE)], [chain(NEXT | WRITE, 0)]),
    ("The driver MUST NOT set VIRTQ_DESC_F_INDIRECT unless VIRTIO_F_INDIRECT_DESC was negotiated.",
     [*live(TABLES), chain(INDIRECT, table=(0,))], [*live(), chain(INDIRECT)]),
    ("A driver MUST NOT set VIRTQ_DESC_F_INDIRECT within an indirect descriptor.",
     [chain(INDIRECT, table=(0,))], [chain(INDIRECT, table=(INDIRECT,))]),
    ("Drivers MUST NOT set any flags except DESC_F_WRITE within indirect descriptors.",
     [chain(INDIRECT, table=(WRITE,))], [chain(INDIRECT, table=(NEXT,))]),
    ("A driver MUST NOT set both VIRTQ_DESC_F_INDIRECT and VIRTQ_DESC_F_NEXT in flags.",
     [chain(NEXT, INDIRECT)], [chain(INDIRECT | NEXT, 0)]),
    ("Drivers MUST NOT create descriptor chains longer than the queue size.",
     [ENABLE, add(1, 1, 1, 1)], [ENABLE, chain(INDIRECT, table=(0, 0, 0, 0, 0))]),
    ("Drivers MUST NOT create a descriptor list longer than 2^32 bytes in total.",
     [ENABLE, add(1 << 31, 1 << 31)], [ENABLE, add(1 << 31, 1 << 31, 1)]),
    ("After the driver has reset the queue, the device MUST NOT access any virtqueue.",
     [*live(), RESET_QUEUE, ENABLE, add(4), USE], [*live(), add(4), RESET_QUEUE, USE]),
    ("The driver MUST verify the queue has actually been reset after telling the device to reset the queue.",
     [*live(), RESET_QUEUE, QUEUE_READ, IDLE], [*live(), RESET_QUEUE, IDLE]),
    ("A device MUST NOT access any virtqueues while suspended.",
     [*live(), status(31), status(27, V), IDLE], [*live(), add(4), status(31), status(27, V), USE]),
    ("The device MUST handle spurious notifications from the driver.",
     [*live(), KICK, IDLE], [*live(), KICK, status(15 | 64, V), IDLE]),
    ("The driver MUST handle spurious notifications from the device.",
     [*live(), NOTIFY, IDLE], [*live(), NOTIFY, status(15 | 128), IDLE]),
    ("The device MUST ignore the write-only flag in the descriptor that refers to an indirect table.",
     [*live(), chain(INDIRECT | WRITE), IDLE], [*live(), chain(INDIRECT | WRITE), status(15 | 64, V), IDLE]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "keeping", "breaking"), RULES, ids=lambda one: str(one)[:70])
def test_a_trace_keeps_it_or_breaks_it(sentence: str, keeping: list[Step], breaking: list[Step]) -> None:
    kept, broken, nothing = (judge(sentence, *steps) for steps in (keeping, breaking, []))
    assert (kept.violated, kept.observable) == (False, True)
    assert kept.times > 0
    assert broken.violated
    assert broken.excerpt[-1].at <= len(breaking) - 1
    assert (nothing.times, nothing.violated) == (0, False)


SUPPRESSED = ring(V, used_flags=[0, 1])
WRITTEN = ring(D, avail_idx=[0, 1])
AGAIN = ring(D, avail_idx=[1, 2])


def told(sentence: str, *steps: Step, features: int = 0) -> Found:
    return judge(f"{sentence} after writing a descriptor index into the available ring.", *live(features), *steps)


def test_flags_say_whether_to_notify() -> None:
    wanted = "If flags is 0, the driver MUST send a notification"
    assert told(wanted, WRITTEN, KICK, IDLE).times == 1
    assert not told(wanted, WRITTEN, KICK, IDLE).violated
    assert told(wanted, WRITTEN, IDLE).violated
    assert told(wanted, SUPPRESSED, WRITTEN, IDLE).times == 0
    assert told(wanted, WRITTEN, IDLE, features=EVENT_IDX).times == 0
    unwanted = "If flags is 1, the driver SHOULD NOT send a notification"
    assert told(unwanted, SUPPRESSED, WRITTEN, KICK).violated
    assert told(unwanted, SUPPRESSED, WRITTEN, IDLE).times == 1
    assert not told(unwanted, SUPPRESSED, WRITTEN, IDLE).violated
    assert told(unwanted, WRITTEN, KICK).times == 0


def test_a_notification_about_nothing_new_is_another_matter() -> None:
    unwanted = "If flags is 1, the driver SHOULD NOT send a notification"
    assert told(unwanted, SUPPRESSED, KICK).times == 0


def test_the_event_index_says_whether_to_notify() -> None:
    wanted = "If the idx field in the available ring was equal to avail_event, the driver MUST send a notification"
    assert told(wanted, WRITTEN, KICK, features=EVENT_IDX).times == 1
    assert told(wanted, WRITTEN, IDLE, features=EVENT_IDX).violated
    assert not told(wanted, WRITTEN, KICK, AGAIN, IDLE, features=EVENT_IDX).violated
    assert told(wanted, WRITTEN, IDLE).times == 0


def test_what_says_nothing_is_ignored() -> None:
    index = "If VIRTIO_F_EVENT_IDX is not negotiated, the driver MUST ignore the avail_event value."
    assert judge(index, *live(), WRITTEN, KICK, AGAIN, IDLE).violated
    assert not judge(index, *live(), WRITTEN, KICK, AGAIN, KICK, IDLE).violated
    assert not judge(index, *live(), WRITTEN, IDLE).violated
    bit = "If VIRTIO_F_EVENT_IDX is negotiated, the driver MUST ignore the lower bit of flags."
    assert judge(bit, *live(EVENT_IDX), SUPPRESSED, WRITTEN, IDLE).violated
    assert not judge(bit, *live(EVENT_IDX), WRITTEN, IDLE).violated


def test_a_list_is_exposed_as_a_whole() -> None:
    rule = (
        "Drivers MUST NOT make the first descriptor in a list available"
        " before all subsequent descriptors which comprise the list are made available."
    )
    assert not judge(rule, chain(NEXT, 0, layout="packed")).violated
    assert judge(rule, chain(NEXT, layout="packed", complete=False)).violated
    assert judge(rule, chain(NEXT, 0)).times == 0


def test_otherwise_excludes_what_the_rule_before_it_says() -> None:
    rule = "A device SHOULD offer VIRTIO_F_SR_IOV if it is a PCI device, otherwise it MUST NOT offer VIRTIO_F_SR_IOV."
    assert judge(rule, offer(SR_IOV)).violated
    assert not judge(rule, offer(0)).violated


def test_a_recording_of_one_side_shows_no_ring_memory() -> None:
    rule = "The driver MUST set flags to 0 or 1."
    for covers in (DEVICE_SIDE, DRIVER_SIDE):
        assert not judge(rule, ring(D, avail_flags=[0, 2]), covers=covers).observable


def test_only_a_driver_knows_what_it_reads() -> None:
    rule = "The driver MUST verify the queue has actually been reset after telling the device to reset the queue."
    assert not judge(rule, *live(), RESET_QUEUE, IDLE, covers=DEVICE_SIDE).observable
    assert judge(rule, *live(), RESET_QUEUE, IDLE, covers=DRIVER_SIDE).violated


def test_a_suspended_device_was_initialized() -> None:
    rule = "The driver MUST NOT send any notifications before setting DRIVER_OK."
    asleep = [*live(), status(31), status(27, V)]
    assert not judge(rule, *asleep, KICK).violated
    assert judge(rule, status(11), KICK).violated
