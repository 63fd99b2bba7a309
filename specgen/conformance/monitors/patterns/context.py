"""What a pattern is given: one rule of a clause, the facts of its device type, and the permissions beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from specgen.conformance.monitors.facts import Facts
from specgen.conformance.monitors.lexicon import Act, Condition, act_of
from specgen.conformance.monitors.monitor import Monitor
from specgen.conformance.monitors.when import all_of
from specgen.model.clause import Action, Actor, Guard, Rule
from specgen.runtime.trace import Side
from specgen.syntax.clause.rendering import render_action, render_guard, render_phrase

_ALL = frozenset({"driver", "drivers", "device", "devices", "new device", "new devices"})
SIDES = {Actor.DRIVER: Side.DRIVER, Actor.DEVICE: Side.DEVICE}


@dataclass(frozen=True, slots=True)
class Context:
    """One rule. `permissions` are the rules of the same section that allow something."""

    rule: Rule
    facts: Facts
    permissions: Sequence[Rule] = ()
    before: Rule | None = None
    """The rule of the same clause before it, which its "otherwise" refers to."""

    @property
    def side(self) -> Side | None:
        """Whom the rule binds, `None` for anybody but one of both sides."""
        return SIDES.get(self.rule.actor)

    @property
    def binds_all(self) -> bool:
        """Whether the rule is about every driver or device, not about legacy ones or those with some property."""
        return render_phrase(self.rule.subject) in _ALL

    @property
    def action(self) -> str:
        """The rule's only action in canonical words, "" where it has several."""
        return render_action(self.rule.actions[0]) if len(self.rule.actions) == 1 else ""

    def guards(self, *relations: str) -> tuple[Guard, ...]:
        """The guards of these relations."""
        return tuple(guard for guard in self.rule.guards if guard.relation in relations)

    def only(self, *relations: str) -> bool:
        """Whether the rule has no guard of any other relation."""
        return all(guard.relation in relations for guard in self.rule.guards)

    def otherwise(self) -> list[list[Condition]] | None:
        """The conditions that "otherwise" excludes, each set as a whole; `None` where they have no meaning.

        An "otherwise" that is followed by a condition of its own says nothing more than that.
        """
        if not self.guards("otherwise") or self.guards("if"):
            return []
        excluded = () if self.before is None else tuple(one for one in self.before.guards if one.relation == "if")
        known = all_of(excluded, self.facts)
        return [known] if known else None

    def acts(self) -> list[Act] | None:
        """What the rule's actions are in a trace, `None` where one of them cannot be seen."""
        if self.side is None or not self.binds_all:
            return None
        found = []
        for action in self.rule.actions:
            act = act_of(render_action(action), self.side, self.facts)
            if act is None:
                return None
            found.append(act)
        return found


def spoken(guard: Guard) -> str:
    """What a guard speaks of, without its relation."""
    return render_guard(guard).removeprefix(guard.relation).strip()


def doing(guard: Guard) -> str:
    """The action of a guard in its base form: "before setting X" gives "set X"; "" for any other guard."""
    return render_action(guard.test) if isinstance(guard.test, Action) else ""


Derived = Callable[[], Monitor]
