"""A specification -> all a build knows before it writes: names, families, layouts, and what has no exact form."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from specgen.diagnostics import Diagnostic
from specgen.emit.behaviour import Behaviour, check_bindings, plan_behaviour
from specgen.emit.catalog import Scope, catalog_of
from specgen.emit.constants import constant_limits
from specgen.emit.features import FeaturePlan, plan_features
from specgen.emit.layouts import LayoutPlan, PlannedStruct, plan_layouts
from specgen.emit.limits import Limit
from specgen.emit.mentions import Mentions, mentions_of
from specgen.emit.queues import QueuePlan, plan_queues
from specgen.emit.registers import register_limits
from specgen.emit.violations import violations
from specgen.extract.clauses import NO_CLAUSES, Clauses
from specgen.model import Register, Specification

TextMode = Literal["full", "none"]
"""Whether the wording of the specification goes into the package."""

_LAST_DEVICE_ID = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class PackagePlan:
    """One generated package with all its names; `device_id` is 0, the reserved one, where the text states none."""

    scope: Scope
    features: FeaturePlan
    queues: QueuePlan
    layouts: LayoutPlan
    mentions: Mentions
    device_id: int
    config: PlannedStruct | None
    limits: tuple[Limit, ...]
    behaviour: Behaviour | None

    @property
    def module(self) -> str:
        """The name of the package: `virtio.balloon`."""
        return f"virtio.{self.scope.package}"


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """All packages of one build; `header` stands at the top of every file."""

    specification: Specification
    common: PackagePlan
    devices: tuple[PackagePlan, ...]
    text: TextMode
    source: str
    clauses: Clauses = NO_CLAUSES

    @property
    def packages(self) -> tuple[PackagePlan, ...]:
        """The common package and those of the device types."""
        return (self.common, *self.devices)

    @property
    def limits(self) -> tuple[Limit, ...]:
        """What the packages do not say, in order."""
        return tuple(limit for package in self.packages for limit in package.limits)

    def check(self) -> tuple[Diagnostic, ...]:
        """Warnings about behaviour that is bound to the text; SpecgenError where what it is bound to is gone."""
        return tuple(
            finding
            for package in self.devices
            if package.behaviour is not None
            for finding in check_bindings(package.behaviour, package.scope)
        )


def plan_build(
    specification: Specification,
    *,
    text: TextMode,
    devices: Collection[str] | None = None,
    source: str = "",
    clauses: Clauses = NO_CLAUSES,
) -> BuildPlan:
    """Plan the packages of `devices` (slugs; all where `None`); raises SpecgenError for a slug that is none.

    `clauses` holds what their requirements mean.
    """
    catalog = catalog_of(specification, devices)
    common = _package(catalog.common, None, specification.common.registers)
    planned = tuple(_package(scope, common) for scope in catalog.devices)
    return BuildPlan(specification, common, planned, text, source, clauses)


def _package(scope: Scope, common: PackagePlan | None, registers: Sequence[Register] = ()) -> PackagePlan:
    features = plan_features(scope, common.features if common is not None else None)
    queues = plan_queues(scope, features)
    layouts = plan_layouts(scope, common.layouts if common is not None else None)
    limits = [*features.limits, *queues.limits, *layouts.limits, *constant_limits(scope)]
    limits += violations(features, scope.package)[1]
    device_id = _device_id(scope, limits)
    if common is None:
        limits += register_limits(registers)
    behaviour, left_out = plan_behaviour(scope, features, queues, layouts)
    limits += left_out
    config = layouts.find(scope.device.config) if scope.device is not None and scope.device.config else None
    if config is not None and config.kind != "struct":
        config = None
    return PackagePlan(
        scope, features, queues, layouts, mentions_of(scope), device_id, config, tuple(limits), behaviour
    )


def _device_id(scope: Scope, limits: list[Limit]) -> int:
    """The device ID, 0 where there is none."""
    if scope.device is None:
        return 0
    number = scope.device.id
    if number is not None and 0 <= number <= _LAST_DEVICE_ID:
        return number
    limits.append(Limit(scope.package, "device", scope.title, "the text gives it no device ID", scope.device.span))
    return 0
