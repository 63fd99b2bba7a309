"""Phrases about feature bits: who offers, accepts and negotiates them."""

import re
from collections.abc import Callable

from specgen.conformance.monitors.breakers import accepts, offers
from specgen.conformance.monitors.facts import Facts
from specgen.conformance.monitors.lexicon.meaning import IT, NOTHING, Act, Condition, Seen
from specgen.conformance.monitors.lexicon.phrases import ActEntry, ConditionEntry
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Cover, Event, Kind, Side

_NEGOTIATION = frozenset({Cover.FEATURES})
_FEATURE = r"(?P<feature>VIRTIO_\w+)"
_FEATURES = r"(?P<features>VIRTIO_\w+(?: and VIRTIO_\w+)*)"
_ANY_FEATURE = r"(?P<features>VIRTIO_\w+(?: or VIRTIO_\w+)+)"


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


ACTS: list[ActEntry] = [
    (rf"(?:accept|negotiate) {_FEATURE}", _accept),
    (rf"offer (?:feature bit )?{_FEATURES}", _offer),
]
CONDITIONS: list[ConditionEntry] = [
    (rf"{_FEATURE} is (?P<no>not )?negotiated", _is_negotiated),
    (rf"{_FEATURE} is (?P<no>not )?offered", _is_offered),
    (rf"devices? (?P<no>(?:does|do) not )?offers? {_FEATURE}", _is_offered),
    (rf"devices? offers? {_ANY_FEATURE}", _any_is_offered),
    (rf"{_FEATURE} is (?P<no>not )?accepted", _accepts),
    (rf"drivers? (?P<no>(?:does|do) not )?(?:accepts?|negotiates?) {_FEATURE}", _accepts),
]
