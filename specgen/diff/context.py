"""Two models -> what all comparisons ask about them: which names, device types and sections are new."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from specgen.model import Common, DeviceType, Field, Specification

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+")
"""Identifiers: a plain word such as "flags" is too common to tell what a sentence is about."""

COMMON = "common"


@dataclass(frozen=True)
class Context:
    """The two specifications under comparison."""

    old: Specification
    new: Specification

    @cached_property
    def new_slugs(self) -> frozenset[str]:
        """Device types that only the new text has."""
        return _slugs(self.new) - _slugs(self.old) - self._renamed_slugs

    @cached_property
    def gone_slugs(self) -> frozenset[str]:
        """Device types that only the old text has."""
        kept = {device.id for device in self.new.device_types} - {None}
        gone = {device.slug for device in self.old.device_types if device.id not in kept}
        return frozenset(gone) - _slugs(self.new)

    @cached_property
    def new_features(self) -> frozenset[str]:
        """Feature bits that only the new text has."""
        return frozenset(_feature_names(self.new)) - frozenset(_feature_names(self.old))

    @cached_property
    def new_names(self) -> frozenset[str]:
        """Identifiers of features, queues, structs, fields and constants that the old text did not have."""
        return frozenset(_names(self.new)) - frozenset(_names(self.old))

    @cached_property
    def new_labels(self) -> frozenset[str]:
        """Labels that only the new text has."""
        return frozenset(label.name for label in self.new.labels) - frozenset(label.name for label in self.old.labels)

    def concerns_new(self, *texts: str) -> bool:
        """Whether texts name something that is new, other than to rule for those who lack a new feature."""
        named = {name for text in texts for name in _NAME.findall(text)} & self.new_names
        features = named & self.new_features
        if named - features:
            return True
        return any(not _denied(feature, texts) for feature in features)

    @cached_property
    def _renamed_slugs(self) -> frozenset[str]:
        known = {device.id for device in self.old.device_types} - {None}
        return frozenset(device.slug for device in self.new.device_types if device.id in known)


def _denied(feature: str, texts: Iterable[str]) -> bool:
    """Whether what is said holds for those without the feature: "if F has not been negotiated"."""
    name = re.escape(feature)
    without = re.compile(
        rf"\bwithout {name}\b|\b(?:if|when)\b[^,.;]*\b{name}\b[^,.;]*\b(?:not|neither)\b", re.IGNORECASE
    )
    return any(without.search(text) for text in texts)


def _slugs(spec: Specification) -> frozenset[str]:
    return frozenset(device.slug for device in spec.device_types)


def _feature_names(spec: Specification) -> Iterator[str]:
    for features in (spec.common.features, *(device.features for device in spec.device_types)):
        yield from (feature.name for feature in features)


def _names(spec: Specification) -> Iterator[str]:
    yield from _feature_names(spec)
    for device in spec.device_types:
        yield from (queue.name for queue in device.virtqueues)
    owners: tuple[Common | DeviceType, ...] = (spec.common, *spec.device_types)
    for owner in owners:
        yield from (constant.name for constant in owner.constants)
        for struct in owner.structs:
            yield struct.name
            yield from _field_names(struct.fields)


def _field_names(fields: Iterable[Field]) -> Iterator[str]:
    for field in fields:
        yield field.name
        yield from _field_names(field.fields)
