"""What a patch does to coverage: what it brings unchecked, what goes away, and which checks go stale."""

import tarfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from conformance.standings import unread
from conftest import shared, specification_root

from specgen.conformance.impact import Fate, Impact, Touched, impact_of
from specgen.conformance.standing import Coverage, Standing, Status
from specgen.ledger import read_identified
from specgen.ledger.store import load_ledger
from specgen.patches import apply_patches, read_patches
from specgen.trees import Tree, open_tree

Read = Callable[[str, str], Coverage]

SENTENCES = (
    "The driver MUST ring the bell twice before it lights the lamp.",
    "The driver MUST NOT touch the wick of a burning lamp.",
    "The driver MAY polish the brass of the lamp on any day.",
    "The driver SHOULD fill the lamp with oil when the night begins.",
)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a specification with one device type and one normative section of these sentences."""

    def reading(name: str, sentences: str) -> Coverage:
        directory = tmp_path / name
        directory.mkdir()
        (directory / "content.tex").write_text(
            "\\chapter{Device Types}\\label{sec:Device Types}\n\n"
            "\\section{Lamp Device}\\label{sec:Device Types / Lamp Device}\n\n"
            "The virtio lamp.\n\n\\subsection{Device ID}\\label{sec:Device Types / Lamp Device / Device ID}\n 77\n\n"
            "\\drivernormative{\\subsection}{Device Operation}{Device Types / Lamp Device / Device Operation}\n\n"
            f"{sentences}\n"
        )
        return unread(read_identified(open_tree(str(directory)), cache=False).specification, name)

    return reading


def judged(coverage: Coverage, status: Status = Status.BOUND, clauses: Mapping[str, str] | None = None) -> Coverage:
    """The coverage as if a monitor judged everything but permissions; `clauses` by words of the sentence."""

    def standing(one: Standing) -> Standing:
        clause = next((text for words, text in (clauses or {}).items() if words in one.requirement.text), None)
        if one.status is Status.PERMISSION:
            return one
        return replace(one, status=status, monitor="watcher", reason="", clause=clause)

    return replace(coverage, standings=tuple(map(standing, coverage.standings)))


def about(touched: Touched) -> str:
    return touched.before.requirement.text


def compare(read: Read, after: str, *, check: bool = True) -> Impact:
    before = read("before", "\n\n".join(SENTENCES))
    assert len(before.standings) == len(SENTENCES)
    return impact_of(judged(before) if check else before, read("after", after))


def test_without_a_change_there_is_no_impact(read: Read) -> None:
    found = compare(read, "\n\n".join(SENTENCES))
    assert (found.brought, found.touched) == ((), ())


def test_moving_and_wrapping_sentences_touches_no_check(read: Read) -> None:
    found = compare(read, "\n\n".join(reversed([one.replace(" lamp", "\nlamp") for one in SENTENCES])))
    assert (found.brought, found.touched) == ((), ())


def test_a_reworded_requirement_without_a_number_is_one_and_its_check_stale(read: Read) -> None:
    reworded = SENTENCES[0].replace("twice", "three times")
    found = compare(read, "\n\n".join((reworded, *SENTENCES[1:])))
    assert found.brought == ()
    (stale,) = found.stale
    assert (stale.fate, about(stale)) == (Fate.REWORDED, SENTENCES[0])
    assert stale.after is not None
    assert stale.after.requirement.text == reworded
    assert stale.after.requirement.id != stale.before.requirement.id
    assert stale.after.requirement.id in stale.became


def test_without_a_check_nothing_goes_stale(read: Read) -> None:
    found = compare(read, "\n\n".join((SENTENCES[0].replace("twice", "three times"), *SENTENCES[1:])), check=False)
    assert [one.fate for one in found.touched] == [Fate.REWORDED]
    assert found.stale == ()


def test_a_retired_requirement_leaves_a_stale_check(read: Read) -> None:
    found = compare(read, "\n\n".join(SENTENCES[1:]))
    (stale,) = found.stale
    assert (stale.fate, stale.after, stale.became) == (Fate.RETIRED, None, "gone")
    assert found.gone == (stale,)


def test_a_requirement_of_another_level_replaces_the_old_one(read: Read) -> None:
    found = compare(read, "\n\n".join((SENTENCES[0], SENTENCES[1].replace("MUST NOT", "SHOULD NOT"), *SENTENCES[2:])))
    (stale,) = found.stale
    assert (stale.fate, about(stale)) == (Fate.REPLACED, SENTENCES[1])
    (new,) = found.brought
    assert stale.after == new
    assert found.unchecked == (new,)
    assert new.requirement.levels == ("SHOULD NOT",)


def test_a_new_permission_is_brought_and_not_unchecked(read: Read) -> None:
    more = ("The driver MAY sing while the lamp is burning.", "The driver MUST close the shutter in a storm.")
    found = compare(read, "\n\n".join((*SENTENCES, *more)))
    assert [one.requirement.text for one in found.brought] == list(more)
    assert [one.requirement.text for one in found.unchecked] == [more[1]]
    assert found.touched == ()


def test_a_section_that_applies_otherwise_makes_its_checks_stale(read: Read) -> None:
    lead = "Normative statements in this section apply if LAMP_F_OIL was negotiated.\n\n"
    found = compare(read, lead + "\n\n".join(SENTENCES))
    assert {one.fate for one in found.touched} == {Fate.APPLIES_OTHERWISE}
    assert [about(one) for one in found.stale] == [SENTENCES[0], SENTENCES[1], SENTENCES[3]]


def test_a_rewording_with_the_same_clause_is_told_apart(read: Read) -> None:
    clauses = {"bell": "The driver must ring first."}
    before = judged(read("before", "\n\n".join(SENTENCES)), Status.DERIVED, clauses)
    changed = "\n\n".join((SENTENCES[0].replace("before it lights", "and only then light"), *SENTENCES[1:]))
    same = judged(read("same", changed), Status.DERIVED, clauses)
    other = judged(read("other", changed), Status.DERIVED, {"bell": "The driver must ring and light."})
    assert [one.same_clause for one in impact_of(before, same).stale] == [True]
    assert "the clause is the same" in impact_of(before, same).stale[0].became
    assert [one.same_clause for one in impact_of(before, other).stale] == [False]


@pytest.fixture(scope="session")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trees that the patches are for, and the same trees after them."""
    directory = tmp_path_factory.mktemp("bases")
    with tarfile.open(shared("patches") / "bases.tar.xz") as file:
        file.extractall(directory, filter="data")
    return directory / "trees"


