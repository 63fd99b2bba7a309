"""Device MUST set a field of its configuration space to a value, or to at least one: field-is."""

import operator
import re
from collections.abc import Callable, Iterable

from specgen.conformance.monitors.breakers import shows
from specgen.conformance.monitors.lexicon.meaning import Condition
from specgen.conformance.monitors.lexicon.phrases import quantity_of
from specgen.conformance.monitors.lexicon.quantities import Quantity
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.patterns.context import Context, Derived
from specgen.conformance.monitors.state import State
from specgen.conformance.monitors.when import all_of, hold, needs_of
from specgen.runtime.trace import Cover, Event, Kind, Side

NAME = "field-is"
_SET = re.compile(
    r"set (?P<field>\w+)(?: field)? to (?:value )?(?P<how>at least |at most |more than |less than )?(?P<value>\w+)"
)
_HOW: dict[str, Callable[[int, int], bool]] = {
    "": operator.eq,
    "at least ": operator.ge,
    "at most ": operator.le,
    "more than ": operator.gt,
    "less than ": operator.lt,
}


def derive(context: Context) -> Derived | None:
    """A rule about what a driver reads in configuration space."""
    match = _SET.fullmatch(context.action)
    rule = context.rule
    if match is None or rule.negated or not context.only("if") or context.side is not Side.DEVICE:
        return None
    value = quantity_of(match["value"], context.facts)
    wanted = all_of(rule.guards, context.facts)
    place = context.facts.fields.get(match["field"])
    if match["how"] == "at least " and match["value"] == "0":
        # Fields have no signs: no value could be less.
        return None
    if value is None or wanted is None or place is None or not context.binds_all:
        return None
    about = f"{match['field']} {(match['how'] or '= ').strip()} {match['value']}"
    return lambda: FieldIs(place, about, _HOW[match["how"] or ""], value, wanted)


class FieldIs(Monitor):
    """Whenever a driver reads a field, its value compares so."""

    name = NAME

    def __init__(
        self, place: range, about: str, right: Callable[[int, int], bool], value: Quantity, wanted: list[Condition]
    ) -> None:
        self._place = place
        self._about = about
        self.breakers = (shows(place, 0x00, about), shows(place, 0xFF, about))
        self._right = right
        self._value = value
        self._wanted = wanted
        self.needs = needs_of(wanted) | value.needs | {Cover.CONFIG_DRIVER}

    def after(self, event: Event, state: State) -> Iterable[Occasion]:
        """What is read counts once features are offered, on which the value may depend."""
        if event.kind is not Kind.CONFIG_READ or not hold(self._wanted, state):
            return
        start = self._place.start - event["offset"]
        data = event["data"][start : start + len(self._place)] if start >= 0 else b""
        if len(data) < len(self._place):
            return
        found = int.from_bytes(data, "little")
        values = self._value.values(state)
        ok = not values or any(self._right(found, value) for value in values)
        yield Occasion(
            event.at, ok, "" if ok else f"the driver reads {found} where the device has to set {self._about}"
        )
