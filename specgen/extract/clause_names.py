"""A clause as its sentence gives it, and the names of the model -> the clause with resolved names and all actors."""

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from specgen.model import Common, Constant, DeviceType, Field, Requirement, Role, Specification, Struct
from specgen.model.clause import (
    Action,
    Actor,
    Clause,
    Comparison,
    Event,
    Guard,
    Junction,
    Modifier,
    Named,
    NameKind,
    Negotiation,
    Option,
    Relative,
    Rule,
    Series,
    Term,
)

_WORD = re.compile(r"<ref [^>]*>|[^\s,;]+")
_LOOSE_ENDS = "'\"().,:;"
_FEATURE = re.compile(r"^VIRT\w*_F_\w+$")
_IDENTIFIER = re.compile(r"\w*_\w+|[A-Z][A-Z0-9]{2,}")
_STATUS = frozenset({"ACKNOWLEDGE", "DRIVER", "DRIVER_OK", "FEATURES_OK", "DEVICE_NEEDS_RESET", "FAILED", "SUSPEND"})
_COMMON_WORDS = frozenset({"driver", "device", "drivers", "devices", "guest", "host", "value"})
"""Words that are no names where they stand alone, though a struct has fields called so."""
_FIELD_NOUNS = frozenset({"field", "fields", "register"})
_ACTORS = {Role.DRIVER: Actor.DRIVER, Role.DEVICE: Actor.DEVICE, Role.BOTH: Actor.BOTH}

_PARTS = {
    kind: tuple(field.name for field in dataclasses.fields(kind) if field.type not in {str, bool, int})
    for kind in (Action, Clause, Comparison, Event, Guard, Junction, Modifier, Option, Relative, Rule, Series)
}
"""What of each kind of value may hold names."""
_Names = dict[str, Named]


class Resolver:
    """Resolves the names of clauses in the terms of the device type or chapter that each one belongs to."""

    def __init__(self, specification: Specification) -> None:
        self._shared = _common_names(specification.common)
        self._devices = {device.slug: _device_names(device) for device in specification.device_types}
        self._everywhere = _everywhere(self._devices.values())
        self._scopes: dict[str, _Scope] = {}

    def clause(self, clause: Clause, requirement: Requirement, applies: tuple[Guard, ...]) -> Clause:
        """The clause of `requirement` for the case that `applies` holds; whom its section binds, rules on things bind.

        `applies` are the guards that the section's own sentences state.
        """
        scope = self._scopes.get(requirement.scope)
        if scope is None:
            device = self._devices.get(requirement.scope)
            shared = self._shared if device is None else _identifiers(self._shared)
            names = {**self._everywhere, **shared, **(device or {})}
            scope = self._scopes[requirement.scope] = _Scope(names)
        return scope.clause(clause, requirement.role, applies)


@dataclass(slots=True)
class _Scope:
    """Resolves the names of one device type's or chapter's clauses."""

    names: _Names

    def clause(self, clause: Clause, role: Role, applies: tuple[Guard, ...]) -> Clause:
        resolved = self._value(replace(clause, applies=applies))
        rules = tuple(_acted(rule, role) for rule in resolved.rules)
        return replace(resolved, rules=rules)  # type: ignore[no-any-return]  # a clause stays one

    def _value(self, value: Any) -> Any:  # noqa: ANN401 - any part of a clause, which comes back as the same kind
        if isinstance(value, tuple):
            return tuple([self._value(part) for part in value]) if value else value
        if isinstance(value, Term):
            names_in, which = self._names_in(value.words), self._value(value.which)
            return replace(value, names=names_in, which=which) if names_in or which else value
        if isinstance(value, Negotiation):
            return replace(value, features=tuple(self._feature(name.name) for name in value.features))
        names = _PARTS.get(type(value))
        if names is None:
            return value
        changed = {}
        for name in names:
            part = getattr(value, name)
            found = part if part is None else self._value(part)
            if found is not part:
                changed[name] = found
        return replace(value, **changed) if changed else value

    def _feature(self, name: str) -> Named:
        return self.names.get(name) or Named(name, NameKind.FEATURE)

    def _names_in(self, words: str) -> tuple[Named, ...]:
        found = []
        tokens = [token.strip(_LOOSE_ENDS) for token in _WORD.findall(words)]
        for place, token in enumerate(tokens):
            named = self._named(token, tokens, place)
            if named is not None:
                found.append(named)
        return tuple(found)

    def _named(self, token: str, tokens: list[str], place: int) -> Named | None:
        if token.startswith("<ref "):
            return Named(token[5:-1], NameKind.LABEL)
        last = re.split(r"[.>]", token)[-1] if token[:1].isalpha() else token
        known = self.names.get(token) or self.names.get(last)
        if known is not None and (
            _IDENTIFIER.search(token) or known.kind is NameKind.VIRTQUEUE or _alone(tokens, place)
        ):
            return known
        if _FEATURE.match(token):
            return Named(token, NameKind.FEATURE)
        return Named(token) if _IDENTIFIER.fullmatch(token) and "_" in token else None


