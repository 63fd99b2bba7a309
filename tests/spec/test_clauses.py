"""How many sentences of the real versions are read as clauses, and whether what is read agrees with the text."""

from collections.abc import Callable

import pytest

from specgen.emit.clauses import clause_figures
from specgen.extract import Reading
from specgen.model import Kind, Requirement, Role
from specgen.model.clause import Actor
from specgen.syntax.clause.reading import read_sentence
from specgen.syntax.clause.rendering import render_clause

VERSIONS = ("v1.0", "v1.1", "v1.2", "v1.4")


def read_ones(reading: Reading) -> list[Requirement]:
    return [one for one in reading.specification.requirements if one.clause is not None and one.kind is Kind.NORMATIVE]


@pytest.mark.parametrize("version", VERSIONS)
def test_most_normative_sentences_are_read(real: Callable[[str], Reading], version: str) -> None:
    figures = clause_figures(real(version).specification)
    assert sum(one.parsed for one in figures) >= 0.85 * sum(one.sentences for one in figures)


def test_most_sentences_of_each_device_type_are_read(real: Callable[[str], Reading]) -> None:
    specification = real("v1.4").specification
    slugs = {device.slug for device in specification.device_types}
    low = [one for one in clause_figures(specification) if one.scope in slugs and one.parsed < 0.75 * one.sentences]
    assert low == []


def test_all_of_the_balloon_is_read(real: Callable[[str], Reading]) -> None:
    (figures,) = [one for one in clause_figures(real("v1.4").specification) if one.scope == "balloon"]
    assert (figures.unparsed, figures.ambiguous) == (0, 0)


@pytest.mark.parametrize("version", VERSIONS)
def test_levels_agree_with_the_keywords_found_in_the_text(real: Callable[[str], Reading], version: str) -> None:
    for one in read_ones(real(version)):
        assert one.clause is not None
        levels = {rule.level for rule in one.clause.rules}
        assert levels <= {level.removesuffix(" NOT") for level in one.levels}, one.text
        negated = any(rule.negated for rule in one.clause.rules)
        assert negated or not all(level.endswith(" NOT") for level in one.levels), one.text


@pytest.mark.parametrize("version", VERSIONS)
def test_a_sentence_that_begins_with_the_driver_binds_the_driver(real: Callable[[str], Reading], version: str) -> None:
    actors = {"The driver ": Actor.DRIVER, "The device ": Actor.DEVICE, "A driver ": Actor.DRIVER}
    for one in read_ones(real(version)):
        for start, actor in actors.items():
            if one.text.startswith(tuple(f"{start}{level}" for level in ("MUST", "SHOULD", "MAY"))):
                assert one.clause is not None
                assert one.clause.rules[0].actor is actor, one.text


def test_rules_on_things_bind_whom_their_section_binds(real: Callable[[str], Reading]) -> None:
    for one in read_ones(real("v1.4")):
        if one.role in {Role.DRIVER, Role.DEVICE}:
            assert one.clause is not None
            assert all(rule.actor is not Actor.OTHER for rule in one.clause.rules)


def test_sections_that_apply_with_a_feature_say_so_in_each_clause(real: Callable[[str], Reading]) -> None:
    balloon = [one for one in read_ones(real("v1.4")) if one.scope == "balloon" and one.applies_if]
    assert balloon
    assert all(one.clause is not None and one.clause.applies for one in balloon)


def test_nearly_all_renderings_read_back_as_their_clause(real: Callable[[str], Reading]) -> None:
    rendered = [render_clause(one.clause) for one in read_ones(real("v1.4")) if one.clause and not one.clause.options]
    stable = [text for text in rendered if (again := read_sentence(text).clause) and render_clause(again) == text]
    assert len(stable) >= 0.85 * len(rendered)
