"""Expressions -> Python source as `ruff format` lays it out: on one line where it fits, else one item a line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from specgen.emit.source import WIDTH, Source, pyrepr

_STEP = 4


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal; a long one becomes a parenthesised sequence of shorter ones."""

    value: str


@dataclass(frozen=True, slots=True)
class Items:
    """Items between brackets, each with what stands before it on its line (`name=`, `key: `)."""

    opening: Source
    items: tuple[tuple[Source, "Expression"], ...]
    closing: Source

    @property
    def lone(self) -> bool:
        """Whether this is a tuple of one item, which needs its comma."""
        return self.opening == "(" and len(self.items) == 1


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Operands with `|` between them, as the value of a statement."""

    operands: tuple[Source, ...]


Expression = Source | Text | Items | Alternatives


def call(name: str, /, *arguments: Expression, **named: Expression) -> Items:
    """`name(argument, key=value)`; `name` is source."""
    items = [(Source(), argument) for argument in arguments]
    items += [(Source(f"{key}="), value) for key, value in named.items()]
    return Items(Source(f"{name}("), tuple(items), Source(")"))


def subscript(name: str, /, *arguments: Expression) -> Items:
    """`name[argument, argument]`; `name` is source."""
    return Items(Source(f"{name}["), tuple((Source(), argument) for argument in arguments), Source("]"))


def sequence(items: Iterable[Expression]) -> Items:
    """A tuple."""
    return Items(Source("("), tuple((Source(), item) for item in items), Source(")"))


def listing(items: Iterable[Expression]) -> Items:
    """A list."""
    return Items(Source("["), tuple((Source(), item) for item in items), Source("]"))


def mapping(pairs: Iterable[tuple[Source, Expression]]) -> Items:
    """A dict; its keys are source."""
    return Items(Source("{"), tuple((Source(f"{key}: "), value) for key, value in pairs), Source("}"))


def strings(values: Sequence[str]) -> Items:
    """A tuple of string literals."""
    return sequence(Text(value) for value in values)


def alternatives(operands: Iterable[Source]) -> Alternatives:
    """`A | B | C`; at least one operand."""
    return Alternatives(tuple(operands))


def layout(expression: Expression, *, indent: int = 0, before: int = 0, after: int = 0) -> Source:
    """Source of an expression on a line indented by `indent`, after `before` columns and with `after` to follow."""
    line = one_line(expression)
    if indent + before + len(line) + after <= WIDTH or isinstance(expression, Source):
        return line
    inner = " " * (indent + _STEP)
    if isinstance(expression, Text):
        parts = _chunks(expression.value, WIDTH - len(inner))
        return Source("(\n" + "".join(f"{inner}{part}\n" for part in parts) + " " * indent + ")")
    if isinstance(expression, Alternatives):
        joint = " | " if len(inner) + len(line) <= WIDTH else f"\n{inner}| "
        return Source(f"(\n{inner}{joint.join(expression.operands)}\n{' ' * indent})")
    lines = [
        f"{inner}{prefix}{layout(item, indent=indent + _STEP, before=len(prefix), after=1)},\n"
        for prefix, item in expression.items
    ]
    return Source(f"{expression.opening}\n{''.join(lines)}{' ' * indent}{expression.closing}")


def statement(start: str, expression: Expression, *, indent: int = 0, end: str = "") -> Source:
    """`start` (source), the expression and `end` (source) on lines indented by `indent`, with the indentation."""
    return Source(f"{' ' * indent}{start}{layout(expression, indent=indent, before=len(start), after=len(end))}{end}")


def one_line(expression: Expression) -> Source:
    """The expression without any line break."""
    if isinstance(expression, Source):
        return expression
    if isinstance(expression, Text):
        return pyrepr(expression.value)
    if isinstance(expression, Alternatives):
        return Source(" | ".join(expression.operands))
    inner = ", ".join(f"{prefix}{one_line(item)}" for prefix, item in expression.items)
    return Source(f"{expression.opening}{inner}{',' if expression.lone else ''}{expression.closing}")


def _chunks(text: str, width: int) -> Iterable[Source]:
    """String literals no wider than `width` that make up `text`, cut after blanks where there are any."""
    while text:
        length = min(len(text), width - 2)
        while len(pyrepr(text[:length])) > width:
            length -= max(1, (len(pyrepr(text[:length])) - width) // 10)
        if length < len(text) and " " in text[:length].rstrip():
            length = text[:length].rstrip().rindex(" ") + 1
        yield pyrepr(text[:length])
        text = text[length:]
