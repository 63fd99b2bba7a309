"""How many sentences of the real versions are read as clauses, and whether what is read agrees with the text."""

from collections.abc import Callable
from functools import cache

import pytest

from specgen.emit.clauses import clause_figures
from specgen.extract import Reading
from specgen.extract.clauses import Clauses, read_clauses
from specgen.model import Kind, Requirement, Role
from specgen.model.clause import Actor, Clause
from specgen.syntax.clause.reading import read_sentence
from specgen.syntax.clause.rendering import render_clause

VERSIONS = ("v1.0", "v1.1", "v1.2", "v1.4")


@pytest.fixture(scope="session")
def clauses_of(real: Callable[[str], Reading]) -> Callable[[str], Clauses]:
    return cache(lambda version: read_clauses(real(version).specification, cache=False))


def read_ones(clauses: Clauses) -> list[tuple[Requirement, Clause]]:
    found = [(one, clauses.of(one).clause) for one in clauses if one.kind is Kind.NORMATIVE]
    return [(one, clause) for one, clause in found if clause is not None]


@pytest.mark.parametrize("version", VERSIONS)
def test_most_normative_sentences_are_read(clauses_of: Callable[[str], Clauses], version: str) -> None:
    figures = clause_figures(clauses_of(version))
    assert sum(one.parsed for one in figures) >= 0.85 * sum(one.sentences for one in figures)


def test_most_sentences_of_each_device_type_are_read(clauses_of: Callable[[str], Clauses]) -> None:
    low = [one for one in clause_figures(clauses_of("v1.4")) if one.parsed < 0.75 * one.sentences]
    assert low == []


def test_all_of_the_balloon_is_read(clauses_of: Callable[[str], Clauses]) -> None:
    (figures,) = [one for one in clause_figures(clauses_of("v1.4")) if one.scope == "balloon"]
    assert (figures.unparsed, figures.ambiguous) == (0, 0)


@pytest.mark.parametrize("version", VERSIONS)
def test_levels_agree_with_the_keywords_found_in_the_text(clauses_of: Callable[[str], Clauses], version: str) -> None:
    for one, clause in read_ones(clauses_of(version)):
        levels = {rule.level for rule in clause.rules}
        assert levels <= {level.removesuffix(" NOT") for level in one.levels}, one.text
        negated = any(rule.negated for rule in clause.rules)
        assert negated or not all(level.endswith(" NOT") for level in one.levels), one.text


@pytest.mark.parametrize("version", VERSIONS)
def test_a_sentence_that_begins_with_the_driver_binds_the_driver(
    clauses_of: Callable[[str], Clauses], version: str
) -> None:
    actors = {"The driver ": Actor.DRIVER, "The device ": Actor.DEVICE, "A driver ": Actor.DRIVER}
    for one, clause in read_ones(clauses_of(version)):
        for start, actor in actors.items():
            if one.text.startswith(tuple(f"{start}{level}" for level in ("MUST", "SHOULD", "MAY"))):
                assert clause.rules[0].actor is actor, one.text


def test_rules_on_things_bind_whom_their_section_binds(clauses_of: Callable[[str], Clauses]) -> None:
    for one, clause in read_ones(clauses_of("v1.4")):
        if one.role in {Role.DRIVER, Role.DEVICE}:
            assert all(rule.actor is not Actor.OTHER for rule in clause.rules)


def test_sections_that_apply_with_a_feature_say_so_in_each_clause(clauses_of: Callable[[str], Clauses]) -> None:
    balloon = [(one, clause) for one, clause in read_ones(clauses_of("v1.4")) if one.scope == "balloon"]
    sections = [clause for one, clause in balloon if one.applies_if]
    assert sections
    assert all(clause.applies for clause in sections)


def test_nearly_all_renderings_read_back_as_their_clause(clauses_of: Callable[[str], Clauses]) -> None:
    rendered = [render_clause(clause) for _, clause in read_ones(clauses_of("v1.4")) if not clause.options]
    stable = [text for text in rendered if (again := read_sentence(text).clause) and render_clause(again) == text]
    assert len(stable) >= 0.85 * len(rendered)
