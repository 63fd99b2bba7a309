"""The structs of one package -> classes in an order in which each stands before its users, and what they cannot say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from specgen.emit import names
from specgen.emit.catalog import COMMON, Scope
from specgen.emit.limits import Limit
from specgen.emit.members import Member, MemberPlanner, Shape
from specgen.model import Field, Struct
from specgen.runtime.wire import Layout

DEEPEST = 24
"""Structs within structs; what lies deeper is kept as bytes."""

_IMPORTED = ("Annotated", "Array", "Bits", "Final", "Layout", "UnionLayout")


@dataclass(frozen=True, slots=True)
class PlannedStruct:
    """One class. `title` is what the text calls it, `size` its bytes with every open length 0.

    `stated` is the size by the text; `base` where the offsets the text gives its members count from.
    """

    name: str
    kind: Literal["struct", "union"]
    title: str
    legacy: bool
    members: tuple[Member, ...]
    size: int
    open: bool
    stated: int | None
    base: int | None = 0

    @property
    def shape(self) -> Shape:
        """How a member of this type looks from outside."""
        return Shape(self.name, self.size, self.open)


@dataclass(frozen=True, slots=True)
class LayoutPlan:
    """The classes of one package; `by_name` finds the one a type name of the text means."""

    structs: tuple[PlannedStruct, ...]
    by_name: Mapping[tuple[str, bool], PlannedStruct]
    limits: tuple[Limit, ...]

    def find(self, name: str, *, legacy: bool = False) -> PlannedStruct | None:
        """The class of the struct called `name`; one of its own kind of interface first."""
        return self.by_name.get((name, legacy)) or self.by_name.get((name, not legacy))


def plan_layouts(scope: Scope, common: LayoutPlan | None = None) -> LayoutPlan:
    """Plan a class for each struct of `scope`; types it does not define are looked up in `common`."""
    return _Planner(scope, common).plan()


class _Planner:
    """Depth first: a struct is planned when the first member of its type is met, or in its turn."""

    def __init__(self, scope: Scope, common: LayoutPlan | None) -> None:
        self.scope = scope
        self.common = common
        self.space = names.Namespace((*_IMPORTED, *dir(Layout)), joint="")
        self.limits: list[Limit] = []
        self.done: list[PlannedStruct] = []
        self.planned: dict[int, PlannedStruct] = {}
        self.under_way: set[int] = set()
        self.depth = 0
        self.first: dict[tuple[str, bool], Struct] = {}
        for struct in scope.structs:
            if struct.name:
                self.first.setdefault((struct.name, struct.legacy), struct)

    def plan(self) -> LayoutPlan:
        seen: dict[object, PlannedStruct] = {}
        for struct in self.scope.structs:
            signature = (struct.name, struct.kind, tuple(_signature(field) for field in struct.fields))
            if signature not in seen:
                seen[signature] = self.struct(struct)
            else:
                self.planned[id(struct)] = seen[signature]
        by_name = {key: self.planned[id(struct)] for key, struct in self.first.items()}
        return LayoutPlan(tuple(self.done), by_name, tuple(self.limits))

    def struct(self, struct: Struct) -> PlannedStruct:
        """The class of one struct of the text."""
        if id(struct) in self.planned:
            return self.planned[id(struct)]
        self.under_way.add(id(struct))
        self.depth += 1
        wanted = names.camel(struct.name, fallback=f"Anonymous{struct.kind.capitalize()}")
        title = f"{struct.kind} {struct.name}".strip()
        planned = self._plan(struct, wanted, title)
        self.under_way.discard(id(struct))
        self.depth -= 1
        self.planned[id(struct)] = planned
        return planned

    def nested(self, field: Field, owner: str, *, legacy: bool) -> Shape | None:
        """The class of a struct or union defined in place without a name of its own; `None` where it lies too deep."""
        if self.depth >= DEEPEST:
            return None
        kind = "union" if field.type.startswith("union") else "struct"
        wanted = owner + names.camel(field.name, fallback=kind.capitalize())
        struct = Struct("", kind, field.size if field.count is None else None, field.fields, legacy, (), field.span)
        self.depth += 1
        planned = self._plan(struct, wanted, f"{kind} of {owner}", base=field.offset)
        self.depth -= 1
        return planned.shape

    def named(self, written: str, *, legacy: bool) -> Shape | None:
        """The class a type name means; `None` for one that is unknown, or that this struct is part of."""
        name = written.rpartition(" ")[2]
        struct = self.first.get((name, legacy)) or self.first.get((name, not legacy))
        if struct is not None:
            known = self.planned.get(id(struct))
            endless = known is None and (id(struct) in self.under_way or self.depth >= DEEPEST)
            return None if endless else self.struct(struct).shape
        found = self.common.find(name, legacy=legacy) if self.common is not None else None
        return None if found is None else Shape(f"{COMMON}.{found.name}", found.size, found.open)

    def limit(self, name: str, reason: str, field: Field) -> None:
        """Note what the class called `name` does not say."""
        self.limits.append(Limit(self.scope.package, "layout", name, reason, field.span))

    def _plan(self, struct: Struct, wanted: str, title: str, *, base: int | None = 0) -> PlannedStruct:
        name = self.space.claim(wanted)
        kind: Literal["struct", "union"] = "union" if struct.kind == "union" else "struct"
        members = tuple(MemberPlanner(self, name, legacy=struct.legacy, union=kind == "union").members(struct.fields))
        sizes = [member.size for member in members if not member.shares]
        size = max(sizes, default=0) if kind == "union" else sum(sizes)
        is_open = any(member.open for member in members)
        planned = PlannedStruct(name, kind, title, struct.legacy, members, size, is_open, struct.size, base)
        self.done.append(planned)
        return planned


def _signature(field: Field) -> tuple[object, ...]:
    """All of a field that makes its layout: two structs with the same signatures are one."""
    inner: Iterator[object] = (_signature(one) for one in field.fields)
    return (field.name, field.type, field.count, field.inner, field.bits, tuple(inner))
