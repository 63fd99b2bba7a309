"""Monitors written by hand for the common chapters, on small traces of one virtqueue."""

from typing import Any

from specgen.conformance.checks import bound_monitors
from specgen.conformance.monitors.facts import Facts
from specgen.conformance.monitors.monitor import Found, judge_trace
from specgen.conformance.monitors.state import State
from specgen.runtime.features import RingFeature
from specgen.runtime.trace import Event, Kind, Side, Trace
from specgen.runtime.trace.recorder import BOTH_SIDES

FACTS = Facts(
    slug="lamp",
    features={f"VIRTIO_F_{one.name}": int(one) for one in RingFeature},
    requires={2: ((1,),)},
    described=3 | sum(RingFeature),
    fields={"brightness": range(4)},
    constants={},
    queues={"lightq": "lightq"},
)
V1, PACKED = int(RingFeature.VERSION_1), int(RingFeature.RING_PACKED)
D, V = Side.DRIVER, Side.DEVICE
Step = tuple[Kind, Side, dict[str, Any]]
QUEUE = {"queue": 0, "key": "lightq"}
IDLE: Step = (Kind.IDLE, Side.HOST, {})
AVAILABLE, USED = 1 << 7, 1 << 15


def status(value: int, by: Side = D) -> Step:
    return Kind.STATUS, by, {"value": value}


def read(value: int) -> Step:
    return Kind.STATUS_READ, D, {"value": value}


def enable(**places: int) -> Step:
    where = {"size": 4, "descriptors": 0, "driver_area": 64, "device_area": 80} | places
    return Kind.ENABLE, D, {**QUEUE, **where}


def negotiate(offered: int, accepted: int) -> list[Step]:
    return [
        status(3),
        (Kind.OFFER, V, {"features": offered}),
        (Kind.ACCEPT, D, {"features": accepted}),
        status(11),
    ]


def live(features: int = 0) -> list[Step]:
    return [*negotiate(features | V1, features | V1), read(11), enable(), status(15)]


def add(token: int, *lengths: int) -> Step:
    readable = [[64 * number, length] for number, length in enumerate(lengths)]
    return Kind.ADD, D, {**QUEUE, "token": token, "readable": readable, "writable": [], "data": b""}


def use(token: int, written: int = 0) -> Step:
    return Kind.USE, V, {**QUEUE, "token": token, "written": written}


def take(token: int, *extents: tuple[int, int]) -> Step:
    return Kind.TAKE, V, {**QUEUE, "token": token, "readable": [list(one) for one in extents], "writable": []}


def ring(by: Side, layout: str = "split", **changes: list[Any]) -> Step:
    named = {name.replace("_", "."): values for name, values in changes.items()}
    return Kind.RING, by, {"queue": 0, "layout": layout, "initial": False, "changes": named}


def listed(head: int, count: int, token: int) -> Step:
    parts = [[0, 8, AVAILABLE, token]] * count
    values = {"queue": 0, "layout": "packed", "head": head, "descriptors": parts, "table": [], "complete": True}
    return Kind.CHAIN, D, values


def given_back(slot: int, token: int) -> Step:
    return ring(V, "packed", desc=[[slot, [0, 8, 0, AVAILABLE], [0, 0, token, AVAILABLE | USED]]])


def judge(name: str, *steps: Step) -> Found:
    events = tuple(Event(at, kind, by, values) for at, (kind, by, values) in enumerate(steps))
    trace = Trace("lamp", frozenset(map(str, BOTH_SIDES)), events)
    return judge_trace(trace, [("rule", bound_monitors()[name]())], lambda: State(FACTS))["rule"]


def holds(name: str, *steps: Step) -> bool:
    found = judge(name, *steps)
    assert found.times > 0 or found.violated, "no occasion"
    return not found.violated


def test_steps_come_in_order() -> None:
    assert holds("basic-drv-0001", status(1), status(3), status(11), status(15))
    assert not holds("basic-drv-0001", status(2))
    assert not holds("basic-drv-0001", status(1), status(3), status(7))
    assert judge("basic-drv-0001").times == 0


def test_a_device_grants_what_is_valid_and_refuses_what_it_did_not_offer() -> None:
    assert holds("basic-dev-0006", *negotiate(V1 | 3, V1 | 3), read(11))
    assert not holds("basic-dev-0006", *negotiate(V1 | 3, V1 | 3), read(3))
    assert not holds("basic-dev-0006", *negotiate(V1 | 3, V1 | 3), status(3, V))
    assert not holds("basic-dev-0006", *negotiate(V1, V1 | 1), read(11))
    assert holds("basic-dev-0006", *negotiate(V1, V1 | 1), read(3))
    assert judge("basic-dev-0006", *negotiate(V1 | 3, V1 | 2), read(3)).times == 0


