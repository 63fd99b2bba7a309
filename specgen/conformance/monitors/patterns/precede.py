"""MUST do it before doing something else: has-to-precede."""

from collections.abc import Iterable

from specgen.conformance.monitors.lexicon import act_of
from specgen.conformance.monitors.lexicon.meaning import Act, Condition
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.patterns.context import Context, Derived, doing
from specgen.conformance.monitors.state import State
from specgen.conformance.monitors.when import all_of, hold, needs_of
from specgen.runtime.trace import Event, Kind, Side

NAME = "precede"


def derive(context: Context) -> Derived | None:
    """A duty that is due when something else is done."""
    if context.rule.negated or not context.only("if", "before") or len(context.guards("before")) != 1:
        return None
    acts = context.acts()
    wanted = all_of(context.guards("if"), context.facts)
    second = doing(context.guards("before")[0])
    later = act_of(second, context.side, context.facts) if context.side is not None and second else None
    if not acts or wanted is None or later is None:
        return None
    return lambda: Precede(acts, later, wanted)


class Precede(Monitor):
    """Each of `acts` has been done since the last reset when `later` is."""

    name = NAME

    def __init__(self, acts: list[Act], later: Act, wanted: list[Condition]) -> None:
        self._acts = acts
        self._later = later
        self._wanted = wanted
        self._done: set[int] = set()
        self.needs = needs_of(wanted).union(later.needs, *(act.needs for act in acts))

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Note what is done, and judge when the later act comes."""
        if event.kind is Kind.STATUS and event.by is Side.DRIVER and event["value"] == 0:
            self._done.clear()
        if self._later.seen(event, state) and hold(self._wanted, state):
            missing = [act for number, act in enumerate(self._acts) if number not in self._done]
            message = f"the {missing[0].by}: {self._later.name} without {missing[0].name} before" if missing else ""
            yield Occasion(event.at, not missing, message)
        self._done.update(number for number, act in enumerate(self._acts) if act.seen(event, state))
