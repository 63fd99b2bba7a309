"""MUST do it, wherever something shows whether it was done: always."""

from collections.abc import Iterable

from specgen.conformance.monitors.lexicon import act_of
from specgen.conformance.monitors.lexicon.meaning import Act, Condition
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.patterns.context import Context, Derived
from specgen.conformance.monitors.state import State
from specgen.conformance.monitors.when import all_of, hold, needs_of
from specgen.model.clause import Term
from specgen.runtime.trace import Event
from specgen.syntax.clause.rendering import render_guard

NAME = "always"
_WHILE = ("if", "while")


def derive(context: Context) -> Derived | None:
    """A duty whose acts show that they were left out. An "after" that names a thing is a place, not a time."""
    places = [guard for guard in context.guards("after") if isinstance(guard.test, Term)]
    if context.rule.negated or not context.only(*_WHILE, "otherwise", "after") or context.otherwise() != []:
        return None
    if len(places) < len(context.guards("after")) or context.side is None:
        return None
    placed = act_of(" ".join([context.action, *map(render_guard, places)]), context.side, context.facts)
    acts = context.acts() if not places else [placed] if placed is not None else None
    wanted = all_of(context.guards(*_WHILE), context.facts)
    if not acts or wanted is None or any(act.chances is None or act.settled for act in acts):
        return None
    return lambda: Always(acts, wanted)


class Always(Monitor):
    """Each of `acts` is done at all of its chances, where `wanted` hold."""

    name = NAME

    def __init__(self, acts: list[Act], wanted: list[Condition]) -> None:
        self._acts = acts
        self._wanted = wanted
        self.needs = needs_of(wanted).union(*(act.needs for act in acts))

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Each chance is judged by the state it meets."""
        for act in self._acts:
            if act.chances is not None and act.chances(event, state) and hold(self._wanted, state):
                ok = bool(act.seen(event, state))
                yield Occasion(event.at, ok, "" if ok else f"the {act.by} does not {act.name}")
