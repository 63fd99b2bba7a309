"""Planned layouts -> layout.py: a class for each struct and union, which reads like its listing."""

from collections.abc import Iterator, Mapping

from specgen.emit.imports import import_block
from specgen.emit.layouts import PlannedStruct
from specgen.emit.plan import PackagePlan
from specgen.emit.pyformat import Expression, Items, statement
from specgen.emit.source import Source, docstring

_BASES = {"struct": "Layout", "union": "UnionLayout"}


def layout_view(package: PackagePlan) -> Mapping[str, object]:
    """The view of layout.py."""
    structs = package.layouts.structs
    used = {word for struct in structs for member in struct.members for word in _words(member.annotation)}
    wire = {_BASES[struct.kind] for struct in structs} | {word for word in used if _is_wire(word)}
    shared = ["layout as common"] if any(word.startswith("common.") for word in used) else []
    imports = {
        "typing": ["Annotated"] if "Annotated" in used else [],
        "specgen.runtime.wire": sorted(wire),
        "virtio.common": shared,
    }
    whose = f"the {package.scope.title}" if package.scope.device is not None else package.scope.title
    doc = (
        f"The layouts of {whose}, packed as the text lists them."
        if structs
        else f"The text lists no layout of {whose}."
    )
    block = import_block(imports)
    return {
        "doc": docstring(doc, indent=0),
        "imports": [block] if block else [],
        "structs": [_struct(struct) for struct in structs],
    }


def _struct(struct: PlannedStruct) -> Mapping[str, object]:
    """One class."""
    members = [statement(f"{member.name}: ", member.annotation, indent=4) for member in struct.members]
    return {
        "name": Source(struct.name),
        "base": Source(_BASES[struct.kind]),
        "doc": _doc(struct),
        "members": members,
    }


def _doc(struct: PlannedStruct) -> Source:
    """The struct's name in the text, its size, and notes on members that have no exact form."""
    bytes_ = "1 byte" if struct.size == 1 else f"{struct.size} bytes"
    opened = [member.name for member in struct.members if member.open]
    size = f"{bytes_} and {', '.join(opened)}" if opened and struct.kind == "struct" else bytes_
    legacy = "It belongs to the legacy interface." if struct.legacy else ""
    notes = " ".join(member.note for member in struct.members if member.note)
    return docstring(f"`{struct.title}`, {size}.", legacy, notes, indent=4)


def _words(expression: Expression) -> Iterator[str]:
    """The names an annotation uses."""
    if isinstance(expression, Items):
        yield from expression.opening.rstrip("[(").split()
        for _, item in expression.items:
            yield from _words(item)
    elif isinstance(expression, Source):
        yield expression


def _is_wire(word: str) -> bool:
    """Whether a name of an annotation comes from the runtime."""
    return word in ("Array", "Bits") or (word[:1].islower() and word.lstrip("lbesu").isdigit())
