"""Raw sentences and the section tree -> requirements, normative sections and conformance clauses."""

import re
from collections.abc import Iterable, Iterator

from specgen.extract.fingerprint import fingerprint
from specgen.extract.parts import RawSentence
from specgen.extract.sections import Outline, Section
from specgen.model import ConformanceClause, Kind, NormativeSection, Reference, Requirement, Role

_NORMATIVE_LABEL = re.compile(r"^(?:driver|device)normative:")


def kind_of(section: Section | None) -> Kind:
    """Where a sentence of this section stands."""
    if section is None:
        return Kind.INFORMATIVE
    if section.raw.kind == "normative":
        return Kind.NORMATIVE
    if section.legacy:
        return Kind.LEGACY
    if section.raw.kind == "conformance" or section.within("conformance"):
        return Kind.CONFORMANCE
    return Kind.INFORMATIVE


def link_requirements(
    sentences: Iterable[tuple[Section | None, RawSentence]], linked: frozenset[str]
) -> Iterator[Requirement]:
    """The requirements in the order of the text; a sentence about applicability counts for those after it.

    They have no IDs but those that comments give them: numbers are the ledger's.
    """
    current: Section | None = None
    applies: tuple[str, ...] = ()
    for section, sentence in sentences:
        if section is not current:
            current, applies = section, ()
        if not sentence.levels:
            applies = (*applies, sentence.text)
            continue
        yield _requirement(section, sentence, applies, linked)


def _requirement(
    section: Section | None,
    sentence: RawSentence,
    applies: tuple[str, ...],
    linked: frozenset[str],
) -> Requirement:
    kind = kind_of(section)
    role = Role(section.raw.role) if section is not None and kind is Kind.NORMATIVE and section.raw.role else Role.OTHER
    scope = "front" if section is None else section.scope
    labels = () if section is None else section.raw.labels
    return Requirement(
        id=sentence.claim or "",
        scope=scope,
        role=role,
        kind=kind,
        levels=sentence.levels,
        label=labels[0] if labels else None,
        section=() if section is None else section.path,
        text=sentence.text,
        condition=sentence.condition,
        items=sentence.items,
        fingerprint=fingerprint(sentence.text, sentence.condition, (item.text for item in sentence.items)),
        applies_if=applies,
        linked=any(label in linked for label in labels),
        span=sentence.span,
    )


def normative_sections(outline: Outline, linked: frozenset[str]) -> Iterator[NormativeSection]:
    """The driver and device normative sections, in the order of the text."""
    for section in outline.sections:
        raw = section.raw
        if raw.kind == "normative" and raw.role is not None:
            yield NormativeSection(
                Role(raw.role),
                raw.labels,
                raw.title,
                section.path,
                section.scope,
                any(label in linked for label in raw.labels),
                raw.span,
            )


def conformance_clauses(
    outline: Outline, references: Iterable[tuple[Section | None, Reference]]
) -> tuple[ConformanceClause, ...]:
    """The clauses of the conformance chapter: sections there that name normative sections, or are marked as clauses."""
    targets: dict[int, list[Reference]] = {}
    for section, reference in references:
        if section is not None and reference.macro == "ref" and _NORMATIVE_LABEL.match(reference.label):
            targets.setdefault(id(section), []).append(reference)
    return tuple(
        ConformanceClause(
            section.raw.title,
            section.raw.labels[0] if section.raw.labels else None,
            _clause_role(section),
            tuple(targets.get(id(section), ())),
            section.raw.span,
        )
        for section in outline.sections
        if section.raw.kind == "conformance" or (section.within("conformance") and id(section) in targets)
    )


def _clause_role(section: Section) -> Role:
    title = section.raw.title.casefold()
    driver, device = "driver" in title, "device" in title
    if driver and not device:
        return Role.DRIVER
    if device and not driver:
        return Role.DEVICE
    return Role.BOTH if driver else Role.OTHER
