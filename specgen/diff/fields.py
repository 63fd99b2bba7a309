"""The members of two layouts -> what was added, removed, moved, or is read in another way."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from specgen.diff.change import Action, Difference, Thing, Trait
from specgen.diff.pairing import Pairing, pair
from specgen.model import Field

_RESERVED = re.compile(r"^(?:_*(?:reserved|rsvd|pad(?:ding)?|unused))\d*_*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Member:
    """A field by its path from the outermost struct."""

    path: str
    field: Field

    @property
    def place(self) -> tuple[object, ...] | None:
        """What makes two fields the same bytes read in the same way."""
        field = self.field
        return None if field.offset is None else (field.offset, field.bit_offset, field.bits, field.type, field.count)

    @property
    def extent(self) -> tuple[int, int] | None:
        """First and one past the last bit, `None` where either is not known."""
        field = self.field
        if field.offset is None or field.size is None:
            return None
        if field.bits is not None and field.bit_offset is not None:
            return field.offset * 8 + field.bit_offset, field.offset * 8 + field.bit_offset + field.bits
        return field.offset * 8, (field.offset + field.size) * 8

    @property
    def reserved(self) -> bool:
        """Whether its name says that its bytes have no meaning yet."""
        return _RESERVED.match(self.field.name) is not None


def members(fields: Sequence[Field], prefix: str = "") -> Iterator[Member]:
    """The fields of a layout and those within them, outer before inner."""
    for field in fields:
        path = f"{prefix}{field.name}" if field.name else prefix.rstrip(".")
        if field.name:
            yield Member(path, field)
        yield from members(field.fields, f"{path}." if field.name else prefix)


def compare_fields(
    old: Sequence[Field], new: Sequence[Field], scope: str, struct: str, *, config: bool
) -> Iterator[Difference]:
    """Fields by name, then by place; `config` says that this is a device configuration layout."""
    before, after = list(members(old)), list(members(new))
    if [_facts(member) for member in before] == [_facts(member) for member in after]:
        return
    found: Pairing[Member] = pair(
        before,
        after,
        lambda member: (member.path, member.place) if member.place else None,
        lambda member: None if member.reserved else member.path,
        lambda member: None if member.reserved else member.place,
    ).by(lambda member: member.path)
    yield from _Layouts((scope, struct), (before, after), found, config=config).differences()


def _facts(member: Member) -> tuple[object, ...]:
    field = member.field
    return member.path, field.type, field.count, field.offset, field.size, field.bits, field.bit_offset


class _Layouts:
    """Two layouts and the pairs of their fields."""

    def __init__(
        self, names: tuple[str, str], sides: tuple[list[Member], list[Member]], found: Pairing[Member], *, config: bool
    ) -> None:
        self._scope, self._struct = names
        self._found = found
        self._config = {Trait.CONFIG} if config else set()
        self._last = {id(side[-1]) for side in sides if side}
        self._was_reserved = [member.extent for member in sides[0] if member.reserved and member.extent]
        self._end = max((extent[1] for member in sides[0] if (extent := member.extent)), default=0)

    def differences(self) -> Iterator[Difference]:
        """Everything that changed, in the order of the new layout, then what is gone."""
        for new in self._found.added:
            yield self._difference(Action.ADDED, None, new, None, _stated(new), *self._added(new))
        for old in self._found.removed:
            yield self._difference(Action.REMOVED, old, None, _stated(old), None, *self._reserved(old))
        for old, new in self._found.pairs:
            yield from self._compare(old, new)

    def _compare(self, old: Member, new: Member) -> Iterator[Difference]:
        before, after = old.field, new.field
        if old.path.rpartition(".")[2] != new.path.rpartition(".")[2]:
            yield self._difference(Action.RENAMED, old, new, old.path, new.path)
        if before.type != after.type:
            yield self._difference(Action.TYPE, old, new, before.type, after.type)
        if (before.count, before.bits) != (after.count, after.bits):
            traits = self._reserved(old)
            if id(new) in self._last and _size(after) > _size(before):
                traits |= {Trait.AT_END, Trait.STRICTER, *self._config}
            yield self._difference(Action.LENGTH, old, new, _length(before), _length(after), *traits)
        if (before.offset, before.bit_offset) != (after.offset, after.bit_offset):
            reserved = {Trait.RESERVED} if old.reserved and new.reserved else set()
            if not reserved:
                yield self._difference(Action.MOVED, old, new, _offset(before), _offset(after))

    def _added(self, new: Member) -> set[Trait]:
        extent = new.extent
        if extent and any(start <= extent[0] and extent[1] <= end for start, end in self._was_reserved):
            return {Trait.RESERVED}
        last_kept = max((member.field.offset or 0 for _, member in self._found.pairs), default=-1)
        if new.field.offset is not None and new.field.offset * 8 >= self._end and new.field.offset >= last_kept:
            return {Trait.AT_END, *self._config}
        unknown_end = new.field.offset is None and id(new) in self._last
        return {Trait.AT_END, *self._config} if unknown_end else set()

    def _reserved(self, old: Member) -> set[Trait]:
        """Reserved bytes that are put to use within their bounds, so that nothing behind them moves."""
        extent = old.extent
        if not old.reserved or extent is None:
            return set()
        kept = [(before, after) for before, after in self._found.pairs if before is not old]
        moved = any(
            before.field.offset != after.field.offset for before, after in kept if not before.reserved
        )  # fmt: skip
        return set() if moved else {Trait.RESERVED}

    def _difference(
        self,
        action: Action,
        old: Member | None,
        new: Member | None,
        before: str | None,
        after: str | None,
        *traits: Trait,
    ) -> Difference:
        member = new or old
        assert member is not None
        return Difference(
            Thing.FIELD,
            action,
            self._scope,
            f"{self._struct}.{member.path}",
            None if old is None else old.field.span,
            None if new is None else new.field.span,
            before,
            after,
            frozenset(traits),
        )


def _size(field: Field) -> int:
    return field.size or 0


def _stated(member: Member) -> str:
    field = member.field
    length = "" if field.count is None else f"[{field.count}]"
    bits = "" if field.bits is None else f":{field.bits}"
    at = "" if field.offset is None else f" at {_offset(field)}"
    return f"{field.type}{length}{bits}{at}"


def _length(field: Field) -> str:
    if field.bits is not None:
        return f"{field.bits} bits"
    return "one" if field.count is None else f"[{field.count}]"


def _offset(field: Field) -> str:
    if field.offset is None:
        return "an offset that is not fixed"
    return str(field.offset) if field.bit_offset is None else f"{field.offset} bit {field.bit_offset}"
