"""A planned build -> the numbers its summary shows, and the list of what the package does not say."""

from dataclasses import dataclass

from specgen.emit.limits import Limit
from specgen.emit.plan import BuildPlan


@dataclass(frozen=True, slots=True)
class BuildStatistics:
    """What a build holds: `devices` counts device types, the rest is counted over all packages of the build."""

    devices: int
    features: int
    virtqueues: int
    structs: int
    constants: int
    requirements: int
    unread: int
    limits: tuple[Limit, ...]


def build_statistics(build: BuildPlan) -> BuildStatistics:
    """Count a build."""
    packages = build.packages
    return BuildStatistics(
        devices=len(build.devices),
        features=sum(len(one.features.members) for one in packages),
        virtqueues=sum(len(one.queues.lines) for one in packages),
        structs=sum(len(one.layouts.structs) for one in packages),
        constants=sum(len(one.scope.constants) for one in packages),
        requirements=sum(len(one.scope.requirements) for one in packages),
        unread=len(build.specification.unread),
        limits=build.limits,
    )
