r"""Parts in the order of their `\input` -> the section tree of the whole specification, with scopes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from specgen.extract.parts import NO_SECTION, FilePart, RawSection
from specgen.model import Heading
from specgen.source import Span

_LEGACY = re.compile(r"^legacy\b|\blegacy interfaces?\b", re.IGNORECASE)
_DEVICE_DIRECTORY = re.compile(r"(?:^|/)device-types/([^/]+)/[^/]+$")
_DEVICE_FILE = re.compile(r"(?:^|/)virtio-([a-z0-9-]+)\.tex$")
_NOT_WORD = re.compile(r"[^a-z0-9]+")

SLUGS = {
    1: "net", 2: "blk", 3: "console", 4: "entropy", 5: "balloon", 8: "scsi", 16: "gpu", 17: "rtc", 18: "input",
    19: "vsock", 20: "crypto", 23: "iommu", 24: "mem", 25: "sound", 26: "fs", 27: "pmem", 28: "rpmb", 32: "scmi",
    34: "i2c", 36: "can", 41: "gpio", 45: "spi", 48: "media",
}  # fmt: skip
"""Device ID to slug, for device types described in content.tex: their later directory names."""

_SCOPES = (
    ("basic facilities of a virtio device / virtqueues / virtqueue reset", "basic"),
    ("basic facilities of a virtio device / virtqueues", "split"),
    ("basic facilities of a virtio device / split virtqueues", "split"),
    ("basic facilities of a virtio device / packed virtqueues", "packed"),
    ("virtio transport options / virtio over pci bus", "pci"),
    ("virtio transport options / virtio over mmio", "mmio"),
    ("virtio transport options / virtio over channel i/o", "ccw"),
    ("basic facilities of a virtio device / device groups", "admin"),
    ("basic facilities of a virtio device / administration virtqueues", "admin"),
    ("basic facilities of a virtio device / device parts", "admin"),
    ("basic facilities of a virtio device", "basic"),
    ("general initialization and device operation", "init"),
    ("reserved feature bits", "features"),
    ("conformance", "conformance"),
    ("introduction", "intro"),
    ("creating new device types", "newdev"),
    ("revision history", "history"),
)
"""Scopes of the common chapters by the start of the path of titles, most special first."""


@dataclass(slots=True)
class Section:
    """A section of the whole specification; `path` holds the titles from the chapter down to this one."""

    raw: RawSection
    file: str
    path: tuple[str, ...]
    parent: "Section | None"
    device: "DeviceSection | None" = None
    children: list["Section"] = field(default_factory=list)

    @property
    def legacy(self) -> bool:
        """Whether it, or one above it, is about the legacy interface; a device type's own name says nothing of that."""
        return any(_LEGACY.search(section.raw.title) for section in self.lineage() if not section.is_device)

    @property
    def is_device(self) -> bool:
        """Whether it is the section of a device type."""
        return self.device is not None and self.device.section is self

    def lineage(self) -> Iterator["Section"]:
        """This section and those above it, innermost first."""
        section: Section | None = self
        while section is not None:
            yield section
            section = section.parent

    def within(self, title: str) -> bool:
        """Whether it, or one above it, has this title (case does not count)."""
        return any(section.raw.title.casefold() == title for section in self.lineage())

    @property
    def scope(self) -> str:
        """The slug of its device type, or the word for its common chapter."""
        if self.device is not None:
            return self.device.slug
        path = " / ".join(self.path).casefold()
        for start, scope in _SCOPES:
            if path.startswith(start):
                return scope
        return _slug(self.path[0]) if self.path else "front"


@dataclass(slots=True)
class DeviceSection:
    """The section that describes a device type, and its slug."""

    section: Section
    slug: str


@dataclass(slots=True)
class Outline:
    """All sections in document order, and the files in the order they were entered."""

    sections: list[Section] = field(default_factory=list)
    visits: list["Visit"] = field(default_factory=list)


@dataclass(slots=True)
class Visit:
    """One inclusion of one file: `numbered[n]` is the section its raw number n became, `outer` what includes it."""

    part: FilePart
    outer: Section | None
    numbered: list[Section] = field(default_factory=list)

    def section(self, number: int) -> Section | None:
        """The section of a raw section number."""
        return self.outer if number == NO_SECTION else self.numbered[number]


def assemble(parts: dict[str, FilePart], entry: str, targets: dict[tuple[str, int, int], str]) -> Outline:
    """Walk the parts in document order; `targets` resolves an include's place to the path it reads."""
    outline = Outline()
    stack: list[Section] = []
    active: set[str] = set()
    seen: set[str] = set()

    def visit(path: str) -> None:
        if path in active or path in seen or path not in parts:
            return
        active.add(path)
        seen.add(path)
        part = parts[path]
        here = Visit(part, stack[-1] if stack else None)
        outline.visits.append(here)
        inputs = sorted(part.inputs, key=lambda item: item.after)
        position = 0
        for number, raw in enumerate(part.sections):
            while position < len(inputs) and inputs[position].after <= number:
                visit(_target(targets, path, inputs[position].span))
                position += 1
            here.numbered.append(_push(outline, stack, raw, path))
        while position < len(inputs):
            visit(_target(targets, path, inputs[position].span))
            position += 1
        active.discard(path)

    visit(entry)
    _find_devices(outline)
    return outline


def headings(outline: Outline) -> tuple[Heading, ...]:
    """The headings of an outline for the model, each with the number of the one it stands below."""
    numbers = {id(section): number for number, section in enumerate(outline.sections)}
    return tuple(
        Heading(
            section.raw.level, section.raw.title, section.raw.kind, section.raw.labels, section.path,
            None if section.parent is None else numbers[id(section.parent)],
            section.scope, section.device is not None, section.legacy, section.raw.span,
        )
        for section in outline.sections
    )  # fmt: skip


def _target(targets: dict[tuple[str, int, int], str], path: str, span: Span) -> str:
    return targets.get((path, span.line, span.column), "")


def _push(outline: Outline, stack: list[Section], raw: RawSection, path: str) -> Section:
    while stack and stack[-1].raw.level >= raw.level:
        stack.pop()
    parent = stack[-1] if stack else None
    titles = (*parent.path, raw.title) if parent is not None else (raw.title,)
    section = Section(raw, path, titles, parent)
    if parent is not None:
        parent.children.append(section)
    stack.append(section)
    outline.sections.append(section)
    return section


def _find_devices(outline: Outline) -> None:
    """A device type is a section with a "Device ID" child; everything below it is in its scope."""
    used: dict[str, int] = {}
    for section in outline.sections:
        if section.parent is not None and section.parent.device is not None:
            section.device = section.parent.device
        elif any(child.raw.title.casefold() == "device id" for child in section.children):
            section.device = DeviceSection(section, _device_slug(section))
            used[section.device.slug] = used.get(section.device.slug, 0) + 1


def slug_by_place(section: Section) -> str | None:
    """The slug that a device type's directory or file gives it, in versions that have one a device type."""
    directory = _DEVICE_DIRECTORY.search(section.file)
    if directory is not None:
        return directory.group(1)
    file = _DEVICE_FILE.search(section.file)
    return None if file is None else file.group(1)


def _device_slug(section: Section) -> str:
    return slug_by_place(section) or _slug(re.sub(r"\bdevice\b", "", section.raw.title, flags=re.IGNORECASE))


def _slug(title: str) -> str:
    return _NOT_WORD.sub("-", title.casefold()).strip("-") or "section"
