"""Structs that the text and the headers both know -> rows for their sizes and the offsets of their fields."""

from collections.abc import Iterator, Sequence

from specgen.drift.headers.model import HeaderField, HeaderStruct
from specgen.drift.rows import Row, Status, Subject
from specgen.model import Field, Specification, Struct

_OTHER_NAMES = {
    "virtq_desc": "vring_desc",
    "virtq_avail": "vring_avail",
    "virtq_used": "vring_used",
    "virtq_used_elem": "vring_used_elem",
    "pvirtq_desc": "vring_packed_desc",
    "pvirtq_event_suppress": "vring_packed_desc_event",
}
"""What the headers call the structs of the rings."""

_Extent = tuple[int, int, int, int]


def layout_rows(spec: Specification, theirs: Sequence[HeaderStruct]) -> Iterator[Row]:
    """A row for each struct both know and for each of its fields; legacy variants where there is no other."""
    known = {struct.name: struct for struct in theirs}
    for name, ours in _by_name(spec).items():
        other = known.get(name) or known.get(_OTHER_NAMES.get(name, ""))
        if other is not None:
            yield _struct_row(ours, other)
            yield from _field_rows(ours, other)


def _by_name(spec: Specification) -> dict[str, Struct]:
    found: dict[str, Struct] = {}
    everything = [struct for device in spec.device_types for struct in device.structs]
    for legacy in (False, True):
        for struct in (*everything, *spec.common.structs):
            if struct.name and struct.legacy is legacy:
                found.setdefault(struct.name, struct)
    return found


def _struct_row(ours: Struct, theirs: HeaderStruct) -> Row:
    """Sizes; one that the text leaves open cannot differ."""
    here = "open" if ours.size is None else str(ours.size)
    status = Status.SAME if ours.size is None or ours.size == theirs.size else Status.DIFFERING
    if status is Status.SAME and ours.name != theirs.name:
        status = Status.RENAMED
    return Row(Subject.STRUCT, status, ours.name, theirs.name, here, str(theirs.size), ours.span, theirs.span)


def _field_rows(ours: Struct, theirs: HeaderStruct) -> Iterator[Row]:
    """Fields by path, then by place; what one side holds as one piece is not compared within."""
    here = list(_flat(ours.fields))
    matched = _matched(here, theirs)
    used = {other.path for other in matched.values()}
    extents = {_extent_there(other) for other in matched.values()}
    paths = {path for path, _ in here}
    entered_here = {_parent(path) for path in paths}
    entered_there = {_parent(field.path) for field in theirs.fields}
    for path, field in here:
        other = matched.get(path)
        if other is not None:
            yield _row(ours, theirs, _status(path, field, other), (path, field), other)
        elif not any(inner.startswith(f"{path}.") for inner in matched) and _comparable(path, matched, entered_there):
            yield _row(ours, theirs, Status.HERE, (path, field), None)
    for theirs_own in theirs.fields:
        parent = _parent(theirs_own.path)
        comparable = not parent or (parent in used and parent in entered_here)
        if theirs_own.path not in used and _extent_there(theirs_own) not in extents and comparable:
            yield _row(ours, theirs, Status.THERE, None, theirs_own)


def _matched(here: list[tuple[str, Field]], theirs: HeaderStruct) -> dict[str, HeaderField]:
    """The header's field for each of the text's; bit fields may share an integer that has their bytes."""
    there = {field.path: field for field in theirs.fields}
    paths = {path for path, _ in here}
    by_place: dict[_Extent, HeaderField] = {}
    for one in theirs.fields:
        if one.path not in paths:
            by_place.setdefault(_extent_there(one), one)
    found = {}
    for path, field in here:
        other = there.get(path)
        extent = _extent_here(field)
        if other is None and extent is not None and not (field.bits is not None and _parent(path)):
            other = by_place.get(extent) or (by_place.get((*extent[:2], 0, 0)) if field.bits is not None else None)
        if other is not None:
            found[path] = other
    return found


def _comparable(path: str, matched: dict[str, HeaderField], entered: set[str]) -> bool:
    """Whether the headers look into what `path` lies within."""
    parent = _parent(path)
    return not parent or (parent in matched and matched[parent].path in entered)


def _parent(path: str) -> str:
    return path.rpartition(".")[0]


def _status(path: str, field: Field, other: HeaderField) -> Status:
    """A length that the text leaves open has size 0, or one for a guess, in the headers."""
    extent, theirs = _extent_here(field), _extent_there(other)
    if field.offset is None or (extent is None and field.offset == other.offset):
        agrees = True
    elif extent is None:
        agrees = False
    elif field.bits is not None and other.bits is None:
        agrees = extent[:2] == theirs[:2]
    else:
        agrees = extent == theirs
    if not agrees:
        return Status.DIFFERING
    return Status.SAME if path == other.path else Status.RENAMED


def _flat(fields: Sequence[Field], prefix: str = "") -> Iterator[tuple[str, Field]]:
    for field in fields:
        path = f"{prefix}{field.name}"
        if field.name:
            yield path, field
        yield from _flat(field.fields if field.count is None else (), f"{path}." if field.name else prefix)


def _extent_here(field: Field) -> _Extent | None:
    if field.offset is None or field.size is None:
        return None
    return field.offset, field.size, field.bit_offset or 0, field.bits or 0


def _extent_there(field: HeaderField) -> _Extent:
    first, width = field.bits or (0, 0)
    return field.offset, field.size, first, width


def _row(
    ours: Struct, theirs: HeaderStruct, status: Status, here: tuple[str, Field] | None, there: HeaderField | None
) -> Row:
    name = f"{ours.name}.{here[0] if here else there.path if there else ''}"
    return Row(
        Subject.FIELD,
        status,
        name,
        f"{theirs.name}.{there.path}" if there else "",
        _value(here[1].offset, here[1].size) if here else "",
        _value(there.offset, there.size) if there else "",
        here[1].span if here else None,
        there.span if there else None,
    )


def _value(offset: int | None, size: int | None) -> str:
    return f"{'?' if offset is None else offset}+{'?' if size is None else size}"
