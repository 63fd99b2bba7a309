"""A small change to a device or a driver that breaks one rule, and what a pair has to do for it to show."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from specgen.runtime.device import Device
from specgen.runtime.driver import Driver

_PACKAGE = "specgen.conformance.mutants"


def same_driver(kind: type[Driver]) -> type[Driver]:
    """No change."""
    return kind


def same_device(kind: type[Device]) -> type[Device]:
    """No change."""
    return kind


@dataclass(frozen=True, slots=True)
class Mutation:
    """What breaks the requirement `breaks`, in the words of `about`, when a pair does `workload` (by its name).

    `also` are requirements that cannot be kept where this one is broken. `features` are names of features that are
    offered; `None` for all. `ring` adds ring features. `scope` is whose requirements it is about: a device type, or
    "" for the common chapters.
    """

    breaks: str
    about: str
    workload: str
    driver: Callable[[type[Driver]], type[Driver]] = same_driver
    device: Callable[[type[Device]], type[Device]] = same_device
    also: tuple[str, ...] = ()
    features: tuple[str, ...] | None = None
    ring: int = 0


@cache
def mutations() -> Mapping[str, tuple[Mutation, ...]]:
    """All mutations by the ID of the requirement they break."""
    package = import_module(_PACKAGE)
    found: dict[str, list[Mutation]] = {}
    for module in sorted(one.name for one in iter_modules(package.__path__)):
        for one in getattr(import_module(f"{_PACKAGE}.{module}"), "MUTATIONS", ()):
            found.setdefault(one.breaks, []).append(one)
    return MappingProxyType({name: tuple(listed) for name, listed in found.items()})
