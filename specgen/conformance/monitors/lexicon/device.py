"""Phrases about the device as such: its status, its features, its configuration space, its notifications."""

import re
from collections.abc import Callable

from specgen.conformance.monitors.breakers import accepts, offers, reads, writes
from specgen.conformance.monitors.facts import STATUS_BITS, Facts
from specgen.conformance.monitors.lexicon.meaning import IT, NOTHING, Act, Condition, Milestone, Seen
from specgen.conformance.monitors.lexicon.phrases import ActEntry, ConditionEntry, MilestoneEntry
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Cover, Event, Kind, Side

_NOTIFICATIONS = frozenset({Cover.NOTIFICATIONS})
_NEGOTIATION = frozenset({Cover.FEATURES})
_STATUS = "|".join(sorted(filter(None, STATUS_BITS), key=len, reverse=True))
_FEATURE = r"(?P<feature>VIRTIO_\w+)"
_FEATURES = r"(?P<features>VIRTIO_\w+(?: and VIRTIO_\w+)*)"
_ANY_FEATURE = r"(?P<features>VIRTIO_\w+(?: or VIRTIO_\w+)+)"
_FIELD = r"(?P<field>\w+)(?: (?:field|configuration data|configuration field))?"
_OTHERS = r"(?P<others>\w+(?:(?: and | or |, )\w+)*)"
_NOTIFICATION = r"(?:any )?(?P<kind>used buffer |buffer available |available buffer )?(?:notification|interrupt)s?"


def _status_cover(by: Side) -> frozenset[Cover]:
    return frozenset({Cover.DRIVER_STATUS if by is Side.DRIVER else Cover.DEVICE_STATUS})


def _chance(kind: Kind) -> Callable[[Event, State], bool]:
    return lambda event, _: event.kind is kind


def _bits(names: str, facts: Facts) -> list[int] | None:
    """The bits of features joined by "and" or "or", `None` where one is not known."""
    bits = [facts.features.get(name) for name in re.split(r" and | or |, ", names)]
    return None if None in bits else [bit for bit in bits if bit is not None]


def _accept(match: re.Match[str], facts: Facts, by: Side) -> Act | None:
    bit = facts.features.get(match["feature"])
    if bit is None or by is not Side.DRIVER:
        return None

    def seen(event: Event, _: State) -> Seen:
        return IT if event.kind is Kind.ACCEPT and event["features"] & bit == bit else NOTHING

    breaker = accepts(bit, match["feature"])
    name = f"accept {match['feature']}"
    return Act(name, by, _NEGOTIATION, seen, chances=_chance(Kind.ACCEPT), settled=True, breaker=breaker)


def _offer(match: re.Match[str], facts: Facts, by: Side) -> Act | None:
    bits = _bits(match["features"], facts)
    if bits is None or by is not Side.DEVICE:
        return None
    bit = sum(set(bits))

    def seen(event: Event, _: State) -> Seen:
        return IT if event.kind is Kind.OFFER and event["features"] & bit == bit else NOTHING

    breaker = offers(bit, match["features"])
    name = f"offer {match['features']}"
    return Act(name, by, _NEGOTIATION, seen, chances=_chance(Kind.OFFER), settled=True, breaker=breaker)


def _set_status(match: re.Match[str], _: Facts, by: Side) -> Act | None:
    bit = STATUS_BITS[match["status"]]

    def seen(event: Event, state: State) -> Seen:
        new = event.kind is Kind.STATUS and event.by is by and event["value"] & bit and not state.status & bit
        return IT if new else NOTHING

    return Act(f"set {match['status']}", by, _status_cover(by), seen)


def _initialize(_: re.Match[str], __: Facts, by: Side) -> Act | None:
    """Having initialized the device is having set DRIVER_OK, but not to wake it up."""
    driver_ok, suspend = STATUS_BITS["DRIVER_OK"], STATUS_BITS["SUSPEND"]

    def seen(event: Event, state: State) -> Seen:
        new = (
            event.kind is Kind.STATUS and event.by is by and event["value"] & driver_ok and not state.status & driver_ok
        )
        return IT if new and not state.status & suspend else NOTHING

    return Act("initialize the device", by, frozenset(), seen) if by is Side.DRIVER else None


