"""Two models -> device types and rows of the table of device IDs that came, went or changed."""

from collections.abc import Iterator

from specgen.diff.change import Action, Difference, Thing
from specgen.diff.context import COMMON, Context
from specgen.diff.pairing import Pairing, pair
from specgen.model import DeviceId, DeviceType


def pair_devices(context: Context) -> Pairing[DeviceType]:
    """Device types by slug, then by ID, then by title."""
    return pair(
        context.old.device_types,
        context.new.device_types,
        lambda device: device.slug,
        lambda device: device.id,
        lambda device: device.name.casefold(),
    )


def compare_devices(devices: Pairing[DeviceType]) -> Iterator[Difference]:
    """Device types added, removed, renamed, or with another ID."""
    thing = Thing.DEVICE_TYPE
    for old in devices.removed:
        yield Difference(thing, Action.REMOVED, old.slug, old.name, old.span, None, _number(old.id))
    for new in devices.added:
        yield Difference(thing, Action.ADDED, new.slug, new.name, None, new.span, None, _number(new.id))
    for old, new in devices.pairs:
        if old.id != new.id:
            before, after = _number(old.id), _number(new.id)
            yield Difference(thing, Action.RENUMBERED, new.slug, new.name, old.span, new.span, before, after)
        if old.name != new.name:
            yield Difference(thing, Action.RENAMED, new.slug, new.name, old.span, new.span, old.name, new.name)


def compare_ids(context: Context) -> Iterator[Difference]:
    """Rows of the table of device IDs."""
    thing = Thing.DEVICE_ID
    rows: Pairing[DeviceId] = pair(
        context.old.common.device_ids,
        context.new.common.device_ids,
        lambda row: (row.id, row.name),
        lambda row: row.name.casefold(),
        lambda row: row.id,
    )
    for old in rows.removed:
        yield Difference(thing, Action.REMOVED, COMMON, old.name, old.span, None, str(old.id))
    for new in rows.added:
        yield Difference(thing, Action.ADDED, COMMON, new.name, None, new.span, None, str(new.id))
    for old, new in rows.pairs:
        if old.id != new.id:
            yield Difference(thing, Action.RENUMBERED, COMMON, new.name, old.span, new.span, str(old.id), str(new.id))
        elif old.name != new.name:
            yield Difference(thing, Action.RENAMED, COMMON, new.name, old.span, new.span, old.name, new.name)


def _number(number: int | None) -> str | None:
    return None if number is None else str(number)
