"""Small models of device types, made by hand, for what is generated from them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lamp_model import AT, EMPTY, REQUIREMENT, make_field

from specgen.model import (
    BinaryOp,
    Common,
    Constant,
    DeviceType,
    FeatureBit,
    Field,
    Formula,
    IndexRange,
    Name,
    Number,
    Register,
    Requirement,
    Specification,
    Struct,
    Virtqueue,
)

N = Name("N")


def feature(name: str, bit: int, *requires: str | tuple[str, ...], legacy: bool = False) -> FeatureBit:
    clauses = tuple((one,) if isinstance(one, str) else one for one in requires)
    return FeatureBit(name, bit, legacy, clauses, f"What {name} is for.", AT)


def queue(index: int | Formula | None, name: str, *features: str, condition: str | None = None) -> Virtqueue:
    formula = Number(index) if isinstance(index, int) else index
    text = str(index) if isinstance(index, int) else "..." if index is None else "formula"
    if features and condition is None:
        condition = f"{name} exists if {' and '.join(features)} is negotiated."
    return Virtqueue(text, text, formula, name, condition, features, AT)


def plus(left: Formula, right: int) -> Formula:
    return BinaryOp("+" if right >= 0 else "-", left, Number(abs(right)))


def times(number: int, right: Formula) -> Formula:
    return BinaryOp("*", Number(number), right)


def up_to(first: int, last: str) -> Formula:
    return IndexRange(Number(first), Name(last))


def field(name: str, kind: str = "le32", **facts: Any) -> Field:
    return make_field(name, **{"type": kind, "offset": None, "size": None, **facts})


def struct(name: str, *fields: Field, kind: str = "struct", size: int | None = None, legacy: bool = False) -> Struct:
    return Struct(name, kind, size, fields, legacy, ("Device Types",), AT)


def constant(name: str, value: int | None, expression: str = "", origin: str = "define") -> Constant:
    return Constant(name, value, expression, origin, ("Device Types",), AT)


def requirement(text: str, **facts: Any) -> Requirement:
    return replace(REQUIREMENT, **{"text": text, "condition": None, "items": (), "applies_if": (), **facts})


def device(slug: str, **facts: Any) -> DeviceType:
    plain: dict[str, Any] = {"id": 61, "name": f"{slug.capitalize()} Device", "config": None}
    lists: dict[str, Sequence[Any]] = dict.fromkeys(("features", "virtqueues", "structs", "constants"), ())
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in facts.items()}
    return DeviceType(slug=slug, span=AT, **{**plain, **lists, **given})


def specification(*devices: DeviceType, common: Sequence[FeatureBit] = (), **facts: Any) -> Specification:
    shared = Common(tuple(common), (), (), (Register("MagicValue", "", 0, "R", AT),), ())
    plain: dict[str, Any] = {"title": "Virtual Things", "version": "1", "device_types": devices, "common": shared}
    return replace(EMPTY, **{**plain, **facts})
