"""SHOULD do it if a condition holds: it is done by the time both sides have come to rest."""

from collections.abc import Iterable

from specgen.conformance.monitors.lexicon.meaning import Act, Condition
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.patterns.context import Context, Derived
from specgen.conformance.monitors.state import State
from specgen.conformance.monitors.when import all_of, compared, hold, needs_of
from specgen.runtime.trace import Event, Kind

NAME = "eventually"


def derive(context: Context) -> Derived | None:
    """A duty that lasts as long as quantities compare so."""
    rule = context.rule
    lasting = any(compared(guard.test) for guard in rule.guards)
    if rule.negated or not context.only("if", "while", "after") or not lasting:
        return None
    acts = context.acts()
    wanted = all_of(rule.guards, context.facts)
    if not acts or wanted is None:
        return None
    return lambda: Eventually(acts, wanted)


class Eventually(Monitor):
    """One of `acts` is done while `wanted` hold, before both sides come to rest."""

    name = NAME

    def __init__(self, acts: list[Act], wanted: list[Condition]) -> None:
        self._acts = acts
        self._wanted = wanted
        self._since: int | None = None
        self._done = False
        self.needs = needs_of(wanted).union(*(act.needs if act.late is None else act.late for act in acts))

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Note what is done."""
        if any(act.seen(event, state) for act in self._acts):
            if self._since is not None:
                yield Occasion(event.at, True, since=(self._since,))
            self._done = True

    def after(self, event: Event, state: State) -> Iterable[Occasion]:
        """When both sides rest, it has been done since the condition holds."""
        holds = state.live and hold(self._wanted, state)
        if not holds:
            self._since, self._done = None, False
        elif self._since is None:
            self._since, self._done = event.at, False
        if event.kind is Kind.IDLE and self._since is not None and not self._done:
            act = self._acts[0]
            if act.left is not None and not act.left(state):
                return
            message = f"the {act.by} does not {act.name} while {self._wanted[0].name}"
            yield Occasion(event.at, False, message, (self._since,))
