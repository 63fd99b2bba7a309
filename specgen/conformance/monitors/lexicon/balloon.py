"""Phrases about pages, balloons, hints and reports."""

import re
from collections.abc import Callable, Hashable
from dataclasses import replace

from specgen.conformance.monitors import balloon
from specgen.conformance.monitors.balloon import balloon_of, pages_in, pages_of
from specgen.conformance.monitors.facts import Facts, plain
from specgen.conformance.monitors.lexicon.meaning import IT, NOTHING, Act, Milestone, Seen
from specgen.conformance.monitors.lexicon.phrases import ActEntry, MilestoneEntry
from specgen.conformance.monitors.lexicon.quantities import Quantity, QuantityEntry
from specgen.conformance.monitors.lexicon.queues import LATE, added
from specgen.conformance.monitors.state import State, buffer_of
from specgen.runtime.trace import Cover, Event, Kind, Side

RANK = 0
_PAGES = frozenset({Cover.DRIVER_PAGES})
_ADDED = frozenset({Cover.BUFFERS_ADDED})
_TAKEN = frozenset({Cover.BUFFERS_TAKEN})
_TOUCHING = {Kind.FREE, Kind.CHANGE}

_Pages = Callable[[State], Callable[[int], bool]]


def _ours(facts: Facts) -> bool:
    return balloon.INFLATE in facts.queues.values()


def _touch(name: str, chosen: _Pages) -> Act:
    """The driver has pages at its disposal again, or writes into them."""

    def seen(event: Event, state: State) -> Seen:
        if event.kind not in _TOUCHING or event.by is not Side.DRIVER:
            return NOTHING
        wanted = chosen(state)
        return frozenset(page for page in pages_of(event["extents"]) if wanted(page))

    return Act(name, Side.DRIVER, _PAGES, seen)


def _about_pages(queue: str, name: str) -> Act:
    """A buffer about pages made available: the things are the pages."""

    def seen(event: Event, _: State) -> Seen:
        if event.kind is not Kind.ADD or plain(event.key) != queue:
            return NOTHING
        return frozenset(pages_in(queue, buffer_of(event)))

    return Act(name, Side.DRIVER, _ADDED, seen, late=LATE)


def _use_from_balloon(match: re.Match[str], facts: Facts, by: Side) -> Act | None:
    if by is not Side.DRIVER or not _ours(facts):
        return None
    asking = _about_pages(balloon.DEFLATE, "take pages out of the balloon")
    touching = _touch(match[0], lambda state: balloon_of(state).balloons)
    return replace(touching, start=asking.seen, start_needs=_ADDED)


def _use_reported(match: re.Match[str], facts: Facts, by: Side) -> Act | None:
    if by is not Side.DRIVER or balloon.REPORTS not in facts.queues.values():
        return None
    return _touch(match[0], lambda state: lambda page: page in balloon_of(state).reports)


def _release_hinted(match: re.Match[str], facts: Facts, by: Side) -> Act | None:
    if by is not Side.DRIVER or balloon.HINTS not in facts.queues.values():
        return None
    touching = _touch(match[0], lambda state: balloon_of(state).hinted.__contains__)
    return replace(touching, left=lambda state: bool(balloon_of(state).hinted))


def _queue_act(queue: str, *, writable: bool = False) -> Callable[[re.Match[str], Facts, Side], Act | None]:
    def make(match: re.Match[str], facts: Facts, by: Side) -> Act | None:
        if by is not Side.DRIVER or queue not in facts.queues.values():
            return None
        return added(queue, match[0], "input") if writable else _about_pages(queue, match[0])

    return make


def _modify_hinted(match: re.Match[str], facts: Facts, by: Side) -> Act | None:
    if by is not Side.DEVICE or balloon.HINTS not in facts.queues.values():
        return None

    def seen(event: Event, state: State) -> Seen:
        if event.kind is not Kind.CHANGE or event.by is not Side.DEVICE:
            return NOTHING
        return frozenset(page for page in pages_of(event["extents"]) if page in balloon_of(state).hinted)

    return Act(match[0], by, frozenset({Cover.DEVICE_PAGES}), seen)