@pytest.mark.parametrize(
    ("patch", "brought", "unchecked"),
    [
        ("balloon-page-features", 30, 25),
        ("net-flow-filter-requirements", 33, 32),
        ("virtio-media", 14, 14),
        ("mmio-header-fix", 0, 0),
    ],
)
def test_patches_from_the_list_bring_what_the_tree_after_them_has(
    patch: str, brought: int, unchecked: int, bases: Path
) -> None:
    def coverage(tree: Tree) -> Coverage:
        return unread(read_identified(tree).specification, patch)

    tree = open_tree(str(bases / patch))
    file = shared("patches") / f"{patch}.mbox"
    before = coverage(tree)
    after = coverage(apply_patches(tree, read_patches(file.read_bytes(), file.name)))
    found = impact_of(judged(before), after)
    assert (len(found.brought), len(found.unchecked)) == (brought, unchecked)
    known = {one.requirement.id for one in before.standings}
    there = {one.requirement.id for one in coverage(open_tree(str(bases / f"{patch}.after"))).standings}
    assert {one.requirement.id for one in found.brought} == there - known


def test_what_the_next_release_does_is_what_the_ledger_says() -> None:
    texts = [specification_root() / version for version in ("v1.1", "v1.2")]
    if not all(text.is_dir() for text in texts):
        pytest.skip("needs v1.1 and v1.2")
    before, after = (unread(read_identified(open_tree(str(text))).specification, text.name) for text in texts)
    found = impact_of(judged(before), after)
    assert len(after.standings) == len(before.standings) + len(found.brought) - len(found.gone)
    ledger = load_ledger()
    entries = [entry for entry in ledger if entry.kind == "normative"]
    retired = {entry.id for entry in entries if entry.until == "1.2"}
    assert retired
    assert {one.before.requirement.id for one in found.gone} == retired
    replaced = {old: entry.id for entry in entries for old in entry.replaces if entry.since == "1.2"}
    assert {
        one.before.requirement.id: one.after.requirement.id
        for one in found.touched
        if one.fate is Fate.REPLACED and one.after is not None
    } == replaced
    reworded = {one.before.requirement.id for one in found.touched if one.fate is Fate.REWORDED}
    assert reworded == {
        entry.id
        for entry in entries
        if {"1.1", "1.2"} <= entry.places.keys() and entry.wording_at("1.1") != entry.wording_at("1.2")
    }
