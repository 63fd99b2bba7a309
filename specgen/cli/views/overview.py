"""A specification -> a page of its device types, common facilities and requirements."""

from collections import Counter
from collections.abc import Iterable

from specgen.cli.page import Column, Heading, Page, Paragraph, Table, counted
from specgen.model import Kind, Requirement, Role, Specification

_NUMBERS = tuple(
    Column(title, "number", right=True) for title in ("bits", "queues", "structs", "constants", "driver", "device")
)


def overview_page(spec: Specification, name: str) -> Page:
    """Everything the specification holds, one line for each device type and chapter."""
    return (
        Heading(spec.title or name, _about(spec, name)),
        _device_types(spec),
        _chapters(spec),
        _totals(spec),
        Paragraph(
            "specgen show [SPEC] NAME shows one of them: a slug, label, struct, feature bit or requirement.", "quiet"
        ),
    )


def _about(spec: Specification, name: str) -> str:
    parts = [name] if spec.title else []
    if spec.version:
        parts.append(f"version {spec.version}")
    if spec.revision:
        parts.append(f"revision {spec.revision[:12]}")
    parts.append(counted(len(spec.files), "file"))
    parts.append(f"{len(spec.unread):,} unread")
    return " · ".join(parts)


def _device_types(spec: Specification) -> Table:
    normative = _normative_by_scope(spec.requirements)
    rows = tuple(
        (
            "" if device.id is None else str(device.id),
            device.slug,
            device.name,
            str(len(device.features)),
            str(len(device.virtqueues)),
            str(len(device.structs)),
            str(len(device.constants)),
            *_roles(normative, device.slug),
        )
        for device in spec.device_types
    )
    columns = (Column("ID", "number", right=True), Column("slug", "strong"), Column("device type"), *_NUMBERS)
    return Table(f"Device types ({len(rows)}), with their normative requirements", columns, rows)


def _chapters(spec: Specification) -> Table:
    """The scopes with normative text that are no device type, in the order of the text."""
    normative = _normative_by_scope(spec.requirements)
    slugs = {device.slug for device in spec.device_types}
    scopes = dict.fromkeys(requirement.scope for requirement in spec.requirements)
    rows = tuple(
        (scope, *_roles(normative, scope))
        for scope in scopes
        if scope not in slugs and _roles(normative, scope) != ("0", "0")
    )
    columns = (Column("scope", "strong"), *_NUMBERS[-2:])
    common = spec.common
    title = (
        f"Common: {counted(len(common.features), 'feature bit')}, {counted(len(common.structs), 'struct')}, "
        f"{counted(len(common.registers), 'register')}, {counted(len(common.device_ids), 'device ID')}"
    )
    return Table(title, columns, rows)


def _totals(spec: Specification) -> Table:
    kinds = Counter((requirement.kind, requirement.role) for requirement in spec.requirements)
    roles = tuple(role for role in Role if any(kinds[kind, role] for kind in Kind))
    rows = tuple(
        (kind.value, *(str(kinds[kind, role]) for role in roles), str(sum(kinds[kind, role] for role in roles)))
        for kind in Kind
        if any(kinds[kind, role] for role in roles)
    )
    numbers = (Column(title, "number", right=True) for title in (*(role.value for role in roles), "all"))
    return Table("Sentences with a keyword", (Column("kind", "strong"), *numbers), rows)


def _normative_by_scope(requirements: Iterable[Requirement]) -> Counter[tuple[str, Role]]:
    return Counter((found.scope, found.role) for found in requirements if found.kind is Kind.NORMATIVE)


def _roles(counts: Counter[tuple[str, Role]], scope: str) -> tuple[str, str]:
    """Requirements of both roles count for each."""
    both = counts[scope, Role.BOTH]
    return str(counts[scope, Role.DRIVER] + both), str(counts[scope, Role.DEVICE] + both)
