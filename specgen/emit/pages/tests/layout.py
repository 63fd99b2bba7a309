"""Planned layouts -> test_layout.py: sizes and offsets as the text's listings give them, and round trips."""

from collections.abc import Iterator, Mapping

from specgen.emit.imports import import_block
from specgen.emit.layouts import PlannedStruct
from specgen.emit.members import Member
from specgen.emit.pages.tests.negotiation import mark
from specgen.emit.plan import PackagePlan
from specgen.emit.pyformat import Expression, call, mapping, sequence, statement
from specgen.emit.source import Source, pyrepr


def layout_tests_view(package: PackagePlan) -> Mapping[str, object]:
    """The view of test_layout.py."""
    stated = sequence(_row(package, struct) for struct in package.layouts.structs)
    checks = ["Stated", "check_places", "check_round_trip", "check_too_short"]
    if any(tuple(_members(struct)) for struct in package.layouts.structs):
        checks.append("Member")
    imports = {
        "typing": ["Final"],
        "specgen.runtime.testing.layouts": checks,
        package.module: ["layout"],
    }
    return {"imports": import_block(imports, ["pytest"]), "stated": statement("STATED: Final = ", stated)}


def _row(package: PackagePlan, struct: PlannedStruct) -> Expression:
    """`Stated(...)`, or `pytest.param(Stated(...), marks=(...))` where requirements name the struct."""
    ids = package.mentions.of_struct(struct.title)
    if not ids:
        return _stated(struct)
    return call("pytest.param", _stated(struct), marks=sequence(mark(one) for one in ids))


def _stated(struct: PlannedStruct) -> Expression:
    """`Stated(layout.VirtioBalloonConfig, 16, {"num_pages": Member(0, 4, "little")})`."""
    size = Source("None" if struct.stated is None else str(struct.stated))
    members = mapping(_members(struct))
    named = {"members": members} if members.items else {}
    return call("Stated", Source(f"layout.{struct.name}"), size, **named)


def _members(struct: PlannedStruct) -> Iterator[tuple[Source, Expression]]:
    """The members whose place the text gives."""
    for member in struct.members:
        offset, size = member.field.offset, member.field.size
        if offset is not None and struct.base is not None and size is not None and not member.open:
            yield pyrepr(member.name), _place(member, offset - struct.base, size)


def _place(member: Member, offset: int, size: int) -> Expression:
    arguments: list[Expression] = [Source(str(offset)), Source(str(size))]
    if member.scalar is not None and member.field.count is None:
        arguments.append(pyrepr("big" if member.scalar.name.startswith("be") else "little"))
        bits, first = member.field.bits, member.field.bit_offset
        if bits is not None and first is not None:
            arguments.append(sequence((Source(str(first)), Source(str(bits)))))
        elif member.scalar.name.startswith("s"):
            arguments.pop()  # the sign is not part of what the text states
    return call("Member", *arguments)
