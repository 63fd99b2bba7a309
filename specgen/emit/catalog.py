"""A specification -> what is generated from it: packages with their names, and the things that go into each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from specgen.diagnostics import SpecgenError
from specgen.emit import names
from specgen.model import Constant, DeviceType, FeatureBit, Kind, Requirement, Specification, Struct, Virtqueue

COMMON = "common"
"""The package of what all device types share."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One generated package: a device type, or the common chapters where `device` is `None`.

    `package` and `prefix` are names for Python ("balloon", "Balloon"), `title` is the text's.
    """

    package: str
    prefix: str
    title: str
    device: DeviceType | None
    features: tuple[FeatureBit, ...]
    virtqueues: tuple[Virtqueue, ...]
    structs: tuple[Struct, ...]
    constants: tuple[Constant, ...]
    requirements: tuple[Requirement, ...]

    @property
    def normative(self) -> tuple[Requirement, ...]:
        """The requirements of normative sections."""
        return tuple(one for one in self.requirements if one.kind is Kind.NORMATIVE)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All packages of one build, in the order of the text."""

    specification: Specification
    common: Scope
    devices: tuple[Scope, ...]


def catalog_of(specification: Specification, slugs: Collection[str] | None = None) -> Catalog:
    """The packages to build: all device types, or those of `slugs`; raises SpecgenError for a slug that is none.

    A name does not depend on the choice. Requirements of a scope that is no device type go to the common package.
    """
    types = specification.device_types
    known = {one.slug for one in types}
    unknown = sorted(set(slugs or ()) - known)
    if unknown:
        raise SpecgenError(
            f"the specification has no device type {', '.join(unknown)}", hint=f"it has: {', '.join(sorted(known))}"
        )
    packages = names.Namespace((COMMON,)).claim_all(names.package_name(one.slug) for one in types)
    prefixes = names.Namespace(("Common",), joint="").claim_all(names.class_prefix(one.slug) for one in types)
    first = {slug: index for index, slug in reversed([(index, one.slug) for index, one in enumerate(types)])}
    scopes = [
        _device_scope(one, package, prefix, specification.requirements if first[one.slug] == index else ())
        for index, (one, package, prefix) in enumerate(zip(types, packages, prefixes, strict=True))
    ]
    chosen = [scope for scope, one in zip(scopes, types, strict=True) if slugs is None or one.slug in slugs]
    return Catalog(specification, _common_scope(specification, known), tuple(chosen))


def _device_scope(device: DeviceType, package: str, prefix: str, requirements: Sequence[Requirement]) -> Scope:
    """The package of one device type; of two with one slug the first has the requirements."""
    return Scope(
        package=package,
        prefix=prefix,
        title=device.name,
        device=device,
        features=device.features,
        virtqueues=device.virtqueues,
        structs=device.structs,
        constants=device.constants,
        requirements=tuple(one for one in requirements if one.scope == device.slug),
    )


def _common_scope(specification: Specification, slugs: Collection[str]) -> Scope:
    """The package of everything that belongs to no device type."""
    common = specification.common
    return Scope(
        package=COMMON,
        prefix="Common",
        title="all device types",
        device=None,
        features=common.features,
        virtqueues=(),
        structs=common.structs,
        constants=common.constants,
        requirements=tuple(one for one in specification.requirements if one.scope not in slugs),
    )
