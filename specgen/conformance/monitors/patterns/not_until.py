"""MUST NOT do it before, or until, something has happened: not-until and never-before, for each thing it is done to."""

from collections.abc import Iterable

from specgen.conformance.monitors.lexicon import milestone_of
from specgen.conformance.monitors.lexicon.meaning import Act, Condition, Milestone
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.patterns.context import Context, Derived, spoken
from specgen.conformance.monitors.state import State
from specgen.conformance.monitors.when import all_of, hold, needs_of
from specgen.runtime.trace import Cover, Event, Side

NAME = "not-until"
_WHILE = ("if", "while")
_LATEST = ("until", "before")


def derive(context: Context) -> Derived | None:
    """A prohibition that something lifts."""
    if not context.rule.negated or not context.only(*_WHILE, *_LATEST, "after"):
        return None
    acts = context.acts()
    wanted = all_of(context.guards(*_WHILE), context.facts)
    lifting = [milestone_of(spoken(guard), context.facts) for guard in context.guards(*_LATEST)]
    begun = [milestone_of(spoken(guard), context.facts) for guard in context.guards("after")]
    milestones = [one for one in lifting if one is not None]
    starts = [one for one in begun if one is not None]
    if not acts or wanted is None or not lifting or len(milestones) < len(lifting) or len(starts) < len(begun):
        return None
    return lambda: NotUntil(acts, wanted, milestones, starts)


class NotUntil(Monitor):
    """None of `acts` to a thing for which one of `milestones` is not passed, once all of `starts` are."""

    name = NAME

    def __init__(
        self, acts: list[Act], wanted: list[Condition], milestones: list[Milestone], starts: list[Milestone]
    ) -> None:
        self._acts = acts
        self.breakers = tuple(act.breaker for act in acts if act.breaker is not None)
        self._wanted = wanted
        self._milestones = milestones
        self._starts = starts
        # What the device does first is known here before the driver can know of it: seen late, it is seen all the same.
        late = all(one.by is Side.DEVICE for one in milestones)
        self.needs = needs_of(wanted).union(
            *(act.late if late and act.late is not None else act.needs for act in acts),
            *(one.needs for one in [*milestones, *starts]),
        )
        # But that nothing is seen late does not show that nothing was done early.
        self.proves = frozenset[Cover]().union(*(act.needs for act in acts))

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Each thing that the act is done to is judged by the state that the event meets."""
        for act in self._acts:
            things = act.seen(event, state)
            if not things:
                if act.chances is not None and act.chances(event, state):
                    yield Occasion(event.at, ok=True)
                continue
            begun = hold(self._wanted, state) and all(
                one.passed(state, thing) for one in self._starts for thing in things
            )
            early = [one for one in self._milestones if begun and any(not one.passed(state, thing) for thing in things)]
            if early:
                yield Occasion(
                    event.at, False, f"the {act.by} does what it must not: {act.name} before {early[0].name}"
                )
            else:
                yield Occasion(event.at, ok=True)
