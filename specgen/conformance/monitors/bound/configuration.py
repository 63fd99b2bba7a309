"""What no pattern covers of configuration space: whole reads of it, its optional parts, and reads that come early."""

from collections.abc import Iterable

from specgen.conformance.monitors.balloon import OPTIONAL_FIELDS
from specgen.conformance.monitors.facts import Facts
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.state import State
from specgen.runtime.status import Status
from specgen.runtime.trace import Cover, Event, Kind, Side

_FEATURES_OK = int(Status.FEATURES_OK)
_WHOLE = 4
"""Bytes that one read of configuration space may be taken to read at once."""


class ReadsGenerations(Monitor):
    """What is longer than 32 bits is read between two reads of the generation count that give the same."""

    name = "reads-generations"
    needs = frozenset({Cover.CONFIG_DRIVER, Cover.GENERATIONS})

    def __init__(self) -> None:
        self._generation: int | None = None
        self._open: int | None = None

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """The count has to be read right before and after; where it has changed, all has to be read again."""
        del state
        if event.kind is Kind.GENERATION_READ:
            again = self._open is not None and event["value"] != self._generation
            if self._open is not None and not again:
                yield Occasion(event.at, True, since=(self._open,))
            self._open = self._open if again else None
            self._generation = event["value"]
        elif event.kind is Kind.CONFIG_READ and len(event["data"]) > _WHOLE:
            ok = self._generation is not None
            if not ok:
                yield Occasion(event.at, False, "the driver reads more than 32 bits and not the generation before")
            self._open = event.at if ok else None
        elif event.by is Side.DRIVER and event.kind is not Kind.CONFIG_READ:
            if self._open is not None:
                message = "the driver reads more than 32 bits and not the same generation after"
                yield Occasion(event.at, False, message, (self._open,))
            self._generation = self._open = None


class ChecksOptionalFields(Monitor):
    """A driver reads and writes a field that exists with a feature only where the feature was offered."""

    name = "checks-optional-fields"
    needs = frozenset({Cover.CONFIG_DRIVER, Cover.FEATURES})

    @classmethod
    def unfit(cls, facts: Facts) -> str:
        """Fields come with features only in some device types and versions."""
        found = any(name in facts.fields and feature in facts.features for name, feature in OPTIONAL_FIELDS.items())
        return "" if found else "no field of this device type's configuration space is known to come with a feature"

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Each access is judged by the last offer."""
        if event.kind not in {Kind.CONFIG_READ, Kind.CONFIG_WRITE}:
            return
        facts = state.facts
        for field, feature in OPTIONAL_FIELDS.items():
            place, bit = facts.fields.get(field), facts.features.get(feature)
            if place is None or bit is None:
                continue
            if event["offset"] < place.stop and place.start < event["offset"] + len(event["data"]):
                ok = bool((state.offered or 0) & bit)
                message = "" if ok else f"the driver accesses {field} and was not offered {feature}"
                yield Occasion(event.at, ok, message)


class AllowsEarlyReads(Monitor):
    """What is read before FEATURES_OK is what the same bytes hold after it, where nobody changed them."""

    name = "allows-early-reads"
    needs = frozenset({Cover.CONFIG_DRIVER, Cover.CONFIG_DEVICE, Cover.HOST})

    def __init__(self) -> None:
        self._early: dict[int, tuple[int, int]] = {}

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """Bytes that were read early are compared with the first later read of them."""
        if event.kind is Kind.CONFIG_READ and not state.status & _FEATURES_OK:
            self._early.update({place: (byte, event.at) for place, byte in _bytes(event)})
        elif event.kind is Kind.CONFIG_READ:
            known = [(place, byte, *self._early.pop(place)) for place, byte in _bytes(event) if place in self._early]
            wrong = [(place, at) for place, byte, early, at in known if byte != early]
            if wrong:
                message = f"the device gives another value of byte {wrong[0][0]} before FEATURES_OK than after it"
                yield Occasion(event.at, False, message, (wrong[0][1],))
            elif known:
                yield Occasion(event.at, True, since=(known[0][3],))
        elif event.kind in {Kind.CONFIG_WRITE, Kind.CONFIG_CHANGE}:
            for place, _ in _bytes(event):
                self._early.pop(place, None)


def _bytes(event: Event) -> Iterable[tuple[int, int]]:
    return enumerate(event["data"], event["offset"])


BOUND = {
    "basic-drv-0007": ReadsGenerations,
    "basic-drv-0008": ChecksOptionalFields,
    "basic-dev-0007": AllowsEarlyReads,
}