def _clear_status(_: re.Match[str], __: Facts, by: Side) -> Act | None:
    def seen(event: Event, state: State) -> Seen:
        cleared = event.kind is Kind.STATUS and event.by is by and event["value"] and state.status & ~event["value"]
        # Resuming clears SUSPEND, and suspending clears DRIVER_OK: those are asked for by setting the other one.
        return IT if cleared and not _moves(event["value"], state.status) else NOTHING

    def chance(event: Event, _: State) -> bool:
        return event.kind is Kind.STATUS and event.by is by and bool(event["value"])

    return Act("clear a status bit", by, _status_cover(by), seen, chances=chance)


def _moves(value: int, status: int) -> bool:
    pair = STATUS_BITS["SUSPEND"] | STATUS_BITS["DRIVER_OK"]
    return not status & ~value & ~pair and bool(value & pair)


def _reset(_: re.Match[str], __: Facts, by: Side) -> Act | None:
    def seen(event: Event, _: State) -> Seen:
        return IT if event.kind is Kind.STATUS and event.by is Side.DRIVER and event["value"] == 0 else NOTHING

    return Act("reset the device", by, frozenset({Cover.DRIVER_STATUS}), seen) if by is Side.DRIVER else None


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


def _notify(match: re.Match[str], _: Facts, by: Side) -> Act | None:
    kind = Kind.KICK if by is Side.DRIVER else Kind.NOTIFY
    used = (match["kind"] or "").startswith("used")
    if match["kind"] and used is not (by is Side.DEVICE):
        return None

    def seen(event: Event, _: State) -> Seen:
        return frozenset({event.queue}) if event.kind is kind else NOTHING

    return Act("send a notification", by, frozenset({Cover.KICKS if kind is Kind.KICK else Cover.NOTIFICATIONS}), seen)


def _notify_config(_: re.Match[str], __: Facts, by: Side) -> Act | None:
    def seen(event: Event, _: State) -> Seen:
        return IT if event.kind is Kind.CONFIG_NOTIFY else NOTHING

    return Act("send a configuration change notification", by, _NOTIFICATIONS, seen, chances=_rests, asleep=True)


def _change_config(_: re.Match[str], __: Facts, by: Side) -> Act | None:
    kind = Kind.CONFIG_WRITE if by is Side.DRIVER else Kind.CONFIG_CHANGE
    cover = Cover.CONFIG_DRIVER if by is Side.DRIVER else Cover.CONFIG_DEVICE

    def seen(event: Event, _: State) -> Seen:
        return IT if event.kind is kind else NOTHING

    return Act("change configuration space", by, frozenset({cover}), seen, chances=_rests)


def _verify_suspended(match: re.Match[str], _: Facts, by: Side) -> Act | None:
    def seen(event: Event, _: State) -> Seen:
        return IT if event.kind is Kind.STATUS_READ else NOTHING

    return Act(match[0], by, _status_cover(by), seen, asleep=True) if by is Side.DRIVER else None


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


ACTS: list[ActEntry] = [
    (rf"(?:accept|negotiate) {_FEATURE}", _accept),
    (rf"offer (?:feature bit )?{_FEATURES}", _offer),
    (r"write value (?:unlike|other[- ]than) (?P<values>\w+(?: or \w+)*) to (?P<field>\w+)", _write_other),
    (rf"set (?P<status>{_STATUS})(?: in device status)?(?: to 1)?", _set_status),
    (r"initialize device", _initialize),
    (r"clear (?:any )?device status bits?", _clear_status),
    (r"reset device", _reset),
    (rf"(?P<verb>write|update|populate|fill|modify|change|alter) {_FIELD}", _write),
    (
        rf"write to (?:any of )?(?:device )?configuration fields(?: (?:other[- ]than|except) {_OTHERS})?",
        _write_elsewhere,
    ),
    (rf"(?P<verb>write) to {_FIELD}", _write),
    (rf"read {_FIELD}", _read),
    (r"notify (?:driver|device)(?P<kind>)", _notify),
    (rf"send {_NOTIFICATION}(?: to (?:driver|device))?(?: for any virtqueues)?", _notify),
    (r"send (?:any |device )?configuration change notifications?(?: to driver)?", _notify_config),
    (r"make any changes to device configuration space(?: except device status)?", _change_config),
    (r"modify any fields in its configuration space", _change_config),
    (r"verify whether device is suspended(?: by .+)?", _verify_suspended),
]