def test_a_set_that_was_granted_is_granted_again() -> None:
    once = [*negotiate(V1, V1), read(11), status(0), read(0)]
    assert holds("basic-dev-0008", *once, *negotiate(V1, V1), read(11))
    assert not holds("basic-dev-0008", *once, *negotiate(V1, V1), read(3))
    assert judge("basic-dev-0008", *once, *negotiate(V1 | 1, V1 | 1), read(3)).times == 0


def test_a_driver_waits_for_the_end_of_a_reset() -> None:
    assert holds("basic-drv-0011", status(0), read(0), status(1))
    assert not holds("basic-drv-0011", status(0), read(15), status(1))
    assert judge("basic-drv-0011", status(1)).times == 0


def test_parts_are_aligned() -> None:
    assert holds("split-drv-0001", enable(driver_area=2))
    assert not holds("split-drv-0001", enable(device_area=82))
    assert not holds("packed-drv-0001", enable(driver_area=2))


def test_a_used_entry_has_its_length() -> None:
    entry = ring(V, used_ring=[[0, 1, 7]], used_idx=[0, 1])
    assert holds("split-dev-0012", *live(), add(1, 8), use(1, 7), entry)
    assert not holds("split-dev-0012", *live(), add(1, 8), use(1, 9), entry)
    assert judge("split-dev-0012", *live(), add(1, 8)).times == 0


def test_buffers_are_taken_in_order_and_whole() -> None:
    two = [*live(PACKED), add(1, 8), add(2, 4, 4)]
    assert holds("packed-dev-0001", *two, take(1, (0, 8)), take(2, (0, 4), (64, 4)))
    assert not holds("packed-dev-0001", *two, take(2, (0, 4), (64, 4)), take(1, (0, 8)))
    assert holds("packed-dev-0007", *two, take(2, (0, 4), (64, 4)))
    assert not holds("packed-dev-0007", *two, take(2, (64, 4), (0, 4)))


def test_descriptors_change_hands() -> None:
    exposed = [*live(PACKED), listed(0, 2, 5), listed(2, 1, 6)]
    mine = ring(D, "packed", desc=[[1, [0, 0, 0, 0], [0, 4, 0, 0]]])
    returned = [use(5), given_back(0, 5)]
    assert holds("packed-drv-0002", *exposed, *returned, mine)
    assert not holds("packed-drv-0002", *exposed, mine)
    assert holds("packed-dev-0005", *exposed, *returned)
    assert not holds("packed-dev-0005", *exposed, given_back(3, 5))
    assert holds("packed-dev-0006", *exposed, *returned)
    assert not holds("packed-dev-0006", *exposed, *returned, given_back(0, 5))
    assert holds("packed-drv-0010", *exposed, *returned, listed(3, 2, 7))
    assert not holds("packed-drv-0010", *exposed, listed(3, 2, 7))


def test_used_descriptors_stand_in_the_order_of_use() -> None:
    exposed = [*live(PACKED), listed(0, 1, 5), listed(1, 1, 6), use(6), use(5)]
    assert holds("packed-dev-0002", *exposed, given_back(0, 6), given_back(1, 5))
    assert not holds("packed-dev-0002", *exposed, given_back(0, 5), given_back(1, 6))


def test_a_suspended_device_leaves_what_is_written() -> None:
    asleep = [*live(int(RingFeature.SUSPEND)), status(31), status(27, V)]
    written: Step = (Kind.CONFIG_WRITE, D, {"offset": 0, "data": b"\1\0\0\0"})
    awake = [status(31), status(15, V)]

    def found(byte: int) -> Step:
        return Kind.CONFIG_READ, D, {"offset": 0, "data": bytes([byte, 0, 0, 0])}

    assert holds("init-dev-0002", *asleep, written, *awake, found(0))
    assert not holds("init-dev-0002", *asleep, written, *awake, found(1))


def test_a_device_moves_when_it_is_asked_to() -> None:
    up = live(int(RingFeature.SUSPEND))
    assert holds("init-dev-0006", *up, status(31), read(27), IDLE)
    assert holds("init-dev-0006", *up, status(31), read(31), read(27), IDLE)
    assert not holds("init-dev-0006", *up, status(31), read(31), IDLE)
    assert holds("init-dev-0006", *up, status(31), read(79), IDLE)
    assert not holds("init-dev-0007", *up, status(31), read(27), status(31), read(27), IDLE)
    assert judge("init-dev-0006", *up, IDLE).times == 0


def test_what_is_long_is_read_between_two_counts() -> None:
    def count(value: int) -> Step:
        return Kind.GENERATION_READ, D, {"value": value}

    both: Step = (Kind.CONFIG_READ, D, {"offset": 0, "data": bytes(8)})
    one: Step = (Kind.CONFIG_READ, D, {"offset": 0, "data": bytes(4)})
    assert holds("basic-drv-0007", count(1), both, count(1))
    assert holds("basic-drv-0007", count(1), both, count(2), both, count(2))
    assert not holds("basic-drv-0007", both)
    assert not holds("basic-drv-0007", count(1), both, status(1))
    assert judge("basic-drv-0007", one).times == 0
