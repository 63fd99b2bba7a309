"""Phrases about the content of a balloon's pages."""

import re

from specgen.conformance.monitors import balloon
from specgen.conformance.monitors.balloon import balloon_of, pages_of
from specgen.conformance.monitors.facts import Facts, plain
from specgen.conformance.monitors.lexicon.fillings import Filling, FillingEntry
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Cover, Event, Kind, Side

RANK = 0


def _deflated(_: re.Match[str], facts: Facts) -> Filling | None:
    if balloon.DEFLATE not in facts.queues.values():
        return None

    def concerns(event: Event, state: State) -> bool:
        if event.kind is not Kind.FREE:
            return False
        return any(page in balloon_of(state).deflated for page in pages_of(event["extents"]))

    return Filling("deflated pages", Side.DRIVER, frozenset({Cover.DRIVER_PAGES}), concerns)


def _reported(_: re.Match[str], facts: Facts) -> Filling | None:
    if balloon.REPORTS not in facts.queues.values():
        return None

    def concerns(event: Event, _: State) -> bool:
        return event.kind is Kind.ADD and plain(event.key) == balloon.REPORTS

    return Filling("reported pages", Side.DRIVER, frozenset({Cover.BUFFERS_USED}), concerns)


def _modified(_: re.Match[str], facts: Facts) -> Filling | None:
    if balloon.REPORTS not in facts.queues.values():
        return None

    def concerns(event: Event, state: State) -> bool:
        if event.kind is not Kind.CHANGE or event.by is not Side.DEVICE:
            return False
        return any(page in balloon_of(state).reports for page in pages_of(event["extents"]))

    def chances(event: Event, _: State) -> bool:
        return event.kind is Kind.USE and plain(event.key) == balloon.REPORTS

    return Filling("reported pages", Side.DEVICE, frozenset({Cover.DEVICE_PAGES}), concerns, chances)


FILLINGS: list[FillingEntry] = [
    (r"(?:all )?deflated pages (?:if|after) driver reuses (?:they|them|deflated pages)", _deflated),
    (r"(?:all )?free pages before reporting (?:they|them|free pages|all free pages)", _reported),
    (r"content of (?:any )?reported pages?", _modified),
    (r"page", _modified),
]
