"""What the ledger knows of a requirement -> the page of its life, with the wordings found in the texts given."""

from collections.abc import Iterable

from specgen.cli.page import Block, Column, Heading, Page, Paragraph, Table
from specgen.cli.views.requirement import joined, wording
from specgen.diagnostics import SpecgenError
from specgen.ledger.entry import ID, PROVISIONAL, Entry, Wording, version_name
from specgen.ledger.ledger import Ledger
from specgen.ledger.report import suspects
from specgen.ledger.store import load_ledger
from specgen.model import Requirement, Specification

Texts = dict[str, Requirement]
"""Fingerprint to wording, of the texts at hand: the ledger itself holds none."""

_UNKNOWN = "(in none of the texts given)"
_NO_TEXT = "(no text was given to take the wording from)"


def texts_of(specifications: Iterable[Specification]) -> Texts:
    """The wordings of some texts; of two that differ in markup only, the last counts."""
    return {
        requirement.fingerprint: requirement
        for specification in specifications
        for requirement in specification.requirements
    }


def known_history(name: str) -> Page:
    """Where the requirement stood in the versions that the ledger knows; nothing for one without a number."""
    if not ID.fullmatch(name):
        return ()
    ledger = load_ledger()
    entry = ledger.find(name)
    return () if entry is None else (*_facts(ledger, entry, entry.revision), history_table(entry))


def ledger_page(specification: Specification, word: str) -> Page | None:
    """The page of an ID that the text does not have, or of `ID@VERSION`; None for a word that is none of these."""
    name = word.partition("@")[0]
    if not (ID.fullmatch(name) or PROVISIONAL.fullmatch(name)):
        return None
    ledger = load_ledger()
    found = find_entry(ledger, word)
    return None if found is None else entry_page(ledger, *found, texts_of([specification]))


def find_entry(ledger: Ledger, word: str) -> tuple[Entry, str] | None:
    """The entry and the version that `ID` or `ID@VERSION` names; None for a word that is no ID of the ledger.

    SpecgenError for an ID that the version does not have.
    """
    name, _, version = word.partition("@")
    entry = ledger.find(name)
    if entry is None:
        return None
    version = version_name(version)
    if version and version not in ledger.versions:
        raise SpecgenError(
            f"the ledger does not know version {version!r}", hint=f"it knows {', '.join(ledger.versions) or 'none'}"
        )
    if version and version not in entry.places:
        until = "" if entry.until is None else f", and was retired as of {entry.until}"
        raise SpecgenError(f"{entry.id} is not in {version}: it came with {entry.since}{until}")
    return entry, version


def entry_page(ledger: Ledger, entry: Entry, version: str, texts: Texts, standing: Page = ()) -> Page:
    """All that is known of one requirement; `version` says which wording comes first, "" for the last.

    `standing` is how it stands in a text at hand, which comes before its history.
    """
    shown = entry.wording_at(version) if version else entry.wording
    title = f"{entry.id}@{version}" if version else entry.id
    about = f"{entry.kind} · {entry.role} · {', '.join(shown.levels)} · {entry.status.value}"
    return (
        Heading(title, about),
        *_wording(shown, texts),
        *_place(entry, shown, version, texts),
        *standing,
        *_facts(ledger, entry, entry.wordings.index(shown) + 1),
        history_table(entry),
        *_other_wordings(entry, shown, texts),
    )


def history_table(entry: Entry) -> Table:
    """Where it stood in each version, and with which wording."""
    rows = []
    for version, place in entry.places.items():
        found = entry.wording_at(version)
        rows.append((version, place, str(_revision(entry, version)), ", ".join(found.levels), found.fingerprint))
    columns = (
        Column("version", "strong"),
        Column("place"),
        Column("revision", "number", right=True),
        Column("level"),
        Column("fingerprint", "quiet"),
    )
    return Table("History", columns, tuple(rows))


def review_page(ledger: Ledger, texts: Texts) -> Page:
    """The reworded requirements that wait for somebody to look, before and now side by side."""
    waiting = suspects(ledger)
    if not waiting:
        return (Heading("Nothing to review", "every rewording has been looked at"),)
    rows = tuple(
        (entry.id, _versions(entry.wordings[-2]), *(_cell(wording, texts) for wording in entry.wordings[-2:]))
        for entry in waiting
    )
    columns = (Column("id", "strong"), Column("until", "quiet"), Column("before"), Column("now"))
    about = "specgen ids review --accept ID says that it is still the same requirement"
    return (Heading(f"{len(rows)} reworded, not yet reviewed", about), Table("Wordings", columns, rows))


def _place(entry: Entry, shown: Wording, version: str, texts: Texts) -> Iterable[Block]:
    """The section, by its label as the text has it where there is one, and the place."""
    requirement = texts.get(shown.fingerprint)
    section = entry.label if requirement is None else requirement.label or " > ".join(requirement.section)
    yield Paragraph(section, "quiet")
    place = entry.places[version] if version else next(reversed(entry.places.values()), "")
    if place:
        yield Paragraph(place, "quiet", 2)


def _facts(ledger: Ledger, entry: Entry, revision: int) -> Iterable[Block]:
    facts = (
        ("since", entry.since),
        ("retired as of", entry.until or ""),
        ("wording", f"revision {revision} of {entry.revision}, {entry.status.value}"),
        ("replaces", ", ".join(entry.replaces)),
        ("replaced by", ", ".join(found.id for found in ledger.successors(entry.id))),
        ("also called", ", ".join(entry.aliases)),
    )
    yield Paragraph("What the ledger knows", "quiet")
    for name, value in facts:
        if value:
            yield Paragraph(f"{name}: {value}", "", 2)


def _other_wordings(entry: Entry, shown: Wording, texts: Texts) -> Iterable[Block]:
    for number, found in enumerate(entry.wordings, 1):
        if found is not shown:
            yield Paragraph(f"revision {number}, {_versions(found)}:", "quiet")
            yield from _wording(found, texts)


def _wording(found: Wording, texts: Texts) -> list[Block]:
    requirement = texts.get(found.fingerprint)
    return [Paragraph(_UNKNOWN if texts else _NO_TEXT, "quiet")] if requirement is None else wording(requirement)


def _cell(found: Wording, texts: Texts) -> str:
    requirement = texts.get(found.fingerprint)
    if requirement is None:
        return _UNKNOWN if texts else _NO_TEXT
    return joined(requirement)


def _versions(wording: Wording) -> str:
    return ", ".join(wording.versions) or "between versions"


def _revision(entry: Entry, version: str) -> int:
    return entry.wordings.index(entry.wording_at(version)) + 1
