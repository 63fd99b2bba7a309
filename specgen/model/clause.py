"""A requirement's structured meaning: who must do what, when, with which names of the specification.

All values are in a canonical wording: no articles, names as the text writes them, numbers in digits. Two sentences
that state one rule in different words give equal clauses.
"""

from dataclasses import dataclass
from enum import StrEnum


class Actor(StrEnum):
    """Whom a rule binds: named by the subject, else by the normative section the sentence stands in."""

    DRIVER = "driver"
    DEVICE = "device"
    BOTH = "both"
    TRANSPORT = "transport"
    OTHER = "other"


class NameKind(StrEnum):
    """What a name of the text stands for in the model."""

    FEATURE = "feature"
    FIELD = "field"
    STRUCT = "struct"
    CONSTANT = "constant"
    VIRTQUEUE = "virtqueue"
    REGISTER = "register"
    STATUS = "status"
    LABEL = "label"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Named:
    """A name and what it was resolved to; `owner` is a field's struct or a device type's slug where there is just one.

    A virtqueue's `name` is that of its item ("statsq"), whatever the sentence calls it.
    """

    name: str
    kind: NameKind = NameKind.UNKNOWN
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much: `operator` is one of `= != < <= > >=` or "multiple of", `unit` a noun in the singular ("byte") or "".

    "at most 1 buffer" is `Quantity("<=", 1, "buffer")`, "a multiple of 6 bytes" `Quantity("multiple of", 6, "byte")`.
    """

    operator: str
    value: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A noun phrase in canonical words, its names in order, its quantity, and what restricts it."""

    words: str
    names: tuple[Named, ...] = ()
    quantity: Quantity | None = None
    which: tuple["Relative", ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """Terms joined by "and", "or" or "nor"."""

    joiner: str
    terms: tuple["Term | Series", ...]


Phrase = Term | Series


@dataclass(frozen=True, slots=True)
class Modifier:
    """A part of an action beside its object: `relation` is a preposition, "manner" for an adverb, or "that".

    `what` is a phrase, an action ("by adding an output buffer", "to signal failure"), or an event ("ensure that ...").
    """

    relation: str
    what: "Phrase | Action | Event | Junction"


@dataclass(frozen=True, slots=True)
class Action:
    """A verb in its base form with its object; `passive` says that the object is the grammatical subject."""

    verb: str
    object: Phrase | None = None
    modifiers: tuple[Modifier, ...] = ()
    passive: bool = False
    negated: bool = False
    mode: str = ""
    """"can", "will" or "need" before the verb; tense is not kept."""


@dataclass(frozen=True, slots=True)
class Relative:
    """What restricts a noun: a relative clause or participle. `subject` is `None` where the noun itself acts."""

    action: Action
    subject: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens or holds: `subject` does `action`."""

    subject: Phrase | None
    action: Action


@dataclass(frozen=True, slots=True)
class Negotiation:
    """Feature bits that are negotiated, offered or accepted, all or (joiner "or") any of them, or not."""

    features: tuple[Named, ...]
    verb: str = "negotiate"
    joiner: str = "and"
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left operator right`; `operator` is one of `= != < <= > >=`."""

    left: Phrase
    operator: str
    right: Phrase


Test = Negotiation | Comparison | Event


@dataclass(frozen=True, slots=True)
class Junction:
    """Tests joined by "and" or "or"."""

    joiner: str
    tests: tuple["Test | Junction", ...]


@dataclass(frozen=True, slots=True)
class Guard:
    """When a rule holds: `relation` is if, unless, until, before, after, while, otherwise (no `test`) or although.

    `test` is a phrase for "after reset", an action for "after adding pages", whose doer is the rule's actor.
    """

    relation: str
    test: Test | Junction | Action | Phrase | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One modal statement. `level` is the keyword without its "NOT", which is `negated`.

    `subject` is the grammatical subject as worded ("device", "length of data"); `actions` are joined by `joiner`.
    """

    actor: Actor
    subject: Phrase
    level: str
    negated: bool
    actions: tuple[Action, ...]
    guards: tuple[Guard, ...] = ()
    joiner: str = "and"


@dataclass(frozen=True, slots=True)
class Option:
    """An item of the list that completes a lead-in: a phrase, what it is for, and when."""

    what: "Phrase | Action | Event | None"
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """What a requirement says: its rules, for the case that `applies` holds, and the items of its list."""

    rules: tuple[Rule, ...]
    applies: tuple[Guard, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence means: one clause, several `readings` where its words leave a choice, or neither."""

    clause: Clause | None = None
    readings: tuple[Clause, ...] = ()


NOT_READ = Reading()
"""What is known of a sentence that the grammar does not cover."""
