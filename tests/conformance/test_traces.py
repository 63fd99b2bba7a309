"""A trace is written as lines and read back as it was; what was recorded is judged again with the same verdicts."""

import contextlib
import json
import random
from pathlib import Path

import hypothesis.strategies as st
import pytest
from conformance.texts import text_of
from hypothesis import given

from specgen.conformance.balloon.suite import run_workload
from specgen.conformance.balloon.workloads import WORKLOADS
from specgen.conformance.excerpt import excerpt_of
from specgen.conformance.saved import load_traces, saved
from specgen.conformance.sides import RINGS, Sides
from specgen.conformance.verdicts import outcomes
from specgen.diagnostics import SpecgenError
from specgen.runtime.features import RingFeature
from specgen.runtime.trace import Cover, Event, Kind, Side, Trace, read_trace, write_trace
from virtio.balloon import BalloonDevice, BalloonDriver, BalloonFeature

ALL = int(sum(BalloonFeature) | RingFeature.RING_RESET | RingFeature.SUSPEND)
HEAD = json.dumps({"schema": "specgen-trace/1", "device": "balloon", "covers": [str(cover) for cover in Cover]})


def trace_of(name: str, ring: int = 0) -> Trace:
    text = text_of("v1.4")
    (workload,) = [one for one in WORKLOADS if one.name == name]
    return run_workload(Sides(BalloonDevice, BalloonDriver, text.facts()), workload, ALL | ring)


@pytest.mark.parametrize("ring", [ring for _, ring in RINGS], ids=[name for name, _ in RINGS])
@pytest.mark.parametrize("workload", ["resize", "hinting", "suspending"])
def test_what_is_written_reads_back_and_is_judged_alike(workload: str, ring: int, tmp_path: Path) -> None:
    text = text_of("v1.4")
    trace = trace_of(workload, ring)
    again = read_trace(write_trace(trace))
    assert [event.to_json() for event in again.events] == [event.to_json() for event in trace.events]
    assert (again.covers, again.about, again.device) == (trace.covers, trace.about, trace.device)
    (kept,) = saved([trace], tmp_path)
    assert {file.suffix for file in tmp_path.iterdir()} == {".jsonl"}
    (loaded,) = load_traces(tmp_path.iterdir(), "balloon")
    checks = text.checks()
    seen, found = (outcomes(checks, [one], text.state) for one in (kept, loaded))
    assert {name: (one.times, one.message) for name, one in seen.items()} == {
        name: (one.times, one.message) for name, one in found.items()
    }


