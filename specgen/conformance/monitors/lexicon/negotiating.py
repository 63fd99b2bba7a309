"""Phrases about sets of features, whichever they are, and about when they may be chosen."""

import re
from collections.abc import Callable, Hashable

from specgen.conformance.monitors.facts import STATUS_BITS, Facts
from specgen.conformance.monitors.lexicon.meaning import IT, NOTHING, Act, Condition, Milestone, Seen
from specgen.conformance.monitors.lexicon.phrases import ActEntry, ConditionEntry, MilestoneEntry
from specgen.conformance.monitors.state import State
from specgen.runtime.trace import Cover, Event, Kind, Side

_FEATURES = frozenset({Cover.FEATURES})
_VERBS = {"accept": (Kind.ACCEPT, Side.DRIVER), "offer": (Kind.OFFER, Side.DEVICE)}


def unmet(features: int, facts: Facts) -> bool:
    """Whether a feature of the set requires others of which the set has none."""
    return any(
        features & feature and not all(any(features & one == one for one in options) for options in needed)
        for feature, needed in facts.requires.items()
    )


def _set_act(match: re.Match[str], by: Side, wrong: Callable[[int, State], bool]) -> Act | None:
    kind, doer = _VERBS[match["verb"]]
    if by is not doer:
        return None

    def seen(event: Event, state: State) -> Seen:
        return IT if event.kind is kind and wrong(event["features"], state) else NOTHING

    return Act(match[0], by, _FEATURES, seen, chances=lambda event, _: event.kind is kind)


def _not_offered(match: re.Match[str], _: Facts, by: Side) -> Act | None:
    return _set_act(match, by, lambda features, state: state.offered is not None and bool(features & ~state.offered))


def _requiring(match: re.Match[str], facts: Facts, by: Side) -> Act | None:
    if match["verb"] == "offer" and not facts.requires:
        return None
    return _set_act(match, by, lambda features, _: unmet(features, facts))


def _anew(match: re.Match[str], _: Facts, by: Side) -> Act | None:
    return _set_act(match, by, lambda _, __: True)


def _write_config(match: re.Match[str], _: Facts, by: Side) -> Act | None:
    def seen(event: Event, _: State) -> Seen:
        return IT if event.kind is Kind.CONFIG_WRITE else NOTHING

    def chance(event: Event, _: State) -> bool:
        return event.kind is Kind.ACCEPT

    if by is not Side.DRIVER:
        return None
    return Act(match[0], by, frozenset({Cover.CONFIG_DRIVER}), seen, chances=chance)


_ANOTHER = r"(?:any )?features? (?:that|which) requires? another feature (?:that|which) (?:is|was) not"
ACTS: list[ActEntry] = [
    (r"(?P<verb>accept) (?:any )?features? (?:that|which) device (?:does|did) not offer", _not_offered),
    (rf"(?P<verb>accept) {_ANOTHER} accepted", _requiring),
    (rf"(?P<verb>offer) {_ANOTHER} offered", _requiring),
    (r"(?P<verb>accept) (?:any )?new feature bits?", _anew),
    (r"write (?:any )?device-specific configuration fields?(?: to check .+)?", _write_config),
]


def _settled(match: re.Match[str], _: Facts) -> Milestone:
    """The step in which features are chosen is over: FEATURES_OK is set."""
    bit = STATUS_BITS["FEATURES_OK"]

    def passed(state: State, _: Hashable) -> bool:
        return bool(state.status & bit)

    return Milestone(match[0], Side.DRIVER, passed)


MILESTONES: list[MilestoneEntry] = [
    (r"(?:this|that|these) steps?", _settled),
    (r"accepting (?:it|device)", _settled),
]


def _on_pci(match: re.Match[str], _: Facts) -> Condition:
    """No device whose trace is recorded is on a PCI bus."""
    value = bool(match["no"])
    return Condition(match[0], lambda _: value)


def _is_made_an_offer(match: re.Match[str], _: Facts) -> Condition:
    """A driver is offered what the rule is about; that the device offers just that, its pattern sees."""
    return Condition(match[0], lambda state: state.offered is not None, _FEATURES)


CONDITIONS: list[ConditionEntry] = [
    (r"drivers? (?:is|are) offered", _is_made_an_offer),
    (r"device is (?P<no>not )?PCI device", _on_pci),
    (r"device (?P<no>does not )?(?:have|has|presents?) PCI [\w -]+ structure", _on_pci),
]
