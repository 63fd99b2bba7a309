"""Declarations of listings -> structs and constants of the model; then constants -> values and structs -> offsets."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from specgen.extract.offsets import Layouts
from specgen.model import Constant, Field, Struct, Unread
from specgen.source import Span
from specgen.syntax.constant import Macro, Names, evaluate
from specgen.syntax.declaration import Aggregate, Define, Enumeration, Listing, Member, MemberKind

MakeSpan = Callable[[int, int], Span]
"""The place in the file of a stretch of the listing's text."""

MOST_PASSES = 8
"""Over the constants that refer to later ones; what is not known after so many stays without a value."""

_MACRO = "macro"

OPEN_TYPE = "..."
"""The type of a field that stands for something of unknown size."""


def model_declarations(
    listing: Listing, make_span: MakeSpan
) -> tuple[tuple[Struct, ...], tuple[Constant, ...], tuple[Unread, ...]]:
    """The structs, constants and unreadable parts of one listing, without sections, offsets and sizes.

    A struct defined inside another one and named there is an entry of its own too, after the outer one. Constants are
    evaluated as far as the listing itself allows.
    """
    structs: list[Struct] = []
    constants: list[Constant] = []
    unread = [Unread(make_span(part.start, part.end), "listing", part.reason) for part in listing.unread]
    for declaration in listing.declarations:
        if isinstance(declaration, Aggregate):
            structs += _structs(declaration, make_span)
            unread += _unknown_widths(declaration.members, make_span)
        elif isinstance(declaration, Define):
            constants += _define(declaration, make_span)
        elif isinstance(declaration, Enumeration):
            constants += _enum(declaration, make_span)
    return tuple(structs), resolve_constants(constants), tuple(unread)


def resolve_constants(constants: Sequence[Constant]) -> tuple[Constant, ...]:
    """The constants in their order, values filled in where the expression refers to others of them.

    A name that stands for different values in different places is not referred to.
    """
    found = list(constants)
    macros = {one.name: _macro(one) for one in found if one.origin == _MACRO}
    waiting = [
        index for index, one in enumerate(found) if one.value is None and one.expression and one.origin != _MACRO
    ]
    for _ in range(MOST_PASSES):
        values = _values(found)
        names = Names(values, macros, lambda _: None)
        left = []
        for index in waiting:
            value = evaluate(found[index].expression, names)
            if value is None:
                left.append(index)
            else:
                found[index] = replace(found[index], value=value)
                values.setdefault(found[index].name, value)
        if len(left) in (0, len(waiting)):
            break
        waiting = left
    return tuple(found)


def resolve_structs(structs: Sequence[Struct], constants: Iterable[Constant]) -> tuple[Struct, ...]:
    """The structs in their order, with offsets and sizes of the packed layout wherever they can be told.

    Types are looked up by name among all of `structs`, lengths among `constants`; a struct of a legacy interface
    looks among its like first.
    """
    found = list(constants)
    macros = {one.name: _macro(one) for one in found if one.origin == _MACRO}
    layouts = Layouts(structs, _values(found), macros)
    return tuple(layouts.resolve(struct) for struct in structs)


def _values(constants: Iterable[Constant]) -> dict[str, int]:
    values: dict[str, int] = {}
    unclear = set()
    for one in constants:
        if one.value is not None and values.setdefault(one.name, one.value) != one.value:
            unclear.add(one.name)
    return {name: value for name, value in values.items() if name not in unclear}


def _define(define: Define, make_span: MakeSpan) -> Iterator[Constant]:
    span = make_span(define.start, define.end)
    if define.parameters is not None:
        expression = f"({', '.join(define.parameters)}) {define.expression}"
        yield Constant(define.name, None, expression, _MACRO, (), span)
    elif define.expression:
        yield Constant(define.name, evaluate(define.expression), define.expression, "define", (), span)


def _macro(constant: Constant) -> Macro:
    parameters, _, expression = constant.expression[1:].partition(")")
    return Macro(tuple(part.strip() for part in parameters.split(",") if part.strip()), expression.strip())


def _enum(enumeration: Enumeration, make_span: MakeSpan) -> Iterator[Constant]:
    previous: Constant | None = None
    for one in enumeration.enumerators:
        span = make_span(one.start, one.end)
        if one.value is not None:
            constant = Constant(one.name, evaluate(one.value), one.value, "enum", (), span)
        elif previous is None:
            constant = Constant(one.name, 0, "", "enum", (), span)
        elif previous.value is not None:
            constant = Constant(one.name, previous.value + 1, "", "enum", (), span)
        else:
            constant = Constant(one.name, None, f"{previous.name} + 1", "enum", (), span)
        yield constant
        previous = constant


def _structs(aggregate: Aggregate, make_span: MakeSpan) -> Iterator[Struct]:
    fields = tuple(_fields(aggregate.members, make_span))
    span = make_span(aggregate.start, aggregate.end)
    name = aggregate.name or (aggregate.declarator.name if aggregate.declarator is not None else "")
    yield Struct(name, aggregate.kind, None, fields, legacy=False, section=(), span=span)
    yield from _inner_structs(fields)


def _inner_structs(fields: tuple[Field, ...]) -> Iterator[Struct]:
    for field in fields:
        kind, _, name = field.type.partition(" ")
        if name and field.fields and kind in ("struct", "union"):
            yield Struct(name, kind, None, field.fields, legacy=False, section=(), span=field.span)
        yield from _inner_structs(field.fields)


def _fields(members: tuple[Member, ...], make_span: MakeSpan) -> Iterator[Field]:
    for member in members:
        declarator = member.declarator
        lengths = [_length(text) for text in declarator.dimensions]
        width = None if declarator.width is None else evaluate(declarator.width)
        yield Field(
            name=declarator.name,
            type=_type(member, width),
            count="" if member.kind is MemberKind.ELLIPSIS else lengths[0] if lengths else None,
            offset=None,
            size=None,
            bits=width,
            bit_offset=None,
            fields=tuple(_fields(member.members, make_span)),
            span=make_span(member.start, member.end),
            inner=tuple(lengths[1:]),
        )


def _type(member: Member, width: int | None) -> str:
    if member.declarator.width is not None and width is None:
        return OPEN_TYPE  # bits of an unknown number: nothing after them has a place
    return member.type + (" " + "*" * member.declarator.pointer if member.declarator.pointer else "")


def _unknown_widths(members: tuple[Member, ...], make_span: MakeSpan) -> Iterator[Unread]:
    for member in members:
        if member.declarator.width is not None and evaluate(member.declarator.width) is None:
            yield Unread(make_span(member.start, member.end), "listing", "a bit field whose width is not a number")
        yield from _unknown_widths(member.members, make_span)


def _length(text: str) -> int | str:
    value = evaluate(text)
    return text if value is None or value < 0 else value
