"""One standing -> the part of a page that its page of the report has too: clause, check, mutants, tests, verdicts."""

from collections.abc import Iterator

from specgen.cli.page import Block, Column, Page, Paragraph, Table
from specgen.cli.views.requirement import wording
from specgen.conformance.standing import SAYS, PeerVerdict, Standing


def standing_page(one: Standing, source: str, *, worded: bool) -> Page:
    """How a requirement of the text `source` stands, `worded` with what it says there; its history is no part of it."""
    return (
        Paragraph(f"How it stands in {source}", "strong"),
        *(wording(one.requirement) if worded else ()),
        Paragraph(f"{one.status.value}: {SAYS[one.status]}{f' ({one.reason})' if one.reason else ''}", "", 2),
        *_clause(one),
        *_named("applies", one.applies),
        *_named("monitor", one.monitor),
        Table("Mutants", _MUTANTS, tuple(_mutant(mutant.name, mutant.about, mutant.killed) for mutant in one.mutants)),
        Table("Tests", (Column("test", "strong"),), tuple((test,) for test in one.tests)),
        *_verdicts(one),
    )


_MUTANTS = (Column("mutant", "strong"), Column("what it breaks"), Column("noticed"))


def _mutant(name: str, about: str, killed: bool) -> tuple[str, ...]:
    return (name, about, "killed" if killed else "lives")


def _clause(one: Standing) -> Iterator[Block]:
    if one.readings:
        yield Paragraph(f"clause: the sentence can be read in {len(one.readings)} ways", "", 2)
        yield from (Paragraph(f"- {reading}", "", 4) for reading in one.readings)
    elif one.clause is None:
        why = f" {one.unparsed}" if one.unparsed else ""
        yield Paragraph(f"clause: none, the sentence could not be parsed.{why}", "", 2)
    else:
        yield Paragraph(f"clause: {one.clause}", "", 2)


def _named(name: str, text: str) -> Iterator[Block]:
    if text:
        yield Paragraph(f"{name}: {text}", "", 2)


def _verdicts(one: Standing) -> Iterator[Block]:
    if one.verdicts:
        yield Paragraph("Verdicts of the last run", "strong")
    elif one.checked:
        yield Paragraph("No run has judged it yet.", "quiet")
    for found in one.verdicts:
        yield Paragraph(_verdict(found), "", 2)
        yield from (Paragraph(line, "quiet", 6) for line in found.excerpt[:-1])
        yield from (Paragraph(f"> {line}", "strong", 4) for line in found.excerpt[-1:])


def _verdict(found: PeerVerdict) -> str:
    return f"{found.peer}: {found.verdict.value}{f', {found.about}' if found.about else ''}"
