"""Feature bits of a device type -> an `IntFlag` and the table of what each feature requires."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from specgen.emit import names
from specgen.emit.catalog import Scope
from specgen.emit.limits import Limit
from specgen.emit.source import Source
from specgen.model import FeatureBit

LAST_BIT = 1023
"""No transport carries feature bits beyond this; a number far beyond it would only fill memory."""

Clause = tuple["PlannedFeature", ...]
"""Alternatives, one of which has to be there."""


@dataclass(frozen=True, slots=True)
class PlannedFeature:
    """A feature bit with its name in Python; `alias_of` is the member that has the same bit already."""

    feature: FeatureBit
    owner: str
    name: str
    alias_of: str | None = None

    @property
    def bit(self) -> int:
        """The number of the bit."""
        return self.feature.bit

    @property
    def reference(self) -> Source:
        """How other modules name it: `BalloonFeature.STATS_VQ`."""
        return Source(f"{self.owner}.{self.name}")


@dataclass(frozen=True, slots=True)
class FeaturePlan:
    """The feature bits of one package.

    `by_name` finds them by the text's names, those of the common package too. `requires` has a conjunction of
    clauses for each feature that requires any.
    """

    owner: str
    members: tuple[PlannedFeature, ...]
    by_name: Mapping[str, PlannedFeature]
    requires: tuple[tuple[PlannedFeature, tuple[Clause, ...]], ...]
    limits: tuple[Limit, ...]

    @property
    def distinct(self) -> tuple[PlannedFeature, ...]:
        """The members that are no alias."""
        return tuple(one for one in self.members if one.alias_of is None)

    @property
    def legacy(self) -> tuple[PlannedFeature, ...]:
        """The members whose bit only legacy devices have."""
        return tuple(one for one in self.distinct if self._only_legacy(one.bit))

    def _only_legacy(self, bit: int) -> bool:
        return all(one.feature.legacy for one in self.members if one.bit == bit)


def plan_features(scope: Scope, common: FeaturePlan | None = None) -> FeaturePlan:
    """Name the feature bits of `scope`; what they require may be a bit of `common`."""
    owner = f"{scope.prefix}Feature"
    limits: list[Limit] = []
    members = tuple(_members(scope, owner, limits))
    by_name = dict(common.by_name) if common is not None else {}
    for one in members:
        if by_name.get(one.feature.name, one).owner != owner or one.feature.name not in by_name:
            by_name[one.feature.name] = one
    requires: list[tuple[PlannedFeature, tuple[Clause, ...]]] = []
    for one in members:
        clauses = tuple(_clauses(scope, one.feature, by_name, limits))
        if clauses:
            requires.append((one, clauses))
    return FeaturePlan(owner, members, by_name, tuple(requires), tuple(limits))


def _members(scope: Scope, owner: str, limits: list[Limit]) -> Iterable[PlannedFeature]:
    """The feature bits in order, each with a name of its own; a bit stated twice is an alias."""
    prefix = names.feature_prefix([one.name for one in scope.features])
    space = names.Namespace(("MRO",))
    by_bit: dict[int, str] = {}
    stated: set[tuple[str, int]] = set()
    for one in scope.features:
        if not 0 <= one.bit <= LAST_BIT:
            limits.append(_limit(scope, one, f"bit {one.bit} is none a device can have"))
        elif (one.name, one.bit) not in stated:
            stated.add((one.name, one.bit))
            name = space.claim(names.feature_member(one.name, prefix))
            yield PlannedFeature(one, owner, name, by_bit.get(one.bit))
            by_bit.setdefault(one.bit, name)


def _clauses(
    scope: Scope, feature: FeatureBit, by_name: Mapping[str, PlannedFeature], limits: list[Limit]
) -> Iterable[Clause]:
    """What a feature requires; a clause that names nothing known cannot be a rule."""
    for alternatives in feature.requires:
        known = tuple(by_name[name] for name in alternatives if name in by_name)
        if len(known) == len(alternatives) and known:
            yield known
        else:
            unknown = ", ".join(name for name in alternatives if name not in by_name)
            limits.append(_limit(scope, feature, f"it requires {unknown}, which is no feature of the text"))


def _limit(scope: Scope, feature: FeatureBit, reason: str) -> Limit:
    return Limit(scope.package, "features", feature.name, reason, feature.span)
