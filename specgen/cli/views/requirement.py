"""Requirements -> tables of their levels and sections, and the page of a single one."""

from collections import Counter

from specgen.cli.page import PLACE, Block, Column, Heading, Page, Paragraph, Table, place
from specgen.model import Kind, Requirement, Role, Specification
from specgen.model.clause import Reading

_LEVELS = ("MUST", "MUST NOT", "REQUIRED", "SHALL", "SHALL NOT")
_WEAKER_LEVELS = ("SHOULD", "SHOULD NOT", "RECOMMENDED", "NOT RECOMMENDED", "MAY", "OPTIONAL")


def levels_table(requirements: tuple[Requirement, ...]) -> Table:
    """How many normative sentences of each role use each keyword; one with two keywords counts in both columns."""
    normative = [found for found in requirements if found.kind is Kind.NORMATIVE]
    used = Counter((found.role, level) for found in normative for level in dict.fromkeys(found.levels))
    per_role = Counter(found.role for found in normative)
    levels = tuple(level for level in (*_LEVELS, *_WEAKER_LEVELS) if any(used[role, level] for role in Role))
    rows = tuple(
        (role.value, *(str(used[role, level] or "") for level in levels), str(per_role[role]))
        for role in Role
        if per_role[role]
    )
    numbers = (Column(title, "number", right=True) for title in (*levels, "sentences"))
    return Table("Normative requirements", (Column("role", "strong"), *numbers), rows)


def sections_table(spec: Specification, scope: str, home: str) -> Table:
    """The normative sections of a scope with their labels, which `show` takes."""
    counts = Counter(found.label for found in spec.requirements)
    rows = tuple(
        (
            section.role.value,
            section.labels[0] if section.labels else section.title,
            str(sum(counts[label] for label in section.labels)),
            "" if section.linked else "no",
            place(section.span, home),
        )
        for section in spec.normative_sections
        if section.scope == scope
    )
    columns = (
        Column("role"),
        Column("label", "strong"),
        Column("sentences", "number", right=True),
        Column("linked"),
        PLACE,
    )
    return Table("Normative sections", columns, rows)


def scope_page(spec: Specification, scope: str) -> Page:
    """The requirements of a chapter that is no device type."""
    found = tuple(requirement for requirement in spec.requirements if requirement.scope == scope)
    return (Heading(scope, "a scope of the common chapters"), levels_table(found), sections_table(spec, scope, ""))


def requirement_page(requirement: Requirement, reading: Reading | None = None) -> Page:
    """One requirement with all that is known of it; `reading` is what it means, where that is to be shown here."""
    linked = "" if requirement.kind is not Kind.NORMATIVE or requirement.linked else " · no conformance clause lists it"
    about = f"{requirement.kind.value} · {requirement.role.value} · {', '.join(requirement.levels)}{linked}"
    return (
        Heading(requirement.id, f"{about} · {place(requirement.span)}"),
        Paragraph(" > ".join(requirement.section), "quiet"),
        *wording(requirement),
        *(() if reading is None else meaning(reading)),
    )


def meaning(reading: Reading) -> list[Block]:
    """The clause in a sentence of our own and whom its rules bind, or the readings of an ambiguous sentence."""
    from specgen.syntax.clause.rendering import render_clause

    if reading.clause is None:
        readings = [Paragraph(f"either: {render_clause(one)}", "", 2) for one in reading.readings]
        said = "ambiguous as a clause" if readings else "not read as a clause"
        return [Paragraph(said, "quiet"), *readings]
    bound = ", ".join(dict.fromkeys(rule.actor.value for rule in reading.clause.rules))
    return [Paragraph(f"clause, binds {bound}:", "quiet"), Paragraph(render_clause(reading.clause), "", 2)]


def wording(requirement: Requirement) -> list[Block]:
    """Condition, sentence and list items, as they follow each other in the text."""
    blocks: list[Block] = [Paragraph(f"applies if {condition}", "quiet") for condition in requirement.applies_if]
    if requirement.condition:
        blocks.append(Paragraph(requirement.condition))
    blocks.append(Paragraph(requirement.text, "strong", 2 if requirement.condition else 0))
    for item in requirement.items:
        label = "- " if item.label is None else f"{item.label}: "
        blocks.append(Paragraph(f"{label}{item.text}", "", 4))
    return blocks


def sentences_table(requirements: tuple[Requirement, ...]) -> Table:
    """Requirements in full, a row each."""
    rows = tuple(
        (found.id, ", ".join(dict.fromkeys(found.levels)), joined(found), str(found.span.line))
        for found in requirements
    )
    columns = (Column("id", "strong"), Column("level"), Column("text"), Column("line", "quiet", right=True))
    return Table("Requirements", columns, rows)


def joined(requirement: Requirement) -> str:
    """Condition, sentence and list items in one line."""
    parts = [requirement.condition or "", requirement.text]
    return " ".join([part for part in parts if part] + [f"- {item.text}" for item in requirement.items])
