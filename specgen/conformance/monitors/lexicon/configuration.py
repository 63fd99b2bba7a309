"""Phrases about configuration space: which of its fields are read, written and changed."""

import re

from specgen.conformance.monitors.breakers import reads, writes
from specgen.conformance.monitors.facts import Facts
from specgen.conformance.monitors.lexicon.meaning import IT, NOTHING, Act, Condition, Seen
from specgen.conformance.monitors.lexicon.phrases import ActEntry, ConditionEntry
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Cover, Event, Kind, Side

_FIELD = r"(?P<field>\w+)(?: (?:field|configuration data|configuration field))?"
_OTHERS = r"(?P<others>\w+(?:(?: and | or |, )\w+)*)"


def _write(match: re.Match[str], facts: Facts, by: Side) -> Act | None:
    place = facts.fields.get(match["field"])
    if place is None:
        return None
    kind = Kind.CONFIG_WRITE if by is Side.DRIVER else Kind.CONFIG_CHANGE
    changing = match["verb"] in {"modify", "change", "alter"}

    def seen(event: Event, state: State) -> Seen:
        if event.kind is not kind:
            return NOTHING
        offset, data = event["offset"], event["data"]
        if not (offset < place.stop and place.start < offset + len(data)):
            return NOTHING
        return NOTHING if changing and bytes(state.config[offset : offset + len(data)]) == data else IT

    cover = Cover.CONFIG_DRIVER if by is Side.DRIVER else Cover.CONFIG_DEVICE
    breaker = writes(place, match["field"]) if by is Side.DRIVER else None
    return Act(f"write {match['field']}", by, frozenset({cover}), seen, breaker=breaker)


def _read(match: re.Match[str], facts: Facts, by: Side) -> Act | None:
    place = facts.fields.get(match["field"])
    if place is None or by is not Side.DRIVER:
        return None

    def seen(event: Event, _: State) -> Seen:
        if event.kind is not Kind.CONFIG_READ:
            return NOTHING
        offset, length = event["offset"], len(event["data"])
        return IT if offset < place.stop and place.start < offset + length else NOTHING

    breaker = reads(place, match["field"])
    return Act(f"read {match['field']}", by, frozenset({Cover.CONFIG_DRIVER}), seen, breaker=breaker)


def _rests(event: Event, _: State) -> bool:
    """What is not done when both sides rest was not done."""
    return event.kind is Kind.IDLE


def _change_config(_: re.Match[str], __: Facts, by: Side) -> Act | None:
    kind = Kind.CONFIG_WRITE if by is Side.DRIVER else Kind.CONFIG_CHANGE
    cover = Cover.CONFIG_DRIVER if by is Side.DRIVER else Cover.CONFIG_DEVICE

    def seen(event: Event, _: State) -> Seen:
        return IT if event.kind is kind else NOTHING

    return Act("change configuration space", by, frozenset({cover}), seen, chances=_rests)


def _write_other(match: re.Match[str], facts: Facts, by: Side) -> Act | None:
    """Any value but those that are named."""
    place = facts.fields.get(match["field"])
    values = [facts.number(value) for value in match["values"].split(" or ")]
    if place is None or None in values or by is not Side.DRIVER:
        return None

    def seen(event: Event, _: State) -> Seen:
        if event.kind is not Kind.CONFIG_WRITE or event["offset"] > place.start:
            return NOTHING
        data = event["data"][place.start - event["offset"] :][: len(place)]
        return IT if len(data) == len(place) and int.from_bytes(data, "little") not in values else NOTHING

    breaker = writes(place, match["field"])
    return Act(match[0], by, frozenset({Cover.CONFIG_DRIVER}), seen, breaker=breaker)


def _write_elsewhere(match: re.Match[str], facts: Facts, by: Side) -> Act | None:
    """Any field of configuration space but those that are named."""
    names = re.split(r" and | or |, ", match["others"]) if match["others"] else []
    places = [facts.fields.get(name) for name in names]
    if by is not Side.DRIVER or not facts.fields or None in places:
        return None

    def seen(event: Event, _: State) -> Seen:
        if event.kind is not Kind.CONFIG_WRITE:
            return NOTHING
        first, end = event["offset"], event["offset"] + len(event["data"])
        named = any(place is not None and place.start <= first and end <= place.stop for place in places)
        return NOTHING if named else IT

    free = [place for place in facts.fields.values() if place not in places]
    breaker = writes(free[0], "another field") if free else None
    return Act(match[0], by, frozenset({Cover.CONFIG_DRIVER}), seen, breaker=breaker)


def _excepting(match: re.Match[str], _: Facts) -> Condition:
    """What is said of the device status field where it is among the others makes no condition of the rule."""
    return Condition(match[0], lambda _: True)


ACTS: list[ActEntry] = [
    (r"write value (?:unlike|other[- ]than) (?P<values>\w+(?: or \w+)*) to (?P<field>\w+)", _write_other),
    (rf"(?P<verb>write|update|populate|fill|modify|change|alter) {_FIELD}", _write),
    (
        rf"write to (?:any of )?(?:device )?configuration fields(?: (?:other[- ]than|except) {_OTHERS})?",
        _write_elsewhere,
    ),
    (rf"(?P<verb>write) to {_FIELD}", _write),
    (rf"read {_FIELD}", _read),
    (r"make any changes to device configuration space(?: except device status)?", _change_config),
    (r"modify any fields in its configuration space", _change_config),
]
CONDITIONS: list[ConditionEntry] = [
    (r"(?:it|device|driver|device status) is part of (?:device )?configuration space", _excepting),
]
