"""SHOULD accept a feature if it is offered, MUST offer one: what is to be in a set of features."""

import re
from collections.abc import Iterable

from specgen.conformance.monitors.breakers import declines, withholds
from specgen.conformance.monitors.lexicon.meaning import Condition
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.patterns.context import Context, Derived, spoken
from specgen.conformance.monitors.state import State
from specgen.conformance.monitors.when import all_of, condition, hold, needs_of
from specgen.runtime.trace import Cover, Event, Kind, Side

NAME = "has-feature"
_ACTION = re.compile(r"(?:always )?(?P<verb>accept|negotiate|offer) (?:feature bit )?(?P<feature>VIRTIO_\w+)")
_SETTLED = re.compile(r"\bis (?:not )?negotiated\b")
"""What is negotiated is settled after the set that is judged: no condition of it can be."""
_OFFERED = frozenset({"it is offered", "being offered", "offered"})


def derive(context: Context) -> Derived | None:
    """A duty about one feature bit, whose conditions are about features too."""
    match = _ACTION.fullmatch(context.action)
    if context.rule.negated or match is None or not context.only("if", "unless"):
        return None
    name = match["feature"]
    bit = context.facts.features.get(name)
    offering = match["verb"] == "offer"
    if bit is None or not context.binds_all or context.side is not (Side.DEVICE if offering else Side.DRIVER):
        return None
    # Of "accept it if it is offered" only the first "it" is named: what is offered is what is accepted.
    guards = [guard for guard in context.guards("if") if spoken(guard) not in _OFFERED]
    if any(_SETTLED.search(spoken(guard)) for guard in context.rule.guards):
        return None
    wanted = all_of(guards, context.facts)
    excuses = [condition(guard.test, context.facts) for guard in context.guards("unless")]
    known = [one for one in excuses if one is not None]
    if wanted is None or len(known) < len(excuses):
        return None
    kind = Kind.OFFER if offering else Kind.ACCEPT
    return lambda: HasFeature(name, bit, kind, (wanted, known))


class HasFeature(Monitor):
    """`bit` is set whenever features are offered (or accepted), where `wanted` hold and no excuse does."""

    name = NAME

    def __init__(self, feature: str, bit: int, kind: Kind, when: tuple[list[Condition], list[Condition]]) -> None:
        self._feature = feature
        self._bit = bit
        self._kind = kind
        self.breakers = (withholds(bit, feature) if kind is Kind.OFFER else declines(bit, feature),)
        self._wanted, self._excuses = when
        self.needs = needs_of([*self._wanted, *self._excuses]) | {Cover.FEATURES}

    def after(self, event: Event, state: State) -> Iterable[Occasion]:
        """A driver cannot accept what is not offered, whatever else holds."""
        if event.kind is not self._kind or not hold(self._wanted, state):
            return
        if self._kind is Kind.ACCEPT and not (state.offered or 0) & self._bit:
            return
        if any(one.holds(state) for one in self._excuses):
            return
        ok = bool(event["features"] & self._bit)
        verb = "offer" if self._kind is Kind.OFFER else "accept"
        yield Occasion(event.at, ok, "" if ok else f"the {event.by} does not {verb} {self._feature}")
