"""The requirements of one package -> requirements.py: sections, and what each requires, as data."""

import re
from collections.abc import Iterator, Mapping

from specgen.emit import names
from specgen.emit.identity import requirement_id
from specgen.emit.imports import import_block
from specgen.emit.plan import PackagePlan, TextMode
from specgen.emit.pyformat import Expression, Text, call, sequence, statement, strings
from specgen.emit.source import Source, docstring, pyrepr
from specgen.model import Requirement

_FEATURE = re.compile(r"\bVIRTIO_(?:[A-Z0-9]+_)*F_[A-Z0-9_]+\b")

SectionKey = tuple[str, str, str | None, tuple[str, ...], tuple[str, ...], bool]
"""Role, kind, label, titles, features it applies with, linked: what makes two requirements stand in one section."""


def requirements_view(package: PackagePlan, text: TextMode) -> Mapping[str, object]:
    """The view of requirements.py; the wording is part of it only with `text` "full"."""
    requirements = package.scope.requirements
    sections = _sections(requirements)
    whose = f"the {package.scope.title}" if package.scope.device is not None else package.scope.title
    wording = "with their wording" if text == "full" else "without their wording"
    imported = ["Requirement", "Section"] if requirements else ["Requirement"]
    start = "REQUIREMENTS: Final = " if requirements else "REQUIREMENTS: Final[tuple[Requirement, ...]] = "
    listed = sequence(_requirement(one, sections[_key(one)], text) for one in requirements)
    return {
        "doc": docstring(f"The requirements of {whose}, {wording}.", indent=0),
        "imports": import_block({"typing": ["Final"], "specgen.runtime.requirement": imported}),
        "sections": [statement(f"{name}: Final = ", _section(key)) for key, name in sections.items()],
        "requirements": statement(start, listed),
    }


def _sections(requirements: tuple[Requirement, ...]) -> dict[SectionKey, Source]:
    """The sections in order, each with a private name: `_DRIVER_FEATURE_BITS`."""
    space = names.Namespace()
    found: dict[SectionKey, Source] = {}
    for one in requirements:
        key = _key(one)
        if key not in found:
            wanted = names.upper(f"{one.role} {one.section[-1] if one.section else ''}")
            found[key] = Source(f"_{space.claim(wanted)}")
    return found


def _key(one: Requirement) -> SectionKey:
    features = tuple(dict.fromkeys(name for condition in one.applies_if for name in _FEATURE.findall(condition)))
    return (str(one.role), str(one.kind), one.label, one.section, features, one.linked)


def _section(key: SectionKey) -> Expression:
    role, kind, label, titles, features, linked = key
    named: dict[str, Expression] = {
        "role": pyrepr(role),
        "kind": pyrepr(kind),
        "label": Source("None") if label is None else Text(label),
        "titles": strings(titles),
    }
    if features:
        named["applies_with"] = strings(features)
    if not linked:
        named["linked"] = Source("False")
    return call("Section", **named)


def _requirement(one: Requirement, section: Source, text: TextMode) -> Expression:
    named: dict[str, Expression] = {}
    if text == "full":
        named["text"] = Text(one.text)
        if one.condition:
            named["condition"] = Text(one.condition)
        if one.items:
            named["items"] = strings(tuple(_item(one)))
    return call(
        "Requirement", Text(requirement_id(one)), section, strings(one.levels), pyrepr(one.fingerprint), **named
    )


def _item(one: Requirement) -> Iterator[str]:
    for item in one.items:
        yield f"{item.label}: {item.text}" if item.label else item.text
