"""How many sentences of the real versions are read as clauses, and whether what is read agrees with the text."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from conftest import ROOT, shared, specification_root

from specgen.emit.clauses import clause_figures
from specgen.extract import Reading
from specgen.extract.clause_names import Resolver
from specgen.extract.clauses import Clauses, read_clauses
from specgen.ledger import read_identified
from specgen.model import Kind, Requirement, Role
from specgen.model.clause import Actor, Clause
from specgen.patches import apply_patches, read_patches
from specgen.syntax.clause.reading import read_sentence
from specgen.syntax.clause.rendering import render_clause
from specgen.trees import DirectoryTree

SAMPLE = ROOT / "specgen" / "sample"
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


@pytest.mark.parametrize("version", VERSIONS)
def test_most_sentences_of_each_device_type_are_read(clauses_of: Callable[[str], Clauses], version: str) -> None:
    low = [one for one in clause_figures(clauses_of(version)) if one.parsed < 0.75 * one.sentences]
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


@pytest.mark.parametrize("version", VERSIONS)
def test_every_rendering_reads_back_as_its_clause(
    clauses_of: Callable[[str], Clauses], real: Callable[[str], Reading], version: str
) -> None:
    resolver = Resolver(real(version).specification)
    read = read_ones(clauses_of(version))
    assert len(read) > 300
    for one, clause in read:
        again = read_sentence(render_clause(clause)).clause
        assert again is not None, render_clause(clause)
        assert resolver.clause(again, one, again.applies) == clause, render_clause(clause)


@pytest.mark.parametrize("version", VERSIONS)
def test_renderings_are_words_and_names_of_the_text(clauses_of: Callable[[str], Clauses], version: str) -> None:
    folded = re.compile(
        r"\S-than\b|\bthere-is\b|\bat-(?:least|most)\b|\b(?:it|they) (?:MUST|SHOULD) (?!be)|\bpages is\b"
    )
    assert [text for _, clause in read_ones(clauses_of(version)) if folded.search(text := render_clause(clause))] == []


@pytest.fixture(scope="session")
def balloon_of_the_sample() -> list[tuple[Requirement, Clause | None]]:
    """The balloon of the sample, whose patch adds page reporting, with the text's number in one sentence.

    The text takes entries of 10 bytes to be 6 bytes long; the sample does not repeat that.
    """
    patches = read_patches((SAMPLE / "add-page-reporting.patch").read_bytes(), "add-page-reporting.patch")
    specification = read_identified(apply_patches(DirectoryTree(SAMPLE), patches), cache=False).specification
    balloon = [
        replace(one, text=one.text.replace("a multiple of 10 bytes", "a multiple of 6 bytes"))
        for one in specification.requirements
        if one.scope == "balloon"
    ]
    clauses = read_clauses(specification, balloon, cache=False)
    return [(one, clauses.of(one).clause) for one in balloon]


def test_the_sample_says_of_the_balloon_what_the_text_says(
    balloon_of_the_sample: list[tuple[Requirement, Clause | None]], clauses_of: Callable[[str], Clauses]
) -> None:
    stated = {clause: one for one, clause in read_ones(clauses_of("v1.4")) if one.scope == "balloon"}
    assert len(balloon_of_the_sample) == len(stated) == 56
    for one, clause in balloon_of_the_sample:
        assert clause is not None, one.text
        assert clause in stated, render_clause(clause)
        assert stated[clause].label == one.label, one.text


def test_the_sample_has_words_of_its_own(
    balloon_of_the_sample: list[tuple[Requirement, Clause | None]], real: Callable[[str], Reading]
) -> None:
    worded = {one.text for one in real("v1.4").specification.requirements}
    assert not [one.text for one, _ in balloon_of_the_sample if one.text in worded]


def test_the_sentences_of_the_seed_patch_are_read(real: Callable[[str], Reading]) -> None:
    page = "page-reporting-v2.mail.txt"
    patches = read_patches((shared("patches") / page).read_bytes(), page)
    before = {one.text for one in real("seed-base").specification.requirements}
    tree = apply_patches(DirectoryTree(specification_root() / "seed-base"), patches)
    specification = read_identified(tree, cache=False).specification
    new = [one for one in specification.requirements if one.text not in before]
    clauses = read_clauses(specification, new, cache=False)
    assert len(new) == 8
    assert all(clauses.of(one).clause is not None for one in new)
