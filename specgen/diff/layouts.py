"""The structs of two device types -> what changed in them."""

from collections.abc import Iterator, Sequence

from specgen.diff.change import Action, Difference, Thing, Trait
from specgen.diff.fields import compare_fields
from specgen.diff.pairing import Pairing, pair
from specgen.model import Field, Struct


def compare_structs(
    old: Sequence[Struct], new: Sequence[Struct], scope: str, configs: tuple[str | None, str | None] = (None, None)
) -> Iterator[Difference]:
    """Structs by name, then by shape; `configs` names the configuration layout of each side."""
    structs: Pairing[Struct] = pair(
        [struct for struct in old if struct.name],
        [struct for struct in new if struct.name],
        lambda struct: (struct.name, struct.legacy, struct.section),
        lambda struct: (struct.name, struct.legacy),
        lambda struct: struct.name,
    )
    structs.by_unique(_shape)
    thing = Thing.STRUCT
    for gone in structs.removed:
        legacy = frozenset({Trait.LEGACY} if gone.legacy else ())
        yield Difference(thing, Action.REMOVED, scope, gone.name, gone.span, None, _size(gone), traits=legacy)
    for come in structs.added:
        yield Difference(thing, Action.ADDED, scope, come.name, None, come.span, None, _size(come))
    for before, after in structs.pairs:
        yield from _compare(before, after, scope, configs)


def _compare(old: Struct, new: Struct, scope: str, configs: tuple[str | None, str | None]) -> Iterator[Difference]:
    spans = (old.span, new.span)
    if old.name != new.name:
        yield Difference(Thing.STRUCT, Action.RENAMED, scope, new.name, *spans, old.name, new.name)
    if old.kind != new.kind:
        yield Difference(Thing.STRUCT, Action.TYPE, scope, new.name, *spans, old.kind, new.kind)
    config = (old.name, new.name) == configs
    yield from compare_fields(old.fields, new.fields, scope, new.name, config=config)


def _shape(struct: Struct) -> tuple[object, ...] | None:
    """What makes a struct recognisable without its name; one or two fields are too few."""
    return tuple(_field_shape(field) for field in struct.fields) if len(struct.fields) > 2 else None


def _field_shape(field: Field) -> tuple[object, ...]:
    return (field.name, field.type, field.count, tuple(_field_shape(inner) for inner in field.fields))


def _size(struct: Struct) -> str:
    return "size not fixed" if struct.size is None else f"{struct.size} bytes"
