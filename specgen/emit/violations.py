"""The rules between feature bits -> for each one a set of features that breaks just it, and one that keeps it."""

from dataclasses import dataclass

from specgen.emit.features import Clause, FeaturePlan, PlannedFeature
from specgen.emit.limits import Limit
from specgen.runtime.features import SUPPORTED, RingFeature


@dataclass(frozen=True, slots=True)
class Violation:
    """`feature` requires one of `clause`; `broken` has all the feature needs but that, `kept` that too.

    `blamed` is the feature an error names first: another one where what the feature needs lacks the same.
    """

    feature: PlannedFeature
    clause: Clause
    broken: tuple[PlannedFeature, ...]
    kept: tuple[PlannedFeature, ...]
    blamed: PlannedFeature


def violations(plan: FeaturePlan, package: str) -> tuple[list[Violation], list[Limit]]:
    """A violation for each clause, and the clauses no device of the runtime can be brought to break."""
    found: list[Violation] = []
    limits: list[Limit] = []
    for feature, clauses in plan.requires:
        for clause in clauses:
            kept = _closure(plan, feature, frozenset())
            broken = _closure(plan, feature, frozenset(clause))
            blamed = _first_unmet(plan, broken)
            usable = _offered(plan, feature) and not any(_always(option) for option in clause)
            if usable and blamed is not None and _first_unmet(plan, kept) is None:
                found.append(Violation(feature, clause, broken, kept, blamed))
            else:
                names = " or ".join(option.name for option in clause)
                reason = f"no test offers it without {names}: the runtime offers no such set"
                limits.append(Limit(package, "tests", feature.feature.name, reason, feature.feature.span))
    return found, limits


def _closure(
    plan: FeaturePlan, feature: PlannedFeature, avoided: frozenset[PlannedFeature]
) -> tuple[PlannedFeature, ...]:
    """The feature and all it requires, as far as that is possible without the features `avoided`."""
    rules = dict(plan.requires)
    blocked = _blocked(plan, avoided)
    chosen = {feature: None}
    waiting = [feature]
    while waiting:
        for clause in rules.get(waiting.pop(0), ()):
            options = [option for option in clause if option not in avoided and _offered(plan, option)]
            if options and not any(option in chosen for option in clause):
                option = next((one for one in options if one not in blocked), options[0])
                chosen[option] = None
                waiting.append(option)
    return tuple(chosen)


def _blocked(plan: FeaturePlan, avoided: frozenset[PlannedFeature]) -> set[PlannedFeature]:
    """The features that cannot have all they require without the features `avoided`."""
    blocked: set[PlannedFeature] = set()
    growing = True
    while growing:
        found = {
            feature
            for feature, clauses in plan.requires
            if any(all(option in avoided or option in blocked for option in clause) for clause in clauses)
        }
        growing = not found <= blocked
        blocked |= found
    return blocked


def _first_unmet(plan: FeaturePlan, features: tuple[PlannedFeature, ...]) -> PlannedFeature | None:
    """The first feature, in the order of the table, of which a clause is not met."""
    for feature, clauses in plan.requires:
        if feature in features and any(not set(clause) & set(features) for clause in clauses):
            return feature
    return None


def _offered(plan: FeaturePlan, one: PlannedFeature) -> bool:
    """Whether a device of the runtime offers the bit."""
    if one.owner == plan.owner:
        return one.alias_of is None and one not in plan.legacy
    return bool(1 << one.bit & int(SUPPORTED))


def _always(one: PlannedFeature) -> bool:
    """Whether every device of the runtime offers the bit, asked or not."""
    return bool(1 << one.bit == RingFeature.VERSION_1)
