"""Parts of all files -> one specification: names are resolved only here, after everything has been created."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from specgen.diagnostics import Diagnostic, SpecgenError
from specgen.extract.constants import constants_from_entries, constants_from_rows, device_ids
from specgen.extract.discovery import Discovery
from specgen.extract.features import extract_dependencies, extract_features, extract_ranges
from specgen.extract.layout import resolve_constants, resolve_structs
from specgen.extract.parts import FilePart, RawEntry, RawParagraph, RawRow, RawSentence
from specgen.extract.requirements import conformance_clauses, link_requirements, normative_sections
from specgen.extract.sections import SLUGS, DeviceSection, Outline, Section, assemble, headings, slug_by_place
from specgen.extract.virtqueues import extract_virtqueues, is_queue_section
from specgen.model import (
    Common,
    Constant,
    DeviceType,
    FeatureBit,
    LabelDef,
    Specification,
    Struct,
    Unread,
)
from specgen.trees import Tree

_T = TypeVar("_T")
_Raw = TypeVar("_Raw", RawEntry, RawParagraph, RawRow, RawSentence)
_CONFIG_TITLE = re.compile(r"^device configuration (?:layout|space)$", re.IGNORECASE)
_VERSION = re.compile(r"\bv?(\d+\.\d+(?:\.\d+)?)\b")
_NUMBER = re.compile(r"\d+")


def link(tree: Tree, parts: dict[str, FilePart], discovery: Discovery) -> tuple[Specification, list[Diagnostic]]:
    """Put the parts together in the order of the text."""
    return _Linker(tree, parts, discovery).specification(), [
        *discovery.diagnostics,
        *(diagnostic for part in parts.values() for diagnostic in part.diagnostics),
    ]


@dataclass(slots=True)
class _Linker:
    tree: Tree
    parts: dict[str, FilePart]
    discovery: Discovery

    def specification(self) -> Specification:
        outline = assemble(self.parts, self.tree.entry, self.discovery.targets)
        self._name_devices(outline)
        located = _Located(outline)
        references = located.references
        linked = frozenset(
            reference.label for section, reference in references if section is not None and _clause(section)
        )
        structs = self._structs(located)
        constants = self._constants(located)
        resolved = resolve_structs([struct for _, struct in structs], [constant for _, constant in constants])
        placed = [(section, struct) for (section, _), struct in zip(structs, resolved, strict=True)]
        devices = [section.device for section in outline.sections if section.is_device]
        device_types = tuple(
            self._device(device, located, placed, constants) for device in devices if device is not None
        )
        title, version = self._title()
        return Specification(
            title=title,
            version=version,
            revision=self.tree.revision,
            files=tuple(visit.part.path for visit in outline.visits),
            device_types=device_types,
            common=self._common(located, placed, constants),
            requirements=tuple(link_requirements(located.sentences, linked)),
            normative_sections=tuple(normative_sections(outline, linked)),
            labels=tuple(_labels(located, outline)),
            references=tuple(reference for _, reference in references),
            conformance=conformance_clauses(outline, references),
            unread=(*self.discovery.unread, *located.unread()),
            headings=headings(outline),
        )

    def _name_devices(self, outline: Outline) -> None:
        """Give device types of versions without directories the slugs of their device IDs."""
        ids = {id(device): number for device, number in _stated_ids(outline)}
        for section in outline.sections:
            device = section.device
            if section.is_device and device is not None and slug_by_place(section) is None:
                device.slug = SLUGS.get(ids.get(id(device), -1), device.slug)

    def _structs(self, located: "_Located") -> list[tuple[Section | None, Struct]]:
        return [
            (section, replace(struct, section=_path(section), legacy=section is not None and section.legacy))
            for section, struct in located.structs
        ]

    def _constants(self, located: "_Located") -> list[tuple[Section | None, Constant]]:
        found: list[tuple[Section | None, Constant]] = [
            (section, replace(constant, section=_path(section))) for section, constant in located.constants
        ]
        entries = [(section, entry) for section, entry in located.entries if section is not None]
        rows = [(section, row) for section, row in located.rows if section is not None]
        found += constants_from_entries(entries)
        found += constants_from_rows(rows)
        files = {visit.part.path: number for number, visit in enumerate(located.outline.visits)}
        found.sort(key=lambda pair: (files[pair[1].span.file], pair[1].span.line, pair[1].span.column))
        resolved = resolve_constants([constant for _, constant in found])
        return [(section, constant) for (section, _), constant in zip(found, resolved, strict=True)]

    def _device(
        self,
        device: DeviceSection,
        located: "_Located",
        structs: list[tuple[Section | None, Struct]],
        constants: list[tuple[Section | None, Constant]],
    ) -> DeviceType:
        entries = located.entries_of.get(id(device), [])
        features = _features(entries)
        own_structs = [(section, struct) for section, struct in structs if _of(section, device)]
        return DeviceType(
            id=located.ids.get(id(device)),
            name=device.section.raw.title,
            slug=device.slug,
            features=features,
            virtqueues=extract_virtqueues(
                [entry for section, entry in entries if section is not None and is_queue_section(section)],
                [
                    paragraph
                    for section, paragraph in located.paragraphs
                    if section is not None and _of(section, device) and is_queue_section(section)
                ],
                [feature.name for feature in features],
            ),
            config=_config(own_structs),
            structs=tuple(struct for _, struct in own_structs),
            constants=tuple(constant for section, constant in constants if _of(section, device)),
            span=device.section.raw.span,
        )

    def _common(
        self,
        located: "_Located",
        structs: list[tuple[Section | None, Struct]],
        constants: list[tuple[Section | None, Constant]],
    ) -> Common:
        entries = [
            (section, entry) for section, entry in located.entries if section is not None and section.device is None
        ]
        return Common(
            features=tuple(feature for _, feature in extract_features(entries)),
            structs=tuple(struct for section, struct in structs if section is None or section.device is None),
            constants=tuple(constant for section, constant in constants if section is None or section.device is None),
            registers=tuple(register for visit in located.outline.visits for register in visit.part.registers),
            device_ids=tuple(device_ids((section, row) for section, row in located.rows if section is not None)),
            feature_ranges=tuple(extract_ranges(entries)),
        )

    def _title(self) -> tuple[str, str]:
        """Title and version: from the preamble's definitions, else the REVISION file, else the tree's own name."""
        definitions = {name: text for part in self.parts.values() for name, text in part.definitions.items()}
        version = _expand(definitions.get("virtiorev", ""), definitions)
        if not version:
            found = _VERSION.search(self._revision_file()) or _VERSION.search(self.tree.name.rsplit("/", 1)[-1])
            version = found.group(1) if found is not None else ""
        return _expand(definitions.get("virtioversion", ""), {"virtiorev": version, **definitions}), version

    def _revision_file(self) -> str:
        try:
            return self.tree.read("REVISION").decode(errors="replace")
        except (OSError, ValueError, SpecgenError):
            return ""


def _expand(text: str, definitions: dict[str, str]) -> str:
    for _ in range(5):
        text = re.sub(r"\\([A-Za-z]+)\s?", lambda match: definitions.get(match[1], ""), text)
    return " ".join(text.replace("{", "").replace("}", "").split())


def _path(section: Section | None) -> tuple[str, ...]:
    return () if section is None else section.path


def _of(section: Section | None, device: DeviceSection) -> bool:
    return section is not None and section.device is device


def _clause(section: Section) -> bool:
    return section.raw.kind == "conformance" or section.within("conformance")


def _features(entries: list[tuple[Section | None, RawEntry]]) -> tuple[FeatureBit, ...]:
    placed = [(section, entry) for section, entry in entries if section is not None]
    dependencies: dict[str, tuple[tuple[str, ...], ...]] = {}
    for _, name, requires in extract_dependencies(placed):
        dependencies[name] = (*dependencies.get(name, ()), *requires)
    return tuple(
        replace(feature, requires=tuple(dict.fromkeys((*feature.requires, *dependencies.get(feature.name, ())))))
        for _, feature in extract_features(placed)
    )


def _config(structs: list[tuple[Section | None, Struct]]) -> str | None:
    """The struct of the section "Device configuration layout": the one named so, else the first that stands there."""
    candidates = [
        struct.name
        for section, struct in structs
        if section is not None and not struct.legacy and struct.name and _CONFIG_TITLE.search(section.raw.title)
    ]
    named = [name for name in candidates if name.endswith("_config")]
    return next(iter(named or candidates), None)


def _labels(located: "_Located", outline: Outline) -> Iterator[LabelDef]:
    """All labels in the order of the text, those that normative macros make included."""
    found = [label for _, label in located.labels]
    written = {(label.name, label.span.file) for label in found}
    for section in outline.sections:
        if section.raw.kind == "normative":
            found += [
                LabelDef(label, section.raw.title, section.raw.span)
                for label in section.raw.labels
                if (label, section.file) not in written
            ]
    order = {visit.part.path: number for number, visit in enumerate(outline.visits)}
    found.sort(key=lambda label: (order.get(label.span.file, 0), label.span.line, label.span.column))
    yield from found


def _stated_ids(outline: Outline) -> Iterator[tuple[DeviceSection, int]]:
    for visit in outline.visits:
        for paragraph in visit.part.paragraphs:
            section = visit.section(paragraph.section)
            if section is None or section.device is None or section.raw.title.casefold() != "device id":
                continue
            number = _NUMBER.search(paragraph.text)
            if number is not None and section.parent is section.device.section:
                yield section.device, int(number.group())


class _Located:
    """The parts' raw things beside the sections they stand in, each list in the order of the text."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.ids: dict[int, int] = {}
        for device, number in _stated_ids(outline):
            self.ids.setdefault(id(device), number)
        self._order = {id(section): number for number, section in enumerate(outline.sections)}
        self.entries = self._numbered(lambda part: part.entries)
        self.entries_of: dict[int, list[tuple[Section | None, RawEntry]]] = {}
        for section, entry in self.entries:
            if section is not None and section.device is not None:
                self.entries_of.setdefault(id(section.device), []).append((section, entry))
        self.paragraphs = self._numbered(lambda part: part.paragraphs)
        self.rows = self._numbered(lambda part: part.rows)
        self.sentences = self._numbered(lambda part: part.sentences)
        self.structs = self._paired(lambda part: part.structs)
        self.constants = self._paired(lambda part: part.constants)
        self.labels = self._paired(lambda part: part.labels)
        self.references = self._paired(lambda part: part.references)

    def _numbered(self, items: Callable[[FilePart], list[_Raw]]) -> list[tuple[Section | None, _Raw]]:
        return self._sorted(
            (visit.section(item.section), item) for visit in self.outline.visits for item in items(visit.part)
        )

    def _paired(self, items: Callable[[FilePart], list[tuple[int, _T]]]) -> list[tuple[Section | None, _T]]:
        return self._sorted(
            (visit.section(number), item) for visit in self.outline.visits for number, item in items(visit.part)
        )

    def _sorted(self, pairs: Iterable[tuple[Section | None, _T]]) -> list[tuple[Section | None, _T]]:
        return sorted(pairs, key=lambda pair: -1 if pair[0] is None else self._order[id(pair[0])])

    def unread(self) -> Iterator[Unread]:
        """What the passes over the files could not read."""
        for visit in self.outline.visits:
            yield from visit.part.unread