def test_events_tell_both_sides_of_a_run_in_order() -> None:
    trace = trace_of("resize")
    kinds = [event.kind for event in trace.events]
    first = {kind: kinds.index(kind) for kind in set(kinds)}
    order = [Kind.STATUS, Kind.OFFER, Kind.ACCEPT, Kind.ENABLE, Kind.ADD, Kind.KICK, Kind.TAKE]
    assert [first[kind] for kind in order] == sorted(first[kind] for kind in order)
    assert {Kind.USE, Kind.NOTIFY, Kind.COLLECT, Kind.CONFIG_CHANGE, Kind.CONFIG_WRITE, Kind.IDLE} <= set(kinds)
    adds = [event for event in trace.events if event.kind is Kind.ADD and event.key == "inflateq"]
    assert sum(len(event["data"]) // 4 for event in adds) == 300 + 1 + 219 + 8
    assert [event.at for event in trace.events] == list(range(len(trace.events)))


@pytest.mark.parametrize(("queue", "held"), [("free_page_vq", False), ("reporting_vq", True)])
def test_hinted_pages_are_free_before_their_hint_is_used_and_others_are_not(queue: str, held: bool) -> None:
    text = text_of("v1.4")
    areas = {"descriptors": 0, "driver_area": 0x1000, "device_area": 0x2000}
    page = [[0x10000, 0x1000]]
    said: list[tuple[Kind, dict[str, object]]] = [
        (Kind.STATUS, {"value": 15}),
        (Kind.ENABLE, {"queue": 3, "key": queue, "size": 8, **areas}),
        (Kind.ADD, {"queue": 3, "key": queue, "token": 0, "readable": [], "writable": page, "data": b""}),
        (Kind.FREE, {"extents": page}),
    ]
    events = tuple(Event(at, kind, Side.DRIVER, values) for at, (kind, values) in enumerate(said))
    trace = Trace("balloon", frozenset(map(str, Cover)), events)
    found = outcomes(text.checks(), [trace], text.state)["init-drv-0011"]
    assert (found.times, found.violated) == (1, held)


def test_ring_memory_is_told_apart_by_who_wrote_it() -> None:
    trace = trace_of("resize")
    rings = [event for event in trace.events if event.kind is Kind.RING and not event["initial"]]
    assert {name for event in rings if event.by is Side.DRIVER for name in event["changes"]} <= {
        "desc", "avail.ring", "avail.idx", "avail.event", "avail.flags",
    }  # fmt: skip
    assert {name for event in rings if event.by is Side.DEVICE for name in event["changes"]} <= {
        "used.ring", "used.idx", "used.event", "used.flags",
    }  # fmt: skip
    chains = [event for event in trace.events if event.kind is Kind.CHAIN]
    adds = [event for event in trace.events if event.kind is Kind.ADD]
    assert len(chains) == len(adds)
    assert [chain["descriptors"][0][:2] for chain in chains] == [add["readable"][0] for add in adds]


def enabled(size: int) -> str:
    places = {"descriptors": 0, "driver_area": 0, "device_area": 0}
    return json.dumps({"at": 0, "kind": "enable", "by": "driver", "queue": 0, "size": size, **places})


def ring(layout: str, changes: dict[str, object]) -> str:
    about = {"queue": 0, "layout": layout, "initial": False, "changes": changes}
    return json.dumps({"at": 0, "kind": "ring", "by": "device", **about})


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "line 1: no trace"),
        (["{}"], "line 1: no trace of schema"),
        ([HEAD, "[1]"], "line 2: no event"),
        ([HEAD, '{"at": 1, "kind": "dance", "by": "driver"}'], "line 2: 'dance' is not a valid Kind"),
        ([HEAD, '{"at": 1, "kind": "kick"}'], "line 2: no event"),
        ([HEAD, '{"at": 1, "kind": "add", "by": "driver", "data": {"hex": "xy"}}'], "line 2:"),
        ([HEAD, '{"at": 0, "kind": "generation read", "by": "driver"}'], "line 2: .* has no value that is int"),
        ([HEAD, '{"at": 0, "kind": "kick", "by": "driver", "queue": true}'], "line 2: .* has no queue that is int"),
        ([HEAD, '{"at": 0, "kind": "notify", "by": "device", "queue": [1]}'], "line 2: the queue of .* is no number"),
        ([HEAD, '{"at": 0, "kind": "free", "by": "driver", "extents": [[0, 1073741824000]]}'], "line 2: .* more than"),
        ([HEAD, enabled(size=0)], "line 2: .* a size that no virtqueue has: 0"),
        ([HEAD, ring("split", {"used.idx": 1})], "line 2: the used.idx of .* cannot have changed so"),
        ([HEAD, ring("split", {"used.ring": [[1, 2]]})], "line 2: the used.ring of .* cannot have changed so"),
        ([HEAD, ring("packed", {"desc": [[0, [1, 2, 3, 4], [1]]]})], "line 2: the desc of .* cannot have changed so"),
        (["[" * 100_000], "line 1:"),
        ([HEAD, "\x00"], "line 2:"),
    ],
)
def test_what_is_no_trace_says_where(lines: list[str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_trace(lines)


VALUE = st.one_of(
    st.integers(-5, 1 << 70), st.text(max_size=5), st.booleans(), st.none(), st.just({"hex": "00"}),
    st.lists(st.lists(st.integers(-1, 1 << 65), max_size=3), max_size=2),
)  # fmt: skip
NAMES = ("queue", "key", "token", "features", "value", "offset", "data", "readable", "writable", "extents", "written",
         "what", "fill", "layout", "initial", "changes", "size", "head", "descriptors", "table", "enabled")  # fmt: skip


@given(st.lists(st.dictionaries(st.sampled_from(NAMES), VALUE), max_size=5), st.randoms(use_true_random=False))
def test_whatever_is_in_a_file_is_judged_or_refused(found: list[dict[str, object]], chance: random.Random) -> None:
    text = text_of("v1.4")
    lines = [
        json.dumps({"at": at, "kind": chance.choice(list(Kind)), "by": chance.choice(list(Side)), **values})
        for at, values in enumerate(found)
    ]
    with contextlib.suppress(ValueError):
        outcomes(text.checks(), [read_trace([HEAD, *lines])], text.state)


@given(st.data())
def test_a_trace_that_was_damaged_is_judged_or_refused(data: st.DataObject) -> None:
    text = text_of("v1.4")
    lines = list(write_trace(trace_of("reporting", data.draw(st.sampled_from([ring for _, ring in RINGS])))))
    for _ in range(data.draw(st.integers(1, 3))):
        number = data.draw(st.integers(1, len(lines) - 1))
        event = json.loads(lines[number])
        event[data.draw(st.sampled_from(sorted(event)))] = data.draw(VALUE)
        lines[number] = json.dumps(event)
    del lines[data.draw(st.integers(1, len(lines) - 1))]
    with contextlib.suppress(ValueError):
        outcomes(text.checks(), [read_trace(lines)], text.state)


@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_lines_are_a_trace_or_a_value_error(lines: list[str]) -> None:
    with contextlib.suppress(ValueError):
        read_trace([HEAD, *lines])


def test_a_trace_of_another_device_type_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "trace.jsonl"
    file.write_text(HEAD.replace("balloon", "net") + "\n")
    with pytest.raises(SpecgenError, match="is a trace of 'net', not of balloon"):
        list(load_traces([file], "balloon"))
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(SpecgenError, match="is no trace"):
        list(load_traces([file], "balloon"))


def test_an_excerpt_is_short_and_says_who_did_what() -> None:
    event = Event(7, Kind.ADD, Side.DRIVER, {"queue": 1, "key": "inflateq", "token": 3, "readable": [[4096, 8]],
                                             "writable": [], "data": b"\1" * 900})  # fmt: skip
    (line,) = excerpt_of([event])
    assert line.startswith("#7 driver: add inflateq token=3 readable=0x1000+8 data=0101")
    assert len(line) == 160
