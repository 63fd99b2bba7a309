"""MUST NOT do it after something has happened: never-after, for each thing it is done to."""

from collections.abc import Hashable, Iterable

from specgen.conformance.monitors.lexicon import milestone_of
from specgen.conformance.monitors.lexicon.meaning import Act, Condition, Milestone
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.patterns.context import Context, Derived, spoken
from specgen.conformance.monitors.state import State
from specgen.conformance.monitors.when import all_of, hold, needs_of
from specgen.runtime.trace import Event

NAME = "never-after"
_WHILE = ("if", "while")


def derive(context: Context) -> Derived | None:
    """A prohibition that begins with something, and has no end but a reset."""
    if not context.rule.negated or not context.only(*_WHILE, "after") or not context.guards("after"):
        return None
    acts = context.acts()
    wanted = all_of(context.guards(*_WHILE), context.facts)
    begun = [milestone_of(spoken(guard), context.facts) for guard in context.guards("after")]
    starts = [one for one in begun if one is not None]
    if not acts or wanted is None or len(starts) < len(begun):
        return None
    return lambda: NeverAfter(acts, wanted, starts)


class NeverAfter(Monitor):
    """None of `acts` once all of `starts` are passed."""

    name = NAME

    def __init__(self, acts: list[Act], wanted: list[Condition], starts: list[Milestone]) -> None:
        self._acts = acts
        self._wanted = wanted
        self._starts = starts
        self._since: int | None = None
        self.needs = needs_of(wanted).union(*(act.needs for act in acts), *(one.needs for one in starts))

    def _begun(self, state: State, thing: Hashable) -> bool:
        """Whether all has begun for a thing that an act is done to; with `None`, for any."""
        return hold(self._wanted, state) and all(one.passed(state, thing) for one in self._starts)

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """An act is judged by the state that it meets; having begun is an occasion too."""
        begun = self._begun(state, None)
        if begun and self._since is None:
            self._since = event.at
            yield Occasion(event.at, ok=True)
        elif not begun:
            self._since = None
        for act in self._acts:
            if any(self._begun(state, thing) for thing in act.seen(event, state)):
                message = f"the {act.by} does what it must not: {act.name} after {self._starts[0].name}"
                yield Occasion(event.at, False, message, (self._since or event.at,))