def _reuse_command(match: re.Match[str], facts: Facts, by: Side) -> Act | None:
    if by is not Side.DEVICE or balloon.COMMAND not in facts.fields:
        return None

    def seen(event: Event, state: State) -> Seen:
        if event.kind is not Kind.CONFIG_CHANGE:
            return NOTHING
        command = balloon.written_value(event, state, balloon.COMMAND)
        return NOTHING if command is None or command < 2 else frozenset({command})

    return Act(match[0], by, frozenset({Cover.CONFIG_DEVICE}), seen)


def _change_count(match: re.Match[str], facts: Facts, by: Side) -> Act | None:
    if by is not Side.DRIVER or not _ours(facts):
        return None

    def seen(event: Event, _: State) -> Seen:
        if event.kind is not Kind.USE or plain(event.key) not in {balloon.INFLATE, balloon.DEFLATE}:
            return NOTHING
        return IT

    return Act(match[0], by, frozenset({Cover.BUFFERS_USED}), seen)


ACTS: list[ActEntry] = [
    (r"(?:re-?)?use pages (?:from|in|of) balloon", _use_from_balloon),
    (r"supply pages to balloon", _queue_act(balloon.INFLATE)),
    (r"add pages to balloon", _queue_act(balloon.INFLATE)),
    (r"request deflation of pages(?: in balloon)?", _queue_act(balloon.DEFLATE)),
    (r"use reported pages", _use_reported),
    (r"report free pages", _queue_act(balloon.REPORTS)),
    (r"report (?:them|they)", _queue_act(balloon.REPORTS)),
    (r"release (?:all )?previously hinted pages", _release_hinted),
    (r"supply pages to free_page_vq as input buffers", _queue_act(balloon.HINTS, writable=True)),
    (r"supply pages for hinting", _queue_act(balloon.HINTS, writable=True)),
    (r"modify content of (?:any )?previously hinted page", _modify_hinted),
    (r"reuse command ID", _reuse_command),
    (r"change number of pages in balloon", _change_count),
]


def _stop_received(match: re.Match[str], facts: Facts) -> Milestone | None:
    if balloon.HINTS not in facts.queues.values() or match["command"] != "VIRTIO_BALLOON_CMD_ID_STOP":
        return None

    def passed(state: State, thing: Hashable) -> bool:
        return thing not in balloon_of(state).issued

    return Milestone(match[0], Side.DRIVER, passed, _TAKEN)


def _added_pages(match: re.Match[str], facts: Facts) -> Milestone | None:
    """Pages were put into the balloon: whatever is spoken of then is about pages in it."""
    return Milestone(match[0], Side.DRIVER, lambda _, __: True) if _ours(facts) else None


def _shown(match: re.Match[str], facts: Facts) -> Milestone | None:
    wanted = facts.number(match["value"])
    if wanted is None or match["field"] not in facts.fields:
        return None
    name = match["field"]
    return Milestone(match[0], Side.DEVICE, lambda state, _: state.value(name) == wanted)


MILESTONES: list[MilestoneEntry] = [
    (r"(?:device receives|receiving) output buffer that contains (?P<command>\w+)(?: from driver)?", _stop_received),
    (r"adding (?:the )?pages to balloon", _added_pages),
    (r"(?P<field>\w+) is (?:set to|equal to) (?P<value>\w+)", _shown),
]


def _count(_: re.Match[str], facts: Facts) -> Quantity | None:
    return Quantity(lambda state: (balloon_of(state).count,)) if _ours(facts) else None


QUANTITIES: list[QuantityEntry] = [(r"(?:actual )?number of pages in balloon", _count)]
