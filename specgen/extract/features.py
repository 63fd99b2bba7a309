"""Entries of description lists -> feature bits, with what they require, and the allocation of bits."""

import re
from collections.abc import Iterable, Iterator

from specgen.extract.parts import RawEntry
from specgen.extract.sections import Section
from specgen.model import FeatureBit, FeatureRange
from specgen.syntax.item import parse_item

_TITLE = re.compile(r"\bfeature bits?\b", re.IGNORECASE)
_REQUIREMENTS_TITLE = re.compile(r"\bfeature bit requirements?\b", re.IGNORECASE)
_RESERVED_CHAPTER = re.compile(r"^reserved feature bits$|^appendix.*feature", re.IGNORECASE)
_FEATURE = re.compile(r"\bVIRTIO_(?:[A-Z0-9]+_)*F_[A-Z0-9_]+\b")
_REQUIRES = re.compile(r"\b(?:requires?|depends? on)\b(?P<names>[^.;]*)", re.IGNORECASE)
_AND = re.compile(r"\b(?:and|along with|as well as|together with)\b")
_AND_ABOVE = re.compile(r"\b(?:and|or)\s+(?:above|higher|up)\b|\bonwards?\b", re.IGNORECASE)

Placed = tuple[Section, RawEntry]


def is_feature_section(section: Section) -> bool:
    """Whether the section lists feature bits: of a device type, or the reserved ones."""
    title = section.raw.title
    if section.raw.kind == "normative" or _REQUIREMENTS_TITLE.search(title):
        return False
    if section.device is None:
        return any(_RESERVED_CHAPTER.search(outer.raw.title) for outer in section.lineage())
    return _TITLE.search(title) is not None


def extract_features(entries: Iterable[Placed]) -> Iterator[tuple[Section, FeatureBit]]:
    """The feature bits that entries in feature sections define, without what other lists say they require."""
    for section, entry in entries:
        if not is_feature_section(section):
            continue
        item = parse_item(entry.label) or (parse_item(entry.text) if not entry.label.strip() else None)
        if item is None or item.value is None:
            continue
        if section.device is not None and "_F_" not in item.name:
            continue
        yield (
            section,
            FeatureBit(
                item.name,
                item.value,
                section.legacy,
                required_by(entry.text, item.name),
                entry.text if entry.label.strip() else item.rest,
                entry.span,
            ),
        )


def extract_dependencies(entries: Iterable[Placed]) -> Iterator[tuple[Section, str, tuple[tuple[str, ...], ...]]]:
    """What the lists of "feature bit requirements" say: section, feature, conjunction of alternatives."""
    for section, entry in entries:
        if section.device is None or _FEATURE.fullmatch(entry.label.strip()) is None:
            continue
        requires = required_by(entry.text, entry.label.strip())
        if requires:
            yield section, entry.label.strip(), requires


def required_by(text: str, name: str) -> tuple[tuple[str, ...], ...]:
    """The requirement that "Requires A, B and C or D" states: every comma and "and" conjoins, "or" gives a choice."""
    groups: list[tuple[str, ...]] = []
    for match in _REQUIRES.finditer(text):
        for group in _conjunction(match["names"]):
            names = tuple(other for other in group if other != name)
            if names and names not in groups:
                groups.append(names)
    return tuple(groups)


def _conjunction(text: str) -> Iterator[tuple[str, ...]]:
    """Split "A, B and C or D" at what conjoins; a part with "or" in it is one choice, else each name stands alone."""
    for part in _AND.split(text):
        names = tuple(_FEATURE.findall(part))
        if names and re.search(r"\bor\b", part):
            yield names
        else:
            yield from ((name,) for name in names)


def extract_ranges(entries: Iterable[Placed]) -> Iterator[FeatureRange]:
    """The rows of the list that allocates feature bits (section "Feature Bits" of the basic facilities)."""
    for section, entry in entries:
        if section.device is not None or not re.search(r"^feature bits$", section.raw.title, re.IGNORECASE):
            continue
        purpose = _purpose(entry.text)
        for first, last in _ranges(entry.label):
            yield FeatureRange(first, last, purpose, entry.span)


def _purpose(text: str) -> str:
    if re.search(r"specific device|device type", text, re.IGNORECASE):
        return "device"
    return "transport" if re.search(r"queue|negotiation", text, re.IGNORECASE) else "reserved"


def _ranges(label: str) -> Iterator[tuple[int, int | None]]:
    """`0 to 23, 41, 42 and 50 to 127`, `128 and above`."""
    for part in re.split(r",", _AND_ABOVE.sub("+", label)):
        for piece in re.split(r"\band\b", part):
            numbers = [int(number) for number in re.findall(r"\d+", piece)]
            if len(numbers) == 1:
                yield numbers[0], None if "+" in piece else numbers[0]
            elif len(numbers) == 2 and numbers[0] <= numbers[1]:
                yield numbers[0], numbers[1]
