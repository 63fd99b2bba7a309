"""IDs on a text: provisional names, texts between versions, and what `check` says of a text."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from ledger.texts import COUNT, DIM, GLOW, WAIT, ledger_of, requirement, text_of

from specgen.ledger.check import check
from specgen.ledger.identify import identify
from specgen.ledger.ledger import Ledger
from specgen.model import Requirement, Specification

BEFORE = text_of(GLOW, DIM, WAIT, COUNT)
NEW = "The driver MUST feed the cat when the moon is full."


def ids(text: Specification, ledger: Ledger) -> list[str]:
    return [one.id for one in identify(text, ledger).requirements]


def test_without_a_ledger_all_are_provisional() -> None:
    found = identify(BEFORE, Ledger()).requirements
    assert [one.id for one in found] == [f"lamp-drv-new-{one.fingerprint[:6]}" for one in BEFORE.requirements]


def test_nothing_but_the_id_changes() -> None:
    found = identify(BEFORE, Ledger())
    assert replace(found, requirements=tuple(replace(one, id="") for one in found.requirements)) == BEFORE


def test_a_successor_is_provisional_until_it_is_entered() -> None:
    assert ids(text_of(DIM.replace("SHOULD", "MUST")), ledger_of(BEFORE))[0].startswith("lamp-drv-new-")


def test_identifying_twice_changes_nothing() -> None:
    ledger = ledger_of(BEFORE)
    text = identify(text_of(GLOW, NEW, NEW), ledger)
    assert identify(text, ledger) == text


def test_twins_get_names_of_their_own_whatever_their_order() -> None:
    twins = [requirement(NEW, section, line) for section in ("A", "B") for line in (1, 2)]
    names = {(one.label, one.span.line): one.id for one in identify(text_of(*twins), Ledger()).requirements}
    assert len(set(names.values())) == 4
    assert all(re.fullmatch("lamp-drv-new-[0-9a-f]{6}", name) for name in names.values())
    again = identify(text_of(*reversed(twins)), Ledger()).requirements
    assert {(one.label, one.span.line): one.id for one in again} == names


ANY = st.builds(
    requirement,
    st.text(max_size=20),
    st.sampled_from(["A", "B / C", ""]),
    st.integers(1, 9),
    scope=st.text(max_size=8),
    condition=st.none() | st.text(max_size=5),
    id=st.sampled_from(["", "x", "lamp-drv-0001", "lamp-drv-new-123456"]),
)


@given(st.lists(ANY, max_size=8))
def test_ids_are_unique_and_well_formed_whatever_the_text(found: list[Requirement]) -> None:
    names = ids(text_of(*found), ledger_of(BEFORE))
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]*-drv-(\d{4}|new-[0-9a-f]{6})", name) for name in names)


THREE = ledger_of(
    BEFORE, text_of(GLOW.replace("twice", "once"), DIM, WAIT), text_of(GLOW.replace("twice", "once"), DIM)
)


def test_every_version_keeps_its_ids() -> None:
    assert ids(BEFORE, THREE) == [f"lamp-drv-000{number}" for number in (1, 2, 3, 4)]


def test_an_old_text_may_hold_what_was_retired_since() -> None:
    between = text_of(GLOW, DIM, WAIT, COUNT, NEW, version="")
    assert ids(between, THREE)[:4] == [f"lamp-drv-000{number}" for number in (1, 2, 3, 4)]


def test_a_new_text_gets_no_retired_id() -> None:
    now = text_of(GLOW.replace("twice", "once"), DIM, COUNT, version="4")
    assert ids(now, THREE)[:2] == ["lamp-drv-0001", "lamp-drv-0002"]
    assert ids(now, THREE)[2].startswith("lamp-drv-new-")


def test_check_finds_what_vanished_and_what_became_another() -> None:
    found = check(text_of(GLOW, DIM.replace("SHOULD", "MUST"), COUNT), ledger_of(BEFORE))
    assert sorted(found.wrong) == [
        ("lamp.tex:2", "lamp-drv-0002 has become another requirement: it needs a new ID"),
        ("lamp.tex:3", "lamp-drv-0003 has vanished from the text (place as of 1)"),
    ]


def test_check_is_content_with_every_version() -> None:
    assert all(
        not check(text, THREE).wrong for text in (BEFORE, text_of(GLOW.replace("twice", "once"), DIM, version="3"))
    )


def test_check_does_not_look_for_ids_in_a_text_it_cannot_place() -> None:
    for text, note in (
        (text_of(NEW), "no requirement of this text"),
        (text_of(GLOW, COUNT, version=""), "older than 3"),
    ):
        found = check(text, THREE)
        assert not found.wrong
        assert note in found.notes[0]
    assert check(BEFORE, Ledger()).notes == ("the ledger is empty",)


def test_check_of_a_part_looks_at_its_scopes_only() -> None:
    others = [
        requirement(f"The driver MUST sing song {n} in the shed.", scope=f"shed{n}", line=9 + n) for n in range(4)
    ]
    ledger = ledger_of(text_of(GLOW, DIM, *others))
    found = check(text_of(GLOW), ledger)
    assert [message for _, message in found.wrong] == ["lamp-drv-0002 has vanished from the text (place as of 1)"]
    assert found.notes == ("the text is a part: IDs are looked for in lamp",)


def test_check_reports_bad_inline_ids() -> None:
    text = text_of(replace(requirement(GLOW, line=4), id="lamp-drv-0077"), DIM, WAIT, COUNT)
    assert check(text, ledger_of(BEFORE)).wrong == (("lamp.tex:4", "the inline ID lamp-drv-0077 is not in the ledger"),)
