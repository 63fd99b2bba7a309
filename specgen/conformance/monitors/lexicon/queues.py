"""Phrases about virtqueues and the buffers in them, for any device type."""

import re
from collections.abc import Hashable

from specgen.conformance.monitors.facts import Facts, plain
from specgen.conformance.monitors.lexicon.meaning import NOTHING, Act, Milestone, Seen
from specgen.conformance.monitors.lexicon.phrases import ActEntry, MilestoneEntry
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Cover, Event, Kind, Side

_ADDED = frozenset({Cover.BUFFERS_ADDED})
LATE = frozenset({Cover.BUFFERS_USED})
"""Whoever sees buffers used has seen them available, though maybe late."""
_QUEUE = r"(?P<queue>\w+)"
_DIRECTION = r"(?P<direction>output|input|device-readable|device-writable)?"


def added(queue: str, name: str, direction: str | None = None) -> Act:
    """A buffer made available in the queue of that key; of a direction where one is named."""
    part = {"output": "readable", "input": "writable"}.get(
        (direction or "").replace("device-readable", "output").replace("device-writable", "input")
    )

    def seen(event: Event, _: State) -> Seen:
        if event.kind is not Kind.ADD or plain(event.key) != queue or (part is not None and not event[part]):
            return NOTHING
        return frozenset({event["token"]})

    return Act(name, Side.DRIVER, _ADDED, seen, late=LATE)


def _add(match: re.Match[str], facts: Facts, by: Side) -> Act | None:
    queue = facts.queue_key(match["queue"])
    if queue is None or by is not Side.DRIVER:
        return None
    return added(queue, match[0], match["direction"])


def _add_any(match: re.Match[str], _: Facts, by: Side) -> Act | None:
    def seen(event: Event, _: State) -> Seen:
        return frozenset({event["token"]}) if event.kind is Kind.ADD else NOTHING

    return Act(match[0], by, _ADDED, seen) if by is Side.DRIVER else None


def _use(match: re.Match[str], facts: Facts, by: Side) -> Act | None:
    queue = facts.queue_key(match["queue"])
    if queue is None or by is not Side.DEVICE:
        return None

    def seen(event: Event, _: State) -> Seen:
        return frozenset({event["token"]}) if event.kind is Kind.USE and plain(event.key) == queue else NOTHING

    return Act(match[0], by, frozenset({Cover.BUFFERS_USED}), seen)


def _consume(match: re.Match[str], _: Facts, by: Side) -> Act | None:
    def seen(event: Event, _: State) -> Seen:
        return frozenset({event.queue}) if event.kind in {Kind.TAKE, Kind.USE} else NOTHING

    return Act(match[0], by, frozenset({Cover.BUFFERS_USED}), seen) if by is Side.DEVICE else None


def _touch(match: re.Match[str], _: Facts, by: Side) -> Act | None:
    """Whatever a device does with its queues, and its notifications where those are spoken of."""
    kinds = {Kind.TAKE, Kind.USE} if match["access"] else set()
    kinds |= {Kind.NOTIFY} if match["notify"] else set()
    covers = frozenset({Cover.BUFFERS_USED, Cover.NOTIFICATIONS})

    def seen(event: Event, _: State) -> Seen:
        return frozenset({event.queue}) if event.kind in kinds else NOTHING

    def chance(event: Event, _: State) -> bool:
        return event.kind is Kind.IDLE

    return Act(match[0], by, covers, seen, chances=chance) if by is Side.DEVICE else None


def _reset_queue(match: re.Match[str], _: Facts, by: Side) -> Act | None:
    def seen(event: Event, _: State) -> Seen:
        return frozenset({event.queue}) if event.kind is Kind.RESET_QUEUE else NOTHING

    return Act(match[0], by, frozenset({Cover.QUEUES}), seen) if by is Side.DRIVER else None


def _verify_reset(match: re.Match[str], _: Facts, by: Side) -> Act | None:
    def seen(event: Event, _: State) -> Seen:
        return frozenset({event.queue}) if event.kind is Kind.QUEUE_READ else NOTHING

    # Only a recording that the driver makes itself sees what it reads.
    return Act(match[0], by, frozenset({Cover.DRIVER_STATUS}), seen) if by is Side.DRIVER else None


_ACCESS = r"access any virtqueues?|interact with queues"
_ACCESSING = rf"(?P<access>{_ACCESS}|execute any requests? from (?:that )?virtqueue)(?P<notify>)"
_NOTIFYING = rf"(?P<notify>send (?:any )?notifications?(?: for any virtqueues?)?)(?: (?:and|or) (?P<access>{_ACCESS}))?"
ACTS: list[ActEntry] = [
    (rf"make {_DIRECTION} ?buffers? available(?: to device)? in {_QUEUE}", _add),
    (rf"(?:provide|submit|supply|add) {_DIRECTION} ?buffers? (?:to|in|on) {_QUEUE}", _add),
    (r"make any (?:more )?buffers? available to device", _add_any),
    (rf"uses? buffers? in {_QUEUE}", _use),
    (r"consume (?:any )?buffers?", _consume),
    (_NOTIFYING, _touch),
    (_ACCESSING, _touch),
    (r"(?P<notify>notify driver for (?:it|(?:that )?(?:virtqueue|queue)))(?P<access>)", _touch),
    (r"(?:tell|inform) device to reset (?:queue|virtqueue)", _reset_queue),
    (r"verify that (?:queue|virtqueue) is (?:actually )?reset(?: actually)?", _verify_reset),
]


def request_queue(word: str, facts: Facts) -> str | None:
    """The queue that requests of a kind go through: "inflate" gives inflateq, "reporting" gives reporting_vq."""
    stem = word.removesuffix("ing").removesuffix("ion")
    found = [key for key in facts.queues.values() if key.startswith(plain(stem))]
    return found[0] if len(found) == 1 else None


def _acknowledged(match: re.Match[str], facts: Facts) -> Milestone | None:
    queue = request_queue(match["request"], facts)
    if queue is None:
        return None

    def passed(state: State, thing: Hashable) -> bool:
        return not state.pending(queue, thing)

    return Milestone(match[0], Side.DEVICE, passed, frozenset({Cover.BUFFERS_USED}))


def _queue_was_reset(match: re.Match[str], _: Facts) -> Milestone:
    """A thing is the number of a queue; no thing stands for any."""

    def passed(state: State, thing: Hashable) -> bool:
        return bool(state.stopped) if thing is None else thing in state.stopped

    return Milestone(match[0], Side.DRIVER, passed, frozenset({Cover.QUEUES}))


MILESTONES: list[MilestoneEntry] = [
    (r"(?:device acknowledges|device uses|device finishes) (?P<request>\w+) request", _acknowledged),
    (r"driver resets (?:queue|virtqueue)", _queue_was_reset),
]
