"""Device MUST set a field of its configuration space to a value, or to at least one: field-is."""

import operator
import re
from collections.abc import Callable, Iterable

from specgen.conformance.monitors.breakers import shows
from specgen.conformance.monitors.facts import Facts
from specgen.conformance.monitors.lexicon.meaning import Condition
from specgen.conformance.monitors.lexicon.phrases import quantity_of
from specgen.conformance.monitors.lexicon.quantities import Quantity
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.patterns.context import Context, Derived
from specgen.conformance.monitors.state import State
from specgen.conformance.monitors.when import all_of, hold, needs_of
from specgen.runtime.trace import Cover, Event, Kind, Side

NAME = "field-is"
_NOTHING = Facts("", {}, {}, 0, {}, {}, {})
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


def _lawful(right: Callable[[int, int], bool], value: Quantity) -> int:
    """A value that compares so: what a device may show that has none of its own."""
    (first, *_) = value.values(State(_NOTHING))
    return next(one for one in (first, first + 1, max(first - 1, 0)) if right(one, first))


class FieldIs(Monitor):
    """Whenever a driver reads a field, its value compares so."""

    name = NAME

    def __init__(
        self, place: range, about: str, right: Callable[[int, int], bool], value: Quantity, wanted: list[Condition]
    ) -> None:
        self._place = place
        self._about = about
        self.breakers = (shows(place, 0x00, about), shows(place, 0xFF, about))
        self.sets = () if value.place else ((place, _lawful(right, value)),)
        self._right = right
        self._value = value
        self._wanted = wanted
        self.needs = needs_of(wanted) | value.needs | {Cover.CONFIG_DRIVER}

    def after(self, event: Event, state: State) -> Iterable[Occasion]:
        """What is read counts once features are offered, on which the value may depend.

        Another field that it is compared with has to be of the same read: what was read before may have changed.
        """
        if event.kind is not Kind.CONFIG_READ or not hold(self._wanted, state):
            return
        found = _read(event, self._place)
        other = _read(event, self._value.place) if self._value.place else None
        values = self._value.values(state) if not self._value.place else () if other is None else (other,)
        if found is None or not values:
            return
        ok = any(self._right(found, value) for value in values)
        message = "" if ok else f"the driver reads {found} where the device has to set {self._about}"
        yield Occasion(event.at, ok, message)


def _read(event: Event, place: range) -> int | None:
    """The value of a field that a read of configuration space covers (little-endian), `None` where it does not."""
    start = place.start - event["offset"]
    data = event["data"][start : start + len(place)] if start >= 0 else b""
    return int.from_bytes(data, "little") if len(data) == len(place) else None
