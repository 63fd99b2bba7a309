"""Which requirement is which: rewording, change of level, role or negation, moved and renamed sections, twins."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from ledger.texts import COUNT, DIM, GLOW, WAIT, ledger_of, requirement, text_of

from specgen.ledger.identify import identification
from specgen.ledger.ledger import Ledger
from specgen.ledger.matching import Outcome
from specgen.model import Requirement, Role, Specification

BEFORE = text_of(GLOW, DIM, WAIT, COUNT)


def outcomes(text: Specification, ledger: Ledger) -> list[tuple[str, str | None]]:
    found = identification(text, ledger).matches
    return [(match.outcome.value, None if match.entry is None else match.entry.id) for match in found]


def after(*requirements: Requirement | str, before: Specification = BEFORE) -> list[tuple[str, str | None]]:
    return outcomes(text_of(*requirements), ledger_of(before))


def test_the_same_text_is_the_same() -> None:
    assert after(GLOW, DIM, WAIT, COUNT) == [("same", f"lamp-drv-000{number}") for number in (1, 2, 3, 4)]


def test_order_does_not_matter() -> None:
    assert after(COUNT, GLOW) == [("same", "lamp-drv-0004"), ("same", "lamp-drv-0001")]


def test_a_reworded_sentence_keeps_its_id() -> None:
    reworded = GLOW.replace("before the bell rings twice", "as soon as the bell rings")
    assert after(reworded, DIM) == [("reworded", "lamp-drv-0001"), ("same", "lamp-drv-0002")]


def test_of_two_candidates_the_more_alike_keeps_the_id() -> None:
    far, near = GLOW.replace("red lamp", "green lantern by the door"), GLOW.replace("twice", "once")
    assert after(far, near) == [("new", None), ("reworded", "lamp-drv-0001")]


@pytest.mark.parametrize(
    "changed",
    [
        GLOW.replace("MUST", "SHOULD"),
        GLOW.replace("MUST", "MUST NOT"),
        DIM.replace("SHOULD", "MUST"),
        WAIT.replace("MUST NOT", "MAY"),
        GLOW.replace("let the red lamp", "not let the red lamp"),
        COUNT.replace("while it rains", "unless it rains"),
    ],
)
def test_another_level_or_a_reversal_is_another_requirement(changed: str) -> None:
    before = text_of(GLOW, DIM, WAIT, COUNT.replace("while", "if"))
    [(outcome, entry)] = after(changed, before=before)
    assert outcome == "replaces"
    assert entry is not None


def test_another_role_is_another_requirement() -> None:
    assert after(requirement(GLOW, role=Role.DEVICE)) == [("replaces", "lamp-drv-0001")]


def test_words_for_one_level_are_one_level() -> None:
    assert after(GLOW.replace("MUST", "SHALL")) == [("reworded", "lamp-drv-0001")]


def test_an_unlike_sentence_of_the_section_is_new() -> None:
    assert after("The driver MUST feed the cat when the moon is full.") == [("new", None)]


def test_every_entry_goes_to_one_requirement_only() -> None:
    twins = [GLOW.replace("twice", "once"), GLOW.replace("twice", "thrice"), GLOW.replace("twice", "often")]
    found = after(*twins)
    assert sorted(outcome for outcome, _ in found) == ["new", "new", "reworded"]


def test_identical_sentences_stay_in_their_sections() -> None:
    sections = ("Lamp / Red", "Lamp / Green", "Lamp / Blue")
    before = text_of(*(requirement("The driver MUST set flags to 0.", section) for section in sections))
    now = text_of(*(requirement("The driver MUST set flags to 0.", section) for section in reversed(sections)))
    ids = {
        match.stated.label: match.entry and match.entry.id
        for match in identification(before, ledger_of(before)).matches
    }
    assert {
        match.stated.label: match.entry and match.entry.id for match in identification(now, ledger_of(before)).matches
    } == ids


def test_identical_sentences_of_one_section_keep_their_order() -> None:
    twice = text_of(requirement(GLOW, line=3), requirement(GLOW, line=9))
    assert outcomes(twice, ledger_of(twice)) == [("same", "lamp-drv-0001"), ("same", "lamp-drv-0002")]


def test_a_copy_in_another_section_is_new() -> None:
    copy = requirement(GLOW, "Lamp / Shade", line=1)
    assert after(copy, requirement(GLOW, line=7)) == [("new", None), ("same", "lamp-drv-0001")]


def test_a_renamed_section_is_known_by_what_stands_in_it() -> None:
    """Even the twins of another section, and a sentence that has little in common, are found in it."""
    flags = "The driver MUST set flags to 0."
    old = [requirement(text, "Lamp / Interrupts", line) for line, text in enumerate((GLOW, flags, COUNT), 1)]
    others = [requirement(flags, "Lamp / Wires", 9)]
    new = [
        requirement(text, "Lamp / Notifications", line)
        for line, text in enumerate((GLOW, flags, "The driver MAY count frogs and newts while it rains or snows."), 1)
    ]
    assert after(*others, *new, before=text_of(*old, *others)) == [
        ("same", "lamp-drv-0004"),
        ("same", "lamp-drv-0001"),
        ("same", "lamp-drv-0002"),
        ("reworded", "lamp-drv-0003"),
    ]


def moved(requirements: Iterable[Requirement], scope: str) -> list[Requirement]:
    return [
        replace(one, scope=scope, label=f"drivernormative:{scope} / {one.text[:3]}", section=(scope,))
        for one in requirements
    ]


def test_a_chapter_that_moves_keeps_its_ids() -> None:
    short = "The driver MUST ring."
    found = after(*moved(text_of(GLOW, DIM, short).requirements, "garden"), before=text_of(GLOW, DIM, short))
    assert found == [("same", f"lamp-drv-000{number}") for number in (1, 2, 3)]


def test_a_short_sentence_elsewhere_is_not_the_one_that_vanished() -> None:
    before = text_of("The driver MUST ring.", GLOW)
    found = after(*moved(text_of("The driver MUST ring.").requirements, "garden"), GLOW, before=before)
    assert found == [("new", None), ("same", "lamp-drv-0002")]


def test_a_reworded_sentence_in_another_section_must_be_more_alike() -> None:
    loose = "The driver MUST let the red lamp glow until the cat comes home."
    assert after(requirement(loose)) == [("reworded", "lamp-drv-0001")]
    assert after(requirement(loose, "Lamp / Shade", scope="shade"), before=text_of(GLOW)) == [("new", None)]


def test_going_back_to_an_earlier_wording_keeps_the_id() -> None:
    reworded = text_of(GLOW.replace("red", "green"), DIM, WAIT)
    assert outcomes(text_of(GLOW, DIM, COUNT, version="3"), ledger_of(BEFORE, reworded))[0] == ("same", "lamp-drv-0001")
    assert outcomes(text_of(GLOW, DIM, WAIT, version="3"), ledger_of(BEFORE, reworded))[0][1] == "lamp-drv-0001"


def test_outcomes_have_the_names_that_reports_use() -> None:
    assert [outcome.value for outcome in Outcome] == ["same", "reworded", "replaces", "new"]


def test_the_section_decides_between_two_that_are_nearly_as_alike() -> None:
    here = requirement(GLOW.replace("bell rings twice", "bell rings only once"))
    there = requirement(GLOW.replace("twice", "once"), "Lamp / Shade", line=9)
    assert after(there, here) == [("new", None), ("reworded", "lamp-drv-0001")]
