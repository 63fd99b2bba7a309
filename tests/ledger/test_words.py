"""Bags of words: likeness, reversed statements, and what they do not give away."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger.texts import COUNT, DIM, GLOW, requirement

from specgen.ledger.levels import levels_of
from specgen.ledger.words import Words, negation_changed, similarity, words_of

SENTENCES = st.text(st.sampled_from("ab _.,-\n'"), max_size=60) | st.text(max_size=30)


def likeness(one: str, other: str) -> float:
    return similarity(words_of(requirement(one)), words_of(requirement(other)))


@given(SENTENCES, SENTENCES)
def test_likeness_is_symmetric_and_between_0_and_1(one: str, other: str) -> None:
    assert likeness(one, one) == 1
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)


@given(SENTENCES, SENTENCES)
def test_the_form_in_the_ledger_reads_back(one: str, lead: str) -> None:
    words = words_of(requirement(one, condition=lead))
    assert Words.parse(str(words)) == words


@pytest.mark.parametrize("damaged", ["A", "AAA", "A!", "AA.B", "AA BB"])
def test_damaged_words_are_refused(damaged: str) -> None:
    with pytest.raises(ValueError, match=r"half a word|no digit"):
        Words.parse(damaged)


def test_the_order_of_words_is_not_kept() -> None:
    forms = {str(words_of(requirement(" ".join(order)))) for order in permutations(["lamp", "glows", "red", "at"])}
    assert len(forms) == 1


def test_likeness_orders_as_a_reader_would() -> None:
    nearly = GLOW.replace("twice", "three times")
    assert likeness(GLOW, nearly) > 0.8
    assert likeness(GLOW, nearly) > likeness(GLOW, DIM)
    assert likeness(GLOW, COUNT) < 0.4


def test_levels_markup_plurals_and_references_do_not_count() -> None:
    assert likeness("The lamp MUST glow, see <ref sec:A / B->C>.", "The lamps SHOULD NOT glow see.") == 1


def test_a_lead_in_that_moves_into_the_sentence_costs_little() -> None:
    apart = words_of(requirement("the driver MUST ring the bell.", condition="If it is dark:"))
    joined = words_of(requirement("If it is dark the driver MUST ring the bell."))
    assert similarity(apart, joined) > 0.9


@pytest.mark.parametrize(
    ("before", "now", "reversed_"),
    [
        ("If LAMP_F_DIM is negotiated, glow.", "If LAMP_F_DIM is not negotiated, glow.", True),
        ("If LAMP_F_DIM has not been negotiated, glow.", "If LAMP_F_DIM has been negotiated, glow.", True),
        ("Glow if the door is open.", "Glow unless the door is open.", True),
        ("Glow with a bell.", "Glow without a bell.", True),
        ("The lamp doesn't blink.", "The lamp blinks.", True),
        ("The lamp does not blink.", "The lamp may blink.", True),
        ("Do not ring the bell.", "Do not ring any bell.", False),
        ("Glow if dark.", "Glow if dark and the door is not open.", False),
        ("The lamp is not red.", "The lamp is not red, nor is the bell.", False),
    ],
)
def test_what_counts_as_a_reversed_statement(before: str, now: str, reversed_: bool) -> None:
    assert negation_changed(words_of(requirement(before)), requirement(now)) is reversed_
    assert negation_changed(words_of(requirement(now)), requirement(before)) is reversed_


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("It MUST and MUST NOT and MUST.", ("MUST", "MUST NOT")),
        ("It MUST not.", ("MUST NOT",)),
        ("It SHALL; it is REQUIRED.", ("MUST",)),
        ("It is NOT RECOMMENDED, it is OPTIONAL.", ("SHOULD NOT", "MAY")),
        ("It SHALL\nNOT glow; MUSTARD, VIRTIO_F_MUST_GLOW.", ("MUST NOT",)),
        ("It must.", ()),
    ],
)
def test_levels(text: str, levels: tuple[str, ...]) -> None:
    assert levels_of(text) == levels