def _negotiated(feature: int, name: str, *, positive: bool) -> Condition:
    return Condition(name, lambda state: state.has(feature) is positive, frozenset({Cover.FEATURES}))


def _is_negotiated(match: re.Match[str], facts: Facts) -> Condition | None:
    bit = facts.features.get(match["feature"])
    return None if bit is None else _negotiated(bit, match[0], positive=not match["no"])


def _any_is_offered(match: re.Match[str], facts: Facts) -> Condition | None:
    bits = _bits(match["features"], facts)
    if bits is None:
        return None

    def holds(state: State) -> bool | None:
        offered = state.offered
        return None if offered is None else any(offered & bit == bit for bit in bits)

    return Condition(match[0], holds, frozenset({Cover.FEATURES}))


def _is_offered(match: re.Match[str], facts: Facts) -> Condition | None:
    bit = facts.features.get(match["feature"])
    if bit is None:
        return None

    def holds(state: State) -> bool | None:
        return None if state.offered is None else (state.offered & bit == bit) is not bool(match["no"])

    return Condition(match[0], holds, frozenset({Cover.FEATURES}))


def _accepts(match: re.Match[str], facts: Facts) -> Condition | None:
    bit = facts.features.get(match["feature"])
    if bit is None:
        return None

    def holds(state: State) -> bool | None:
        return None if state.accepted is None else (state.accepted & bit == bit) is not bool(match["no"])

    return Condition(match[0], holds, frozenset({Cover.FEATURES}))


def _status_is(match: re.Match[str], _: Facts) -> Condition:
    bit = STATUS_BITS[match["status"]]
    return Condition(match[0], lambda state: bool(state.status & bit) is not bool(match["no"]))


def _suspended(match: re.Match[str], _: Facts) -> Condition:
    pair = STATUS_BITS["SUSPEND"], STATUS_BITS["DRIVER_OK"]
    return Condition(match[0], lambda state: state.status & sum(pair) == pair[0])


def _excepting(match: re.Match[str], _: Facts) -> Condition:
    """What is said of the device status field where it is among the others makes no condition of the rule."""
    return Condition(match[0], lambda _: True)


CONDITIONS: list[ConditionEntry] = [
    (rf"{_FEATURE} is (?P<no>not )?negotiated", _is_negotiated),
    (rf"{_FEATURE} is (?P<no>not )?offered", _is_offered),
    (rf"devices? (?P<no>(?:does|do) not )?offers? {_FEATURE}", _is_offered),
    (rf"devices? offers? {_ANY_FEATURE}", _any_is_offered),
    (rf"{_FEATURE} is (?P<no>not )?accepted", _accepts),
    (rf"drivers? (?P<no>(?:does|do) not )?(?:accepts?|negotiates?) {_FEATURE}", _accepts),
    (rf"(?P<status>{_STATUS}) is (?P<no>not )?set", _status_is),
    (r"(?:device is suspended|being suspended)", _suspended),
    (r"changes occurs? in configuration space during suspended period", _suspended),
    (r"(?:it|device|driver|device status) is part of (?:device )?configuration space", _excepting),
]


def _has_set(match: re.Match[str], facts: Facts) -> Milestone:
    bit = STATUS_BITS[match["status"]]
    if match["status"] == "DRIVER_OK":
        return _initialized(match, facts)
    return Milestone(match[0], Side.DRIVER, lambda state, _: bool(state.status & bit))


def _initialized(match: re.Match[str], _: Facts) -> Milestone:
    """A device that is suspended has been initialized too."""
    bit = STATUS_BITS["DRIVER_OK"] | STATUS_BITS["SUSPEND"]
    return Milestone(match[0], Side.DRIVER, lambda state, _: bool(state.status & bit))


def _was_reset(match: re.Match[str], _: Facts) -> Milestone:
    return Milestone(match[0], Side.DEVICE, lambda state, _: state.resets > 0)


MILESTONES: list[MilestoneEntry] = [
    (rf"(?:setting |driver sets )?(?P<status>{_STATUS})(?: is set)?(?: in device status)?(?: to 1)?", _has_set),
    (r"(?:initializing device|driver initializes device)", _initialized),
    (r"indicating completion of reset(?: by .+)?", _was_reset),
]
