"""MUST initialize pages with a field before, or when, something is done with them: holds-value."""

import re
from collections.abc import Iterable

from specgen.conformance.monitors.lexicon.fillings import Filling
from specgen.conformance.monitors.lexicon.meaning import Condition
from specgen.conformance.monitors.lexicon.phrases import filling_of
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.patterns.context import Context, Derived, spoken
from specgen.conformance.monitors.state import State
from specgen.conformance.monitors.when import condition, hold, needs_of
from specgen.runtime.trace import Cover, Event, Kind

NAME = "holds-value"
_FILL = re.compile(r"initialize (?P<what>.+) with (?P<field>\w+)")
_RESULT = re.compile(
    r"(?:(?P<what>[\w ]*?pages?) )?this results in page that contains value other[- ]than (?P<field>\w+)"
)
_KEEP = re.compile(r"modify (?P<what>.+) to value other[- ]than (?P<field>\w+)")


def derive(context: Context) -> Derived | None:
    """A duty to fill, or a prohibition to fill with anything else."""
    match = (_KEEP if context.rule.negated else _FILL).fullmatch(context.action)
    result = None
    if match is None and context.rule.negated and context.action.startswith("modify "):
        # "it must not modify the page if this results in a page that contains another value"
        result = next((guard for guard in context.guards("if") if _RESULT.fullmatch(spoken(guard))), None)
        what = context.action.removeprefix("modify ")
        match = None if result is None else _RESULT.fullmatch(f"{what} {spoken(result)}")
    if match is None or context.side is None or match["field"] not in context.facts.fields:
        return None
    wanted: list[Condition] = []
    done = ""
    for guard in context.rule.guards:
        if guard is result:
            continue
        known = condition(guard.test, context.facts)
        if known is not None and guard.relation == "if":
            wanted.append(known)
        elif done:
            return None
        else:
            done = f"{guard.relation} {spoken(guard)}"
    filling = filling_of(" ".join(filter(None, (match["what"], done))), context.facts)
    if filling is None or filling.by is not context.side:
        return None
    return lambda: HoldsValue(filling, match["field"], wanted)


class HoldsValue(Monitor):
    """Whenever `filling` is seen, all words of the pages hold the value of a field of configuration space."""

    name = NAME

    def __init__(self, filling: Filling, field: str, wanted: list[Condition]) -> None:
        self._filling = filling
        self._field = field
        self._wanted = wanted
        self.needs = needs_of(wanted) | filling.needs | {Cover.CONFIG_DRIVER}
        self.more = frozenset({Kind.USE})

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """The pages are judged as the event shows them."""
        filling = self._filling
        if filling.chances is not None and filling.chances(event, state) and hold(self._wanted, state):
            yield Occasion(event.at, ok=True)
        if not filling.concerns(event, state) or not hold(self._wanted, state):
            return
        value, found = state.value(self._field), event.get("fill")
        ok = found == value
        shown = "no one word" if found is None else f"{found:#x}"
        message = "" if ok else f"the {filling.by}: {filling.name} hold {shown}, not {self._field} = {value:#x}"
        yield Occasion(event.at, ok, message)
