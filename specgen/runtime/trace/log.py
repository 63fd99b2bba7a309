"""A trace -> JSON lines, and JSON lines -> a trace: what was recorded can be judged again later."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from specgen.runtime.trace.event import Event

SCHEMA = "specgen-trace/1"


@dataclass(frozen=True, slots=True)
class Trace:
    """What was recorded of one run of a device type: `covers` names what the recording can have missed nothing of.

    `about` says in words what was run, `facts` what the run knows beyond its events (the bytes of a page, ...).
    """

    device: str
    covers: frozenset[str]
    events: tuple[Event, ...]
    about: str = ""
    facts: dict[str, object] = field(default_factory=dict)


def write_trace(trace: Trace) -> Iterator[str]:
    """A line for the trace itself, then one for each event; each ends with a newline."""
    head = {
        "schema": SCHEMA,
        "device": trace.device,
        "covers": sorted(trace.covers),
        "about": trace.about,
        "facts": trace.facts,
    }
    yield f"{json.dumps(head)}\n"
    for event in trace.events:
        yield f"{json.dumps(event.to_json())}\n"


def read_trace(lines: Iterable[str]) -> Trace:
    """The trace. Raises `ValueError`, with the number of the line, for what is none."""
    head: dict[str, object] | None = None
    events: list[Event] = []
    for number, line in enumerate(lines, 1):
        try:
            values = json.loads(line)
            if head is None:
                head = _head(values)
            else:
                events.append(_event(values, len(events)))
        except (ValueError, RecursionError) as error:
            raise ValueError(f"line {number}: {error}") from None
    if head is None:
        raise ValueError("line 1: no trace: the file is empty")
    covers, facts = head.get("covers"), head.get("facts")
    return Trace(
        device=str(head["device"]),
        covers=frozenset(map(str, covers)) if isinstance(covers, list) else frozenset(),
        events=tuple(events),
        about=str(head.get("about", "")),
        facts=facts if isinstance(facts, dict) else {},
    )


def _event(values: Mapping[str, object], number: int) -> Event:
    """The event, whose number is that of its line: what refers to it has only that."""
    event = Event.from_json(values)
    if event.at != number:
        raise ValueError(f"event {event.at} stands where event {number} should")
    return event


def _head(values: object) -> dict[str, object]:
    if not isinstance(values, dict) or values.get("schema") != SCHEMA or not isinstance(values.get("device"), str):
        raise ValueError(f"no trace of schema {SCHEMA}")
    return values
