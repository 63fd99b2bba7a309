"""Parsed C declarations -> layouts by the rules of the x86-64 ABI: alignment, packing, bit fields, flexible arrays."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pycparser import c_ast

from specgen.drift.headers.model import HeaderField, HeaderStruct
from specgen.source import Span

_BASIC = {
    "char": 1, "signed char": 1, "unsigned char": 1, "_Bool": 1,
    "short": 2, "unsigned short": 2, "short int": 2, "short unsigned int": 2, "unsigned short int": 2,
    "int": 4, "unsigned": 4, "unsigned int": 4, "signed int": 4, "signed": 4, "float": 4,
    "long": 8, "unsigned long": 8, "long int": 8, "long unsigned int": 8, "unsigned long int": 8, "double": 8,
    "long long": 8, "unsigned long long": 8, "long long int": 8, "long long unsigned int": 8,
    "unsigned long long int": 8,
}  # fmt: skip
_POINTER = 8
_DEEPEST = 50


class UnknownLayoutError(Exception):
    """A type or a length that the headers do not define."""


class Shape(NamedTuple):
    """Size and alignment in bytes, and the members of a struct."""

    size: int
    alignment: int
    fields: tuple[HeaderField, ...] = ()


@dataclass(slots=True)
class Layouts:
    """What one parsed header declares; names are resolved when they are asked for."""

    typedefs: dict[str, tuple[Any, int]] = field(default_factory=dict)
    bodies: dict[str, Any] = field(default_factory=dict)
    enumerators: dict[str, int] = field(default_factory=dict)
    _known: dict[str, Shape] = field(default_factory=dict)
    _depth: int = 0

    def struct(self, name: str) -> HeaderStruct:
        """The layout of a struct or union; raises UnknownLayoutError."""
        body = self.bodies[name]
        shape = self._named(name)
        return HeaderStruct(name, shape.size, shape.fields, span_of(body))

    def number(self, node: Any) -> int:  # noqa: ANN401 - pycparser's node
        """The value of a constant expression; raises UnknownLayoutError."""
        match node:
            case c_ast.Constant():
                return _literal(node.value)
            case c_ast.ID() if node.name in self.enumerators:
                return self.enumerators[node.name]
            case c_ast.UnaryOp(op="sizeof"):
                return self._shape(node.expr.type if isinstance(node.expr, c_ast.Typename) else node.expr).size
            case c_ast.UnaryOp(op="-" | "~"):
                value = self.number(node.expr)
                return -value if node.op == "-" else ~value
            case c_ast.Cast():
                return self.number(node.expr)
            case c_ast.BinaryOp():
                return _operate(node.op, self.number(node.left), self.number(node.right))
        raise UnknownLayoutError("a length is no constant")

    def _shape(self, node: Any) -> Shape:  # noqa: ANN401 - pycparser's node
        self._depth += 1
        try:
            if self._depth > _DEEPEST:
                raise UnknownLayoutError("types are nested too deeply")
            return self._shape_of(node)
        finally:
            self._depth -= 1

    def _shape_of(self, node: Any) -> Shape:  # noqa: ANN401 - pycparser's node
        match node:
            case c_ast.TypeDecl() | c_ast.Typename() | c_ast.Decl():
                return self._shape(node.type)
            case c_ast.PtrDecl():
                return Shape(_POINTER, _POINTER)
            case c_ast.ArrayDecl():
                element = self._shape(node.type)
                count = 0 if node.dim is None else self.number(node.dim)
                return Shape(element.size * count, element.alignment)
            case c_ast.Enum():
                return Shape(4, 4)
            case c_ast.IdentifierType():
                return self._identifier(" ".join(node.names))
            case c_ast.Struct() | c_ast.Union():
                return self._body(node) if node.decls else self._named(node.name)
        raise UnknownLayoutError("a type is not known")

    def _identifier(self, name: str) -> Shape:
        if name in _BASIC:
            return Shape(_BASIC[name], _BASIC[name])
        if name not in self.typedefs:
            raise UnknownLayoutError(f"{name} is not declared")
        node, alignment = self.typedefs[name]
        shape = self._shape(node)
        return shape._replace(alignment=max(shape.alignment, alignment))

    def _named(self, name: str) -> Shape:
        if name not in self._known:
            if name not in self.bodies:
                raise UnknownLayoutError(f"struct {name} is not declared")
            self._known[name] = self._shape_of(self.bodies[name])
        return self._known[name]

    def _body(self, node: Any) -> Shape:  # noqa: ANN401 - pycparser's node
        pragmas = [part.string for part in node.decls if isinstance(part, c_ast.Pragma)]
        own = [pragma.split() for pragma in pragmas if not pragma.startswith("member")]
        place = _Place(union=isinstance(node, c_ast.Union), packed=["packed"] in own)
        for at, part in enumerate(node.decls):
            if isinstance(part, c_ast.Decl):
                said = _member_pragmas(node.decls[at + 1 :])
                self._member(part, place, said)
        for words in own:
            if words[0] == "aligned":
                place.alignment = max(place.alignment, int(words[1]))
        size = -(-place.end // place.alignment) * place.alignment
        return Shape(size, place.alignment, tuple(place.fields))

    def _member(self, decl: Any, place: "_Place", said: list[list[str]]) -> None:  # noqa: ANN401 - pycparser's node
        shape = self._shape(decl.type)
        aligned = max((int(words[1]) for words in said if words[0] == "aligned"), default=1)
        packed = place.packed or ["packed"] in said
        alignment = max(1 if packed else shape.alignment, aligned)
        if decl.bitsize is not None:
            place.add_bits(decl, shape.size, self.number(decl.bitsize))
            return
        offset = place.add(shape.size, alignment)
        name = decl.name or ""
        if name:
            place.fields.append(HeaderField(name, offset, shape.size, None, span_of(decl)))
        for inner in shape.fields if _holds_one(decl.type) else ():
            path = f"{name}.{inner.path}" if name else inner.path
            place.fields.append(HeaderField(path, offset + inner.offset, inner.size, inner.bits, inner.span))


@dataclass(slots=True)
class _Place:
    """Where the next member goes; `end` is one past the last byte, `bit` one past the last bit."""

    union: bool
    packed: bool
    end: int = 0
    bit: int = 0
    alignment: int = 1
    fields: list[HeaderField] = field(default_factory=list)

    def add(self, size: int, alignment: int) -> int:
        """Place a member and return its offset."""
        start = 0 if self.union else -(-self.end // alignment) * alignment
        self.end = max(self.end, start + size)
        self.bit = self.end * 8
        self.alignment = max(self.alignment, alignment)
        return start

    def add_bits(self, decl: Any, size: int, width: int) -> None:  # noqa: ANN401 - pycparser's node
        """Place a bit field: without packing it does not cross a unit of its type."""
        unit = size * 8
        start = 0 if self.union else self.bit
        if width == 0 or (not self.packed and start // unit != (start + width - 1) // unit):
            start = -(-start // unit) * unit
        self.bit = start + width
        self.end = max(self.end, -(-self.bit // 8))
        if not self.packed:
            self.alignment = max(self.alignment, size)
        if decl.name:
            offset = start // unit * size
            self.fields.append(HeaderField(decl.name, offset, size, (start - offset * 8, width), span_of(decl)))


def span_of(node: Any) -> Span:  # noqa: ANN401 - pycparser's node
    """Where a node stands."""
    coord = node.coord
    return Span("", 1) if coord is None else Span(str(coord.file), max(1, int(coord.line)))


def _member_pragmas(following: list[Any]) -> list[list[str]]:
    return list(_leading(following))


def _leading(following: list[Any]) -> Iterator[list[str]]:
    for part in following:
        if not isinstance(part, c_ast.Pragma):
            return
        if part.string.startswith("member"):
            yield part.string.split()[1:]


def _holds_one(node: Any) -> bool:  # noqa: ANN401 - pycparser's node
    """Whether the member is one struct rather than an array of them or a pointer."""
    return not isinstance(node, c_ast.ArrayDecl | c_ast.PtrDecl)


def _literal(text: str) -> int:
    number = text.rstrip("uUlL")
    try:
        return int(number, 8) if number.startswith("0") and number.isdigit() else int(number, 0)
    except ValueError:
        raise UnknownLayoutError(f"{text[:20]} is no whole number") from None


def _operate(op: str, left: int, right: int) -> int:
    if op == "<<" and 0 <= right < 128:
        return left << right
    if op == ">>" and right >= 0:
        return left >> min(right, 200)
    if op in {"/", "%"} and right:
        return left // right if op == "/" else left % right
    simple = {
        "+": left + right,
        "-": left - right,
        "*": left * right,
        "|": left | right,
        "&": left & right,
        "^": left ^ right,
    }
    if op not in simple:
        raise UnknownLayoutError(f"{op} is not reckoned with")
    return simple[op]
