"""MUST NOT do it (if that holds, while that lasts, unless that is so): never-while and only-if."""

from collections.abc import Iterable

from specgen.conformance.monitors.lexicon.meaning import Act, Condition
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.patterns.context import Context, Derived
from specgen.conformance.monitors.state import State
from specgen.conformance.monitors.when import all_of, compared, condition, hold, needs_of
from specgen.model.clause import Rule
from specgen.runtime.trace import Event, Kind, Side
from specgen.syntax.clause.rendering import render_action

NAME = "never"
_WHILE = ("if", "while", "although")


def derive(context: Context) -> Derived | None:
    """A prohibition whose guards are conditions only."""
    rule = context.rule
    if not rule.negated or not context.only(*_WHILE, "unless", "otherwise"):
        return None
    otherwise = context.otherwise()
    if otherwise is None:
        return None
    acts = context.acts()
    wanted = all_of(context.guards(*_WHILE), context.facts)
    excuses = all_of(context.guards("unless"), context.facts)
    if not acts or wanted is None or excuses is None:
        return None
    allowed = [*_allowed(context), *otherwise]
    return lambda: Never(acts, wanted, excuses, allowed)


class Never(Monitor):
    """None of `acts` while all of `wanted` hold and none of `excuses`; `allowed` are sets of conditions that excuse."""

    name = NAME

    def __init__(
        self, acts: list[Act], wanted: list[Condition], excuses: list[Condition], allowed: list[list[Condition]]
    ) -> None:
        self._acts = acts
        self.more = frozenset[Kind]().union(*(act.more for act in acts))
        self.breakers = tuple(act.breaker for act in acts if act.breaker is not None)
        if not wanted and not excuses:
            self.forbidden = sum({one.bit for one in self.breakers if one.side is Side.DEVICE})
        self._wanted = wanted
        self._excuses = excuses
        self._allowed = allowed
        self.needs = needs_of([*wanted, *excuses]).union(
            *(act.start_needs if act.start is not None else act.needs for act in acts)
        )

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """An act is judged by the state it meets."""
        return self._judge([act for act in self._acts if not act.settled], event, state)

    def after(self, event: Event, state: State) -> Iterable[Occasion]:
        """Unless it is about what it settles itself."""
        return self._judge([act for act in self._acts if act.settled], event, state)

    def _judge(self, acts: list[Act], event: Event, state: State) -> Iterable[Occasion]:
        for act in acts:
            if not (act.start or act.seen)(event, state):
                if act.chances is not None and act.chances(event, state) and hold(self._wanted, state):
                    yield Occasion(event.at, ok=True)
                continue
            excused = any(one.holds(state) for one in self._excuses)
            allowed = any(hold(conditions, state) for conditions in self._allowed)
            if excused or allowed or not hold(self._wanted, state):
                yield Occasion(event.at, ok=True)
            else:
                yield Occasion(
                    event.at, False, f"the {act.by} does what it must not: {act.name}{self._circumstances()}"
                )

    def _circumstances(self) -> str:
        names = [f" while {one.name}" for one in self._wanted] + [f" without {one.name}" for one in self._excuses]
        return "".join(names)


def _allowed(context: Context) -> list[list[Condition]]:
    """Permissions to do the same that speak of the same quantities: they narrow the prohibition."""
    compared = _compared(context.rule)
    if not compared:
        return []
    found = []
    for rule in context.permissions:
        same = [render_action(action) for action in rule.actions] == [context.action]
        if same and _compared(rule) == compared:
            conditions = [condition(guard.test, context.facts) for guard in rule.guards]
            known = [one for one in conditions if one is not None]
            if len(known) == len(conditions):
                found.append(known)
    return found


def _compared(rule: Rule) -> frozenset[tuple[str, str]]:
    """The pairs of quantities that a rule's guards compare."""
    return frozenset(pair for guard in rule.guards if (pair := compared(guard.test)) is not None)
