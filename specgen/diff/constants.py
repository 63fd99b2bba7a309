"""The constants and registers of two texts -> what changed in them."""

from collections.abc import Iterator, Sequence

from specgen.diff.change import Action, Difference, Thing
from specgen.diff.context import COMMON
from specgen.diff.pairing import Pairing, pair
from specgen.model import Constant, Register


def compare_constants(old: Sequence[Constant], new: Sequence[Constant], scope: str) -> Iterator[Difference]:
    """Constants by name, then by value within a section; one stated twice with one value counts once."""
    found: Pairing[Constant] = pair(
        _distinct(old),
        _distinct(new),
        lambda constant: (constant.name, constant.value),
        lambda constant: constant.name,
    )
    found.by_unique(lambda constant: None if constant.value is None else (constant.section, constant.value))
    thing = Thing.CONSTANT
    for gone in found.removed:
        yield Difference(thing, Action.REMOVED, scope, gone.name, gone.span, None, _value(gone))
    for come in found.added:
        yield Difference(thing, Action.ADDED, scope, come.name, None, come.span, None, _value(come))
    for before, after in found.pairs:
        spans = (before.span, after.span)
        if before.name != after.name:
            yield Difference(thing, Action.RENAMED, scope, after.name, *spans, before.name, after.name)
        elif _value(before) != _value(after):
            yield Difference(thing, Action.VALUE, scope, after.name, *spans, _value(before), _value(after))


def compare_registers(old: Sequence[Register], new: Sequence[Register]) -> Iterator[Difference]:
    """MMIO registers by name, then by offset."""
    found: Pairing[Register] = pair(
        old,
        new,
        lambda register: (register.name, register.offset, register.direction),
        lambda register: register.name,
        lambda register: register.offset,
    )
    thing = Thing.REGISTER
    for gone in found.removed:
        yield Difference(thing, Action.REMOVED, COMMON, gone.name, gone.span, None, _register(gone))
    for come in found.added:
        yield Difference(thing, Action.ADDED, COMMON, come.name, None, come.span, None, _register(come))
    for before, after in found.pairs:
        spans = (before.span, after.span)
        if before.name != after.name:
            yield Difference(thing, Action.RENAMED, COMMON, after.name, *spans, before.name, after.name)
        if before.offset != after.offset:
            yield Difference(thing, Action.MOVED, COMMON, after.name, *spans, _register(before), _register(after))
        if before.direction != after.direction:
            yield Difference(thing, Action.TYPE, COMMON, after.name, *spans, before.direction, after.direction)


def _distinct(constants: Sequence[Constant]) -> list[Constant]:
    seen: dict[tuple[str, int | None], Constant] = {}
    for constant in constants:
        seen.setdefault((constant.name, constant.value), constant)
    stated = {name for name, value in seen if value is not None}
    return [constant for (name, value), constant in seen.items() if value is not None or name not in stated]


def _value(constant: Constant) -> str:
    return " ".join(constant.expression.split()) if constant.value is None else str(constant.value)


def _register(register: Register) -> str:
    at = "no offset" if register.offset is None else f"0x{register.offset:03x}"
    return f"{at} {register.direction}".strip()
