"""The requirements of one package -> requirements.py: sections, and what each requires, as data."""

import re
from collections.abc import Iterator, Mapping

from specgen.emit import names
from specgen.emit.clauses import repeats_wording
from specgen.emit.identity import requirement_id
from specgen.emit.imports import import_block
from specgen.emit.plan import PackagePlan, TextMode
from specgen.emit.pyformat import Expression, Text, call, sequence, statement, strings
from specgen.emit.source import Source, docstring, pyrepr
from specgen.extract.clauses import Clauses
from specgen.model import Requirement
from specgen.model.clause import Clause
from specgen.runtime.requirement import Level
from specgen.syntax.clause.rendering import render_clause

_FEATURE = re.compile(r"\bVIRTIO_(?:[A-Z0-9]+_)*F_[A-Z0-9_]+\b")

_FEW_WORDS = 8
_DEEPEST = 16
_LEVELS = {str(level): Source(f"Level.{level.name}") for level in Level}

SectionKey = tuple[str, str, str | None, tuple[str, ...], tuple[str, ...], bool]
"""Role, kind, label, titles, features it applies with, linked: what makes two requirements stand in one section."""


def requirements_view(package: PackagePlan, text: TextMode, clauses: Clauses) -> Mapping[str, object]:
    """The view of requirements.py; the wording is part of it only with `text` "full".

    Of `clauses` it shows the renderings, but with `text` "none" those that repeat the wording are left out.
    """
    requirements = package.scope.requirements
    space = names.Namespace()
    headings = _headings(requirements, space)
    sections = _sections(requirements, space)
    whose = f"the {package.scope.title}" if package.scope.device is not None else package.scope.title
    wording = "with their wording" if text == "full" else "without their wording"
    start = "REQUIREMENTS: Final = " if requirements else "REQUIREMENTS: Final[tuple[Requirement, ...]] = "
    listed = sequence(_requirement(one, sections[_key(one)], text, clauses.of(one).clause) for one in requirements)
    steps = [statement(f"{name}: Final = ", _heading(path, headings)) for path, name in headings.items()]
    return {
        "doc": docstring(f"The requirements of {whose}, {wording}.", indent=0),
        "imports": import_block({"typing": ["Final"], "specgen.runtime.requirement": _imported(requirements)}),
        "headings": [steps] if steps else [],
        "sections": [statement(f"{name}: Final = ", _section(key, headings, text)) for key, name in sections.items()],
        "requirements": statement(start, listed),
    }


def _imported(requirements: tuple[Requirement, ...]) -> list[str]:
    """What requirements.py needs of the runtime."""
    imported = ["Requirement"]
    if requirements:
        imported.append("Section")
    if any(one.label is not None for one in requirements):
        imported.append("Heading")
    if any(level in _LEVELS for one in requirements for level in one.levels):
        imported.append("Level")
    return imported


def _path(label: str) -> tuple[str, tuple[str, ...]]:
    """The prefix of a label, and the steps of its path."""
    prefix, colon, rest = label.partition(":")
    if not colon or "/" in prefix:
        prefix, rest = "", label
    return prefix, tuple(rest.split(" / ", _DEEPEST))


def _headings(requirements: tuple[Requirement, ...], space: names.Namespace) -> dict[tuple[str, ...], Source]:
    """The paths that lead to sections, each with a private name: `_FEATURE_BITS`."""
    found: dict[tuple[str, ...], Source] = {}
    for one in requirements:
        steps = () if one.label is None else _path(one.label)[1]
        for depth in range(1, len(steps)):
            if steps[:depth] not in found:
                found[steps[:depth]] = Source(f"_{space.claim(names.upper(steps[depth - 1]))}")
    return found


def _heading(path: tuple[str, ...], headings: Mapping[tuple[str, ...], Source]) -> Expression:
    """`Heading("Feature bits", _MEMORY_BALLOON_DEVICE)`."""
    parent = headings.get(path[:-1])
    return call("Heading", Text(path[-1])) if parent is None else call("Heading", Text(path[-1]), parent)


def _sections(requirements: tuple[Requirement, ...], space: names.Namespace) -> dict[SectionKey, Source]:
    """The sections in order, each with a private name: `_DRIVER_FEATURE_BITS`."""
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


def _section(key: SectionKey, headings: Mapping[tuple[str, ...], Source], text: TextMode) -> Expression:
    role, kind, label, titles, features, linked = key
    named: dict[str, Expression] = {"role": pyrepr(role), "kind": pyrepr(kind)}
    if label is not None:
        prefix, path = _path(label)
        named["prefix"] = Text(prefix)
        named["heading"] = _heading(path, headings)
    if text == "none":
        titles = () if label is not None else tuple(title for title in titles[-1:] if len(title.split()) <= _FEW_WORDS)
    if titles:
        named["titles"] = strings(titles)
    if features:
        named["applies_with"] = strings(features)
    if not linked:
        named["linked"] = Source("False")
    return call("Section", **named)


def _requirement(one: Requirement, section: Source, text: TextMode, clause: Clause | None) -> Expression:
    named: dict[str, Expression] = {}
    if text == "full":
        named["text"] = Text(one.text)
        if one.condition:
            named["condition"] = Text(one.condition)
        if one.items:
            named["items"] = strings(tuple(_item(one)))
    if clause is not None:
        rendered = render_clause(clause)
        if text == "full" or not repeats_wording(rendered, one):
            named["clause"] = Text(rendered)
    levels = sequence(_LEVELS.get(level) or Text(level) for level in one.levels)
    return call("Requirement", Text(requirement_id(one)), section, levels, Text(one.fingerprint), **named)


def _item(one: Requirement) -> Iterator[str]:
    for item in one.items:
        yield f"{item.label}: {item.text}" if item.label else item.text
