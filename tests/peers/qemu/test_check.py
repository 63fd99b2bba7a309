"""QEMU's balloon device is judged by its driver's trace: what it lets pass is seen, and what the text forbids told."""

import time
from collections.abc import Callable, Iterator

import pytest
from conformance.texts import text_of

from specgen.conformance.balloon.qemu import RUNS, Machine, qemu_traces
from specgen.conformance.judgement import Judgement
from specgen.conformance.peers.qemu import PACKAGES, Qemu, find_qemu
from specgen.conformance.sides import Sides
from specgen.conformance.standing import Verdict
from specgen.conformance.suite import judge
from specgen.runtime.status import Status
from specgen.runtime.trace import Kind, Recorder, Trace
from virtio.balloon import BalloonDevice, BalloonDriver

NEEDS_RESET = int(Status.DEVICE_NEEDS_RESET)
MIB = 1 << 20


@pytest.fixture(scope="module", autouse=True)
def _qemu() -> None:
    if find_qemu() is None:
        pytest.skip(f"there is no QEMU: apt-get install {' '.join(PACKAGES)}")


@pytest.fixture(scope="module")
def judgement() -> Judgement:
    text = text_of("v1.4")
    return judge("balloon", "qemu", text.specification, "v1.4")


@pytest.fixture(scope="module")
def recorded() -> dict[str, Trace]:
    sides = Sides(BalloonDevice, BalloonDriver, text_of("v1.4").facts())
    return {trace.about: trace for trace in qemu_traces(sides)}


@pytest.mark.basic_dev_0002
def test_it_uses_buffers_before_driver_ok(judgement: Judgement) -> None:
    rows = {row.requirement.id: row for row in judgement.rows}
    row = rows["basic-dev-0002"]
    assert row.verdict is Verdict.VIOLATED
    assert "a buffer before DRIVER_OK" in row.message
    assert "use inflateq" in row.excerpt[-1]
    # The last status that the driver wrote is in sight: ACKNOWLEDGE, DRIVER and FEATURES_OK.
    assert any("status value=0xb" in line for line in row.excerpt)


def test_nothing_else_is_found_wrong_with_it_or_with_our_driver(judgement: Judgement) -> None:
    assert {row.requirement.id for row in judgement.violated} <= KNOWN


KNOWN = {"basic-dev-0002", "basic-dev-0006", "basic-dev-0009"}
"""It uses a buffer before DRIVER_OK, which after a reset is a rule of its own; it grants a feature it never offered."""


def test_each_part_of_the_balloon_was_driven(judgement: Judgement, recorded: dict[str, Trace]) -> None:
    assert len(judgement.workloads) == len(RUNS) == len(recorded)
    keys = {event.key for trace in recorded.values() for event in trace.events if event.kind is Kind.USE}
    assert keys >= {"inflateq", "deflateq", "statsq", "free_page_vq", "reporting_vq"}
    shown = [event for event in recorded["QEMU: resize, packed"].events if event.get("what") == "actual"]
    assert [event["bytes"] >> 20 for event in shown] == [256 - size for size in (40, 90, 10, 0, 24)]
    assert any(event.kind is Kind.CONFIG_NOTIFY for trace in recorded.values() for event in trace.events)


def test_it_goes_on_after_what_it_is_not_sent_as_a_rule(judgement: Judgement) -> None:
    verdicts = {row.requirement.id: row.verdict for row in judgement.rows}
    for name in ("balloon-dev-0004", "balloon-dev-0005"):
        assert verdicts[name] is Verdict.HOLDS


@pytest.fixture
def machine() -> Iterator[Machine]:
    program = find_qemu()
    assert program is not None
    sides = Sides(BalloonDevice, BalloonDriver, text_of("v1.4").facts())
    with Qemu(program, "free-page-reporting=on") as qemu:
        yield Machine(qemu, sides, Recorder("balloon"), None)


def after(machine: Machine, act: Callable[[Machine], None]) -> int:
    """The status once QEMU has had time to think."""
    machine.driver.initialize()
    act(machine)
    time.sleep(0.1)
    return int(machine.driver.transport.read_status())


def six_bytes(machine: Machine) -> None:
    address = machine.driver.allocator.allocate(8, 4)
    machine.driver.add("inflateq", readable=[(address, 6)])
    machine.driver.kick("inflateq")


def outside_memory(machine: Machine) -> None:
    machine.driver.add("inflateq", readable=[(1 << 40, 4)])
    machine.driver.kick("inflateq")


def wild_index(machine: Machine) -> None:
    ring = machine.driver.ring("inflateq")
    ring._available[2:4] = (0x7FFF).to_bytes(2, "little")
    machine.driver.transport.notify(0)


def cleared_status(machine: Machine) -> None:
    machine.driver.transport.write_status(int(Status.DRIVER_OK))


def looping_chain(machine: Machine) -> None:
    ring = machine.driver.ring("inflateq")
    ring._table[0:16] = (4096).to_bytes(8, "little") + (4).to_bytes(4, "little") + b"\1\0" + b"\0\0"
    ring._available[4:6] = b"\0\0"
    ring._available[2:4] = b"\1\0"
    machine.driver.transport.notify(0)


@pytest.mark.parametrize("act", [six_bytes, outside_memory, cleared_status])
def test_what_it_accepts_in_silence(machine: Machine, act: Callable[[Machine], None]) -> None:
    assert not after(machine, act) & NEEDS_RESET


@pytest.mark.parametrize("act", [looping_chain, wild_index])
def test_what_it_refuses(machine: Machine, act: Callable[[Machine], None]) -> None:
    assert after(machine, act) & NEEDS_RESET
