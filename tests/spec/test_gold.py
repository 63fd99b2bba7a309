"""The model of v1.4 against hand-checked truth, item by item, and the totals of all versions."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from conftest import shared

from specgen.extract import Reading
from specgen.model import DeviceType, Field, Specification

SLUGS = ("balloon", "net", "blk", "console", "vsock")

TOTALS = {
    "v1.0": (6, 41, 6, 21, 102, 349, 152),
    "v1.1": (10, 55, 12, 32, 140, 520, 174),
    "v1.2": (19, 86, 14, 53, 239, 947, 223),
    "v1.4": (23, 111, 16, 61, 309, 1478, 245),
}
"""Device types, their feature bits, common ones, virtqueue items, normative sections, sentences in and outside them."""


def gold(slug: str) -> dict[str, Any]:
    return json.loads((shared("gold") / f"{slug}.json").read_text())


def device(specification: Specification, slug: str) -> DeviceType:
    return next(found for found in specification.device_types if found.slug == slug)


@pytest.fixture
def v14(real: Callable[[str], Reading]) -> Specification:
    return real("v1.4").specification


@pytest.mark.parametrize("slug", SLUGS)
def test_features(v14: Specification, slug: str) -> None:
    truth = [(f["name"], f["bit"], f["legacy"], f["file"], f["line"]) for f in gold(slug)["features"]]
    found = [(f.name, f.bit, f.legacy, f.span.file, f.span.line) for f in device(v14, slug).features]
    assert found == truth
    assert device(v14, slug).id == gold(slug)["device_id"]


@pytest.mark.parametrize("slug", SLUGS)
def test_feature_requirements_name_what_the_text_names(v14: Specification, slug: str) -> None:
    found = {f.name: {name for group in f.requires for name in group} for f in device(v14, slug).features}
    for entry in gold(slug)["feature_requirements"]:
        words = entry["text"].replace(",", " ").replace(".", " ").split()
        assert found[entry["name"]] == {word for word in words if "_F_" in word}


@pytest.mark.parametrize("slug", SLUGS)
def test_virtqueues(v14: Specification, slug: str) -> None:
    truth = [(q["index"], q["name"], q["file"], q["line"]) for q in gold(slug)["virtqueues"]]
    assert [(q.index, q.name, q.span.file, q.span.line) for q in device(v14, slug).virtqueues] == truth


def members(fields: tuple[Field, ...]) -> list[Any]:
    return [(f.name, f.type, None if f.count is None else f"[{f.count}]", members(f.fields)) for f in fields]


def true_members(fields: list[dict[str, Any]]) -> list[Any]:
    return [(f["name"], f["type"], f.get("array"), true_members(f.get("fields", []))) for f in fields]


@pytest.mark.parametrize("slug", SLUGS)
def test_configuration_layout(v14: Specification, slug: str) -> None:
    truth = gold(slug)["config"]
    found = device(v14, slug)
    assert found.config == truth["name"]
    struct = next(s for s in found.structs if s.name == found.config)
    assert (struct.span.file, struct.span.line) == (truth["file"], truth["line"])
    assert members(struct.fields) == true_members(truth["fields"])


@pytest.mark.parametrize("slug", SLUGS)
def test_normative_sections(v14: Specification, slug: str) -> None:
    truth = [
        (s["role"], tuple(s["labels"]), s["title"], s["file"], s["line"]) for s in gold(slug)["normative_sections"]
    ]
    sections = [s for s in v14.normative_sections if s.scope == slug]
    assert [(s.role.value, s.labels, s.title, s.span.file, s.span.line) for s in sections] == truth


@pytest.mark.parametrize("slug", SLUGS)
def test_normative_sentences(v14: Specification, slug: str) -> None:
    truth = [
        (s["role"], tuple(s["keywords"]), s["line"], s["end_line"], " ".join(s["text"].split()))
        for s in gold(slug)["normative_sentences"]
    ]
    found = [
        (r.role.value, r.levels, r.span.line, r.span.end_line, r.text)
        for r in v14.requirements
        if r.scope == slug and r.kind == "normative"
    ]
    assert found == truth


@pytest.mark.parametrize("slug", SLUGS)
def test_conditions_and_items(v14: Specification, slug: str) -> None:
    found = {(r.span.line, r.text): r for r in v14.requirements if r.scope == slug}
    for sentence in gold(slug)["normative_sentences"]:
        requirement = found[(sentence["line"], " ".join(sentence["text"].split()))]
        if "condition" in sentence:
            assert requirement.condition == sentence["condition"]
        assert len(requirement.items) == len(sentence.get("items", ()))


@pytest.mark.parametrize("version", TOTALS)
def test_totals(real: Callable[[str], Reading], version: str) -> None:
    found = real(version).specification
    normative = sum(r.kind == "normative" for r in found.requirements)
    assert TOTALS[version] == (
        len(found.device_types),
        sum(len(d.features) for d in found.device_types),
        len(found.common.features),
        sum(len(d.virtqueues) for d in found.device_types),
        len(found.normative_sections),
        normative,
        len(found.requirements) - normative,
    )


@pytest.mark.parametrize("version", TOTALS)
def test_every_place_is_where_the_text_is(real: Callable[[str], Reading], version: str) -> None:
    from conftest import specification_root

    lines: dict[str, list[str]] = {}
    for requirement in real(version).specification.requirements:
        span = requirement.span
        if span.file not in lines:
            lines[span.file] = (specification_root() / version / span.file).read_text().splitlines()
        stretch = " ".join(lines[span.file][span.line - 1 : span.end_line])
        for level in requirement.levels:
            assert all(word in stretch for word in level.split()), requirement.span


def test_unlinked_sections_of_v14(v14: Specification) -> None:
    scopes = sorted(section.scope for section in v14.normative_sections if not section.linked)
    expected = ["admin"] * 4 + ["basic"] * 2 + ["crypto"] * 2 + ["init"] * 2 + ["pci"] * 3 + ["vsock"] * 2
    assert scopes == expected
