"""What changed, as values: a `Difference` is what was seen, a `Change` what it means."""

from dataclasses import dataclass
from enum import StrEnum

from specgen.source import Span


class Effect(StrEnum):
    """What a change does to implementations.

    BREAKING: a conforming one may stop conforming, or a layout moved. EXTENDING: those that conform still do, and
    something can be done that could not before. EDITORIAL: nobody has to do anything.
    """

    BREAKING = "breaking"
    EXTENDING = "extending"
    EDITORIAL = "editorial"


class Thing(StrEnum):
    """What kind of thing changed; LINK is a conformance clause's mention of a normative section."""

    DEVICE_TYPE = "device type"
    DEVICE_ID = "device ID"
    FEATURE = "feature bit"
    VIRTQUEUE = "virtqueue"
    STRUCT = "struct"
    FIELD = "field"
    CONSTANT = "constant"
    REGISTER = "register"
    REQUIREMENT = "requirement"
    LINK = "conformance link"


class Action(StrEnum):
    """What happened to it."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    RENUMBERED = "renumbered"
    MOVED = "moved"
    TYPE = "type changed"
    LENGTH = "length changed"
    VALUE = "value changed"
    LEGACY = "legacy changed"
    REQUIRES = "requires changed"
    GATE = "gating features changed"
    CONDITION = "condition changed"
    REWORDED = "reworded"
    LEVEL = "level changed"
    NEGATION = "negation changed"
    ROLE = "role changed"
    APPLICABILITY = "applicability changed"
    ITEMS = "items changed"
    MISSING = "missing"


class Trait(StrEnum):
    """A fact about a difference that decides what it means."""

    NEW_OWNER = "its device type, struct or section is new"
    GONE_OWNER = "its device type or struct is gone"
    NEW_FEATURE = "concerns only what is new"
    GATED = "exists only with a feature bit"
    LEGACY = "legacy interface"
    INFORMATIVE = "outside normative sections"
    OBLIGATION = "MUST"
    ADVICE = "SHOULD"
    PERMISSION = "MAY"
    CONFIG = "device configuration layout"
    AT_END = "at the end"
    RESERVED = "takes reserved bytes"
    SUBSTANCE = "names, numbers, conditions or denials differ"
    STRICTER = "binds more"
    LOOSER = "binds less"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference as seen. `scope` is a slug or a common chapter's name; `before` and `after` are values as text."""

    thing: Thing
    action: Action
    scope: str
    name: str
    old: Span | None
    new: Span | None
    before: str | None = None
    after: str | None = None
    traits: frozenset[Trait] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """A difference with its effect and the reason for it."""

    thing: Thing
    action: Action
    scope: str
    name: str
    old: Span | None
    new: Span | None
    before: str | None
    after: str | None
    effect: Effect
    reason: str

    @property
    def place(self) -> Span | None:
        """Where to look: the new place, or the old one of what is gone."""
        return self.new or self.old
