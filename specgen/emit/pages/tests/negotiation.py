"""Rules between feature bits -> test_negotiation.py: each rule is broken once, and refused by both sides."""

import re
from collections.abc import Iterator, Mapping, Sequence

from specgen.emit.features import PlannedFeature
from specgen.emit.identity import requirement_id
from specgen.emit.imports import import_block
from specgen.emit.plan import PackagePlan
from specgen.emit.pyformat import Expression, call, layout, sequence, statement
from specgen.emit.source import WIDTH, Source, pyrepr
from specgen.emit.violations import Violation
from specgen.model import Requirement, Role
from specgen.runtime.requirement import marker

_GENERAL = re.compile(r"\brequires? another feature\b", re.IGNORECASE)
_REFUSAL = re.compile(r"\bvalid subset of features\b", re.IGNORECASE)


def negotiation_tests_view(
    package: PackagePlan, found: Sequence[Violation], common: Sequence[Requirement]
) -> Mapping[str, object]:
    """The view of test_negotiation.py; `common` are the requirements on all devices and drivers."""
    prefix = package.scope.prefix
    owners = {one.owner for violation in found for one in (*violation.broken, *violation.kept)}
    imports = {
        "typing": ["Final", "NamedTuple"],
        "specgen.runtime.errors": ["DeviceError", "DriverError"],
        "specgen.runtime.features": ["RingFeature"],
        "specgen.runtime.memory": ["Allocator", "GuestMemory"],
        "specgen.runtime.pair": ["PairTransport"],
        "specgen.runtime.status": ["Status"],
        f"{package.module}.device": [f"{prefix}Device"],
        f"{package.module}.driver": [f"{prefix}Driver"],
    }
    for owner in sorted(owners):
        own = owner == package.features.owner
        imports[f"{package.module}.features" if own else "virtio.common.features"] = [owner]
    rows = sequence(_row(package, violation) for violation in found)
    device_marks, driver_marks = (
        [decorator(one) for one in _general(common, role)] for role in (Role.DEVICE, Role.DRIVER)
    )
    return {
        "imports": import_block(imports, ["pytest"]),
        "device": Source(f"{prefix}Device"),
        "driver": Source(f"{prefix}Driver"),
        "rules": statement("RULES: Final = ", rows),
        "rule_marks": device_marks + driver_marks,
        "device_marks": device_marks,
        "driver_marks": driver_marks,
        "refusal_marks": [decorator(one) for one in _general(common, Role.DEVICE, _REFUSAL)],
    }


def mark(requirement_id: str) -> Source:
    """`pytest.mark.balloon_drv_0007`."""
    return Source(f"pytest.mark.{marker(requirement_id)}")


def _row(package: PackagePlan, violation: Violation) -> Expression:
    """`pytest.param(Rule(NetFeature.GUEST_TSO4, "GUEST_TSO4", broken, kept), id=..., marks=(...))`."""
    feature, clause = violation.feature, violation.clause
    ids = package.mentions.of_all(one.feature.name for one in (feature, *clause))
    named: dict[str, Expression] = {
        "id": pyrepr(f"{feature.name} without {' or '.join(option.name for option in clause)}")
    }
    if ids:
        named["marks"] = sequence(mark(one) for one in ids)
    sets = (_set(violation.broken), _set(violation.kept))
    rule = call("Rule", feature.reference, pyrepr(violation.blamed.name), *sets)
    return call("pytest.param", rule, **named)


def _set(features: Sequence[PlannedFeature]) -> Source:
    """The features with `|` between them, as one number where that is too long for a line."""
    line = " | ".join(one.reference for one in features)
    if len(line) <= WIDTH - 12:
        return Source(line)
    return Source(hex(sum({1 << one.bit for one in features})).upper().replace("0X", "0x"))


def decorator(requirement: Requirement) -> Source:
    """`@pytest.mark.basic_dev_0005`."""
    return Source(f"@{layout(mark(requirement_id(requirement)))}")


def _general(common: Sequence[Requirement], role: Role, pattern: re.Pattern[str] = _GENERAL) -> Iterator[Requirement]:
    """The requirements that state for all devices the rule about features that require others, or another one."""
    for one in common:
        if one.role is role and pattern.search(one.text):
            yield one
