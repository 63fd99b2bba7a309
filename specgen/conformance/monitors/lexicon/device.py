"""Phrases about the device as such: its status and its notifications."""

import re

from specgen.conformance.monitors.facts import STATUS_BITS, Facts
from specgen.conformance.monitors.lexicon.meaning import IT, NOTHING, Act, Condition, Milestone, Seen
from specgen.conformance.monitors.lexicon.phrases import ActEntry, ConditionEntry, MilestoneEntry
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Cover, Event, Kind, Side

_NOTIFICATIONS = frozenset({Cover.NOTIFICATIONS})
_STATUS = "|".join(sorted(filter(None, STATUS_BITS), key=len, reverse=True))
_NOTIFICATION = r"(?:any )?(?P<kind>used buffer |buffer available |available buffer )?(?:notification|interrupt)s?"


def _status_cover(by: Side) -> frozenset[Cover]:
    return frozenset({Cover.DRIVER_STATUS if by is Side.DRIVER else Cover.DEVICE_STATUS})


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


def _verify_suspended(match: re.Match[str], _: Facts, by: Side) -> Act | None:
    def seen(event: Event, _: State) -> Seen:
        return IT if event.kind is Kind.STATUS_READ else NOTHING

    return Act(match[0], by, _status_cover(by), seen, asleep=True) if by is Side.DRIVER else None


def _status_is(match: re.Match[str], _: Facts) -> Condition:
    bit = STATUS_BITS[match["status"]]
    return Condition(match[0], lambda state: bool(state.status & bit) is not bool(match["no"]))


def _suspended(match: re.Match[str], _: Facts) -> Condition:
    pair = STATUS_BITS["SUSPEND"], STATUS_BITS["DRIVER_OK"]
    return Condition(match[0], lambda state: state.status & sum(pair) == pair[0])


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


ACTS: list[ActEntry] = [
    (rf"set (?P<status>{_STATUS})(?: in device status)?(?: to 1)?", _set_status),
    (r"initialize device", _initialize),
    (r"clear (?:any )?device status bits?", _clear_status),
    (r"reset device", _reset),
    (r"notify (?:driver|device)(?P<kind>)", _notify),
    (rf"send {_NOTIFICATION}(?: to (?:driver|device))?(?: for any virtqueues)?", _notify),
    (r"send (?:any |device )?configuration change notifications?(?: to driver)?", _notify_config),
    (r"verify whether device is suspended(?: by .+)?", _verify_suspended),
]
CONDITIONS: list[ConditionEntry] = [
    (rf"(?P<status>{_STATUS}) is (?P<no>not )?set", _status_is),
    (r"(?:device is suspended|being suspended)", _suspended),
    (r"changes occurs? in configuration space during suspended period", _suspended),
]
MILESTONES: list[MilestoneEntry] = [
    (rf"(?:setting |driver sets )?(?P<status>{_STATUS})(?: is set)?(?: in device status)?(?: to 1)?", _has_set),
    (r"(?:initializing device|driver initializes device)", _initialized),
    (r"indicating completion of reset(?: by .+)?", _was_reset),
]
