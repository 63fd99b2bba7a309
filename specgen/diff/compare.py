"""Two specifications -> everything that changed in meaning between them, classified."""

from collections.abc import Iterator
from dataclasses import dataclass

from specgen.diff.change import Change, Difference, Effect
from specgen.diff.constants import compare_constants, compare_registers
from specgen.diff.context import COMMON, Context
from specgen.diff.devices import compare_devices, compare_ids, pair_devices
from specgen.diff.features import compare_features
from specgen.diff.layouts import compare_structs
from specgen.diff.links import compare_links
from specgen.diff.pairing import Pairing
from specgen.diff.requirements import compare_requirements
from specgen.diff.rules import classify
from specgen.diff.virtqueues import compare_virtqueues
from specgen.model import DeviceType, Specification, Unread


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from `old` to `new`, which are names for a person; `unread` could not be read in the new text only.

    `title` names the step of a series, "" where there is only one.
    """

    old: str
    new: str
    changes: tuple[Change, ...]
    unread: tuple[Unread, ...] = ()
    title: str = ""

    def count(self, effect: Effect) -> int:
        """How many changes have this effect."""
        return sum(change.effect is effect for change in self.changes)

    @property
    def breaking(self) -> bool:
        """Whether any change is breaking."""
        return any(change.effect is Effect.BREAKING for change in self.changes)


def compare(old: Specification, new: Specification) -> tuple[Change, ...]:
    """The changes: device types, then each device type's things, what is common, requirements, conformance links."""
    return tuple(classify(difference) for difference in _differences(Context(old, new)))


def compare_named(old: Specification, new: Specification, names: tuple[str, str], title: str = "") -> Comparison:
    """The changes with what the sides are called, and what the new text has that could not be read."""
    known = {(unread.span.file, unread.stage, unread.reason) for unread in old.unread}
    unread = tuple(one for one in new.unread if (one.span.file, one.stage, one.reason) not in known)
    return Comparison(*names, compare(old, new), unread, title)


def _differences(context: Context) -> Iterator[Difference]:
    devices = pair_devices(context)
    yield from compare_devices(devices)
    yield from compare_ids(context)
    for old, new in _in_order(context, devices):
        if old != new:
            yield from _compare_device(old, new)
    before, after = context.old.common, context.new.common
    yield from compare_features(before.features, after.features, COMMON)
    yield from compare_structs(before.structs, after.structs, COMMON)
    yield from compare_constants(before.constants, after.constants, COMMON)
    yield from compare_registers(before.registers, after.registers)
    yield from compare_requirements(context)
    yield from compare_links(context)


def _in_order(context: Context, devices: Pairing[DeviceType]) -> Iterator[tuple[DeviceType | None, DeviceType]]:
    """Every device type of the new text beside the old one, in the order of the text."""
    former = {id(new): old for old, new in devices.pairs}
    for new in context.new.device_types:
        yield former.get(id(new)), new


def _compare_device(old: DeviceType | None, new: DeviceType) -> Iterator[Difference]:
    """What a device type has now; of a new one, everything is added."""
    scope = new.slug
    yield from compare_features(old.features if old else (), new.features, scope)
    yield from compare_virtqueues(old.virtqueues if old else (), new.virtqueues, scope, new_owner=old is None)
    configs = (old.config if old else None, new.config)
    yield from compare_structs(old.structs if old else (), new.structs, scope, configs)
    yield from compare_constants(old.constants if old else (), new.constants, scope)
