"""A specification -> how each of its normative requirements stands."""

from specgen.conformance.sections import scope_title
from specgen.conformance.standing import Coverage, Standing, Status
from specgen.model import Kind, Requirement, Specification

_PERMITTING = frozenset({"MAY", "OPTIONAL"})


def coverage_of(specification: Specification, source: str) -> Coverage:
    """The standings in the order of the text; `source` says where the text came from."""
    normative = [one for one in specification.requirements if one.kind is Kind.NORMATIVE]
    titles = {device.slug: device.name for device in specification.device_types}
    standings = tuple(_standing(one) for one in normative)
    scopes: dict[str, list[Standing]] = {}
    for one in standings:
        scopes.setdefault(one.requirement.scope, []).append(one)
    return Coverage(
        title=specification.title,
        version=specification.version,
        source=source,
        names=tuple((scope, titles.get(scope) or scope_title(group) or scope) for scope, group in scopes.items()),
        standings=standings,
    )


def _standing(requirement: Requirement) -> Standing:
    """Where no monitor judges a requirement it is open, unless nothing can violate it."""
    if _PERMITTING.issuperset(requirement.levels):
        return Standing(requirement, Status.PERMISSION)
    return Standing(requirement, Status.OPEN, reason="no monitor judges it")
