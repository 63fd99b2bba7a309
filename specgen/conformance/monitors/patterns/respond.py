"""MUST do it after, or upon, something: must-update-after and its kin; by the time both sides have come to rest."""

from collections.abc import Iterable

from specgen.conformance.monitors.lexicon import act_of
from specgen.conformance.monitors.lexicon.meaning import Act, Condition
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.patterns.context import Context, Derived, doing
from specgen.conformance.monitors.state import State
from specgen.conformance.monitors.when import condition, hold, needs_of
from specgen.model.clause import Event as Happening
from specgen.model.clause import Guard, Term
from specgen.runtime.trace import Event, Kind, Side
from specgen.syntax.clause.rendering import render_action

NAME = "respond"
_NOTICING = frozenset({"detect", "notice", "observe"})


def derive(context: Context) -> Derived | None:
    """A duty that one event brings about."""
    if context.rule.negated or not context.only("if", "after") or not context.rule.guards:
        return None
    acts = context.acts()
    if not acts:
        return None
    triggers: list[Act] = []
    wanted: list[Condition] = []
    for guard in context.rule.guards:
        trigger = _trigger(guard, context)
        holds = condition(guard.test, context.facts) if guard.relation == "if" else None
        if trigger is not None:
            triggers.append(trigger)
        elif holds is not None:
            wanted.append(holds)
        else:
            return None
    if len(triggers) != 1:
        return None
    return lambda: Respond(triggers[0], acts, wanted)


def _trigger(guard: Guard, context: Context) -> Act | None:
    side = context.side
    if side is None:
        return None
    if own := doing(guard):
        return act_of(own, side, context.facts)
    return _happening(guard.test, context) if isinstance(guard.test, Happening) else None


def _happening(test: Happening, context: Context) -> Act | None:
    """What one side does, or what it notices that the other one does."""
    if not isinstance(test.subject, Term) or test.subject.words not in set(Side):
        return None
    for part in test.action.modifiers:
        if test.action.verb in _NOTICING and part.relation == "that" and isinstance(part.what, Happening):
            return _happening(part.what, context)
    return act_of(render_action(test.action), Side(test.subject.words), context.facts)


class Respond(Monitor):
    """After `trigger` each of `acts` is done before both sides come to rest, where `wanted` hold."""

    name = NAME

    def __init__(self, trigger: Act, acts: list[Act], wanted: list[Condition]) -> None:
        self._trigger = trigger
        self._acts = acts
        self._wanted = wanted
        self._due: dict[int, int] = {}
        self.needs = needs_of(wanted).union(
            trigger.needs, *(act.needs if act.late is None else act.late for act in acts)
        )

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Note what is done."""
        if event.kind is Kind.STATUS and event.by is Side.DRIVER and event["value"] == 0:
            self._due.clear()
        for number, act in enumerate(self._acts):
            if act.seen(event, state) and number in self._due:
                since = self._due.pop(number)
                yield Occasion(event.at, True, since=(since,))
        if self._trigger.seen(event, state) and hold(self._wanted, state):
            self._due.update(dict.fromkeys(range(len(self._acts)), event.at))

    def after(self, event: Event, state: State) -> Iterable[Occasion]:
        """When both sides rest, what is still due was not done."""
        if event.kind is not Kind.IDLE:
            return
        for number, since in self._due.items():
            act = self._acts[number]
            if state.live or act.asleep:
                message = f"the {act.by} does not {act.name} after: {self._trigger.name}"
                yield Occasion(event.at, False, message, (since,))
        self._due.clear()
