"""What the rules of the grammar become on the way to a clause."""

from dataclasses import dataclass
from typing import Any

from specgen.model.clause import (
    Action,
    Event,
    Guard,
    Phrase,
    Rule,
)
from specgen.syntax.clause.meaning import test_of


@dataclass(frozen=True, slots=True)
class Base:
    """A verb group: its verb in base form, whether it is passive or negated, its mode and adverbs."""

    verb: str
    passive: bool = False
    negated: bool = False
    mode: str = ""
    adverbs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What follows a verb: `kind` says how it is taken up by the action."""

    kind: str
    value: Any
    joiner: str = ""


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands before the subject: guards, a modifier, "otherwise" or "if so"."""

    kind: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class RawRule:
    """A keyword with its actions, and the guards that follow them."""

    level: str
    negated: bool
    actions: tuple[Action, ...]
    joiner: str
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """Leads, a subject and the rules on it."""

    leads: tuple[Lead, ...]
    subject: Phrase
    rules: tuple[RawRule, ...]

    @staticmethod
    def so_of(rule: Rule) -> "Statement":
        """A statement under the condition that `rule` was followed, as "if so:" says."""
        event = test_of(Event(rule.subject, rule.actions[0]))
        return Statement(
            (Lead("guards", [Guard("if", event)]),), rule.subject, (RawRule("MUST", False, rule.actions, "and", ()),)
        )


class AmbiguousError(ValueError):
    """Words whose structure is left open in a way that has no reading of ours."""
