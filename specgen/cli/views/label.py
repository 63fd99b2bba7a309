"""A label -> a page: what it is, where it stands, who refers to it, and the requirements of its section."""

from specgen.cli.page import PLACE, Column, Heading, Page, Paragraph, Table, counted, place
from specgen.cli.views.requirement import sentences_table
from specgen.model import Specification


def label_page(spec: Specification, label: str) -> Page:
    """The page of a label that is defined; one defined twice shows all its places."""
    definitions = [found for found in spec.labels if found.name == label]
    users = tuple(reference for reference in spec.references if reference.label == label)
    rows = tuple((f"\\{reference.macro}", place(reference.span)) for reference in users)
    return (
        Heading(label, f"{_kind(spec, label)} · {', '.join(place(found.span) for found in definitions)}"),
        Paragraph(definitions[0].title, "strong"),
        *(Paragraph(f"defined {len(definitions)} times", "strong") for _ in definitions[1:2]),
        Table(f"Referred to {counted(len(users), 'time')}", (Column("by"), PLACE), rows),
        _clauses(spec, label),
        sentences_table(tuple(found for found in spec.requirements if found.label == label)),
    )


def _kind(spec: Specification, label: str) -> str:
    for section in spec.normative_sections:
        if label in section.labels:
            return f"{section.role.value} normative section"
    if any(clause.label == label for clause in spec.conformance):
        return "conformance clause"
    prefix = label.partition(":")[0]
    return {"tab": "table", "table": "table", "lst": "listing", "itm": "item", "par": "paragraph"}.get(
        prefix, "section"
    )


def _clauses(spec: Specification, label: str) -> Table:
    rows = tuple(
        (clause.title, place(target.span))
        for clause in spec.conformance
        for target in clause.targets
        if target.label == label
    )
    return Table("Listed by conformance clauses", (Column("clause", "strong"), PLACE), rows)