def _alone(tokens: list[str], place: int) -> bool:
    """Whether a plain word such as "status" is used as a name: it makes the term, or "field" follows it."""
    return (len(tokens) == 1 and tokens[0] not in _COMMON_WORDS) or (
        place + 1 < len(tokens) and tokens[place + 1] in _FIELD_NOUNS
    )


def _acted(rule: Rule, role: Role) -> Rule:
    """A rule on a thing binds whom its section binds, and so does one on "it", where "it" acts."""
    if rule.actor is not Actor.OTHER:
        return rule
    actor = _ACTORS.get(role, Actor.OTHER)
    acts = not rule.actions[0].passive and rule.actions[0].verb != "be"
    named = rule.subject == Term("it") and acts and actor in {Actor.DRIVER, Actor.DEVICE}
    return replace(rule, actor=actor, subject=Term(actor.value) if named else rule.subject)


def _common_names(common: Common) -> _Names:
    names = {name: Named(name, NameKind.STATUS) for name in _STATUS}
    for register in common.registers:
        names.setdefault(register.name.lower(), Named(register.name, NameKind.REGISTER))
        names.setdefault(register.name, Named(register.name, NameKind.REGISTER))
    _add_layouts(names, common.structs, common.constants)
    for feature in common.features:
        names[feature.name] = Named(feature.name, NameKind.FEATURE)
    return names


def _identifiers(names: _Names) -> _Names:
    """The names that are no words of English: a device type's sentence means no ring's field by "length"."""
    return {name: named for name, named in names.items() if named.kind is not NameKind.FIELD or not name.isalpha()}


def _device_names(device: DeviceType) -> _Names:
    names: _Names = {}
    _add_layouts(names, device.structs, device.constants)
    for feature in device.features:
        names[feature.name] = Named(feature.name, NameKind.FEATURE, device.slug)
    for queue in device.virtqueues:
        names.setdefault(queue.name, Named(queue.name, NameKind.VIRTQUEUE, device.slug))
    return names


def _everywhere(devices: Iterable[_Names]) -> _Names:
    """Names that a sentence about another chapter may use: features, structs and constants of all device types."""
    kinds = {NameKind.FEATURE, NameKind.STRUCT, NameKind.CONSTANT}
    return {name: named for names in devices for name, named in names.items() if named.kind in kinds}


def _add_layouts(names: _Names, structs: Iterable[Struct], constants: Iterable[Constant]) -> None:
    owners: dict[str, set[str]] = {}
    for struct in structs:
        if struct.name:
            names.setdefault(struct.name, Named(struct.name, NameKind.STRUCT))
        for field in _fields(struct.fields):
            owners.setdefault(field.name, set()).add(struct.name)
    for name, found in owners.items():
        names.setdefault(name, Named(name, NameKind.FIELD, found.pop() if len(found) == 1 else ""))
    for constant in constants:
        names.setdefault(constant.name, Named(constant.name, NameKind.CONSTANT))


def _fields(fields: Iterable[Field]) -> Iterable[Field]:
    for field in fields:
        if field.name:
            yield field
        yield from _fields(field.fields)
