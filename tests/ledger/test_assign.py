"""Entering texts: numbers, tombstones, successors, and that entering a text twice changes nothing."""

from dataclasses import replace

import pytest
from ledger.texts import COUNT, DIM, GLOW, WAIT, ledger_of, requirement, text_of

from specgen.diagnostics import SpecgenError
from specgen.ledger.assign import assign
from specgen.ledger.entry import Status
from specgen.ledger.identify import identify
from specgen.ledger.ledger import Ledger
from specgen.ledger.report import Step, steps, suspects
from specgen.ledger.review import accept
from specgen.ledger.standing import is_suspect
from specgen.ledger.store import ledger_text, parse_ledger
from specgen.model import Role

BEFORE = text_of(GLOW, DIM, WAIT, COUNT)
REWORDED = GLOW.replace("twice", "once")
STRICTER = DIM.replace("SHOULD", "MUST")


def test_numbers_follow_the_text_in_each_scope_and_role() -> None:
    text = text_of(
        requirement(WAIT, line=9),
        requirement(GLOW, line=2),
        requirement(DIM, line=3, role=Role.DEVICE),
        requirement(COUNT, line=4, role=Role.OTHER),
        requirement(COUNT, line=5, role=Role.BOTH, scope="Attic Window"),
    )
    ledger = ledger_of(text)
    assert {entry.places["1"]: entry.id for entry in ledger} == {
        "lamp.tex:2": "lamp-drv-0001",
        "lamp.tex:3": "lamp-dev-0001",
        "lamp.tex:4": "lamp-oth-0001",
        "lamp.tex:5": "attic-window-both-0001",
        "lamp.tex:9": "lamp-drv-0002",
    }


def test_a_version_keeps_rewords_replaces_adds_and_retires() -> None:
    ledger = ledger_of(BEFORE, text_of(REWORDED, STRICTER, COUNT, "The driver MUST feed the cat."))
    states = {entry.id: (entry.status.value, entry.revision, entry.replaces, entry.until) for entry in ledger}
    assert states == {
        "lamp-drv-0001": ("suspect", 2, (), None),
        "lamp-drv-0002": ("retired", 1, (), "2"),
        "lamp-drv-0003": ("retired", 1, (), "2"),
        "lamp-drv-0004": ("active", 1, (), None),
        "lamp-drv-0005": ("active", 1, ("lamp-drv-0002",), None),
        "lamp-drv-0006": ("active", 1, (), None),
    }
    assert steps(ledger) == [Step("1", 4, 0, 0, 0, 4, 0), Step("2", 4, 1, 1, 1, 1, 1)]
    assert ledger.successors("lamp-drv-0002") == (ledger.entries["lamp-drv-0005"],)


@pytest.mark.parametrize("text", [BEFORE, text_of(REWORDED, STRICTER, COUNT)])
def test_the_same_text_again_changes_nothing(text: object) -> None:
    ledger = ledger_of(BEFORE, text)  # type: ignore[arg-type]  # parametrize knows no types
    again = assign(text, ledger, "2")  # type: ignore[arg-type]
    assert again.ledger == ledger
    assert (again.numbered, again.reworded, again.retired) == ((), (), ())


def test_a_retired_id_never_comes_back() -> None:
    gone = assign(text_of(GLOW, DIM, WAIT), ledger_of(BEFORE), "2").ledger
    back = assign(BEFORE, gone, "3").ledger
    assert back.entries["lamp-drv-0004"].status is Status.RETIRED
    assert back.entries["lamp-drv-0005"].replaces == ("lamp-drv-0004",)
    assert [one.id for one in identify(replace(BEFORE, version="3"), back).requirements][-1] == "lamp-drv-0005"


def test_a_retired_id_does_not_come_back_within_a_draft() -> None:
    """The same version, entered three times while it is being written."""
    gone = assign(text_of(GLOW, DIM, WAIT), ledger_of(BEFORE), "1").ledger
    assert gone.versions == ("1",)
    assert gone.entries["lamp-drv-0004"].until == "1"
    back = assign(BEFORE, gone, "1").ledger
    assert back.entries["lamp-drv-0004"].status is Status.RETIRED
    assert [one.id for one in identify(BEFORE, back).requirements][-1] == "lamp-drv-0005"
    assert parse_ledger(ledger_text(back), "x").problems == ()


def test_a_number_is_never_given_twice() -> None:
    gone = assign(text_of(GLOW, DIM, WAIT), ledger_of(BEFORE), "2").ledger
    added = assign(text_of(GLOW, DIM, WAIT, "The driver MUST feed the cat."), gone, "3")
    assert added.numbered == ("lamp-drv-0005",)


def test_going_back_to_an_earlier_wording_is_a_revision() -> None:
    ledger = ledger_of(BEFORE, text_of(REWORDED, DIM, WAIT, COUNT), BEFORE)
    entry = ledger.entries["lamp-drv-0001"]
    assert entry.revision == 3
    assert entry.wordings[0].fingerprint == entry.wordings[2].fingerprint


def test_reviewing_ends_the_suspicion_until_the_next_rewording() -> None:
    text = text_of(REWORDED, DIM, WAIT, COUNT)
    ledger = ledger_of(BEFORE, text)
    assert [entry.id for entry in suspects(ledger)] == ["lamp-drv-0001"]
    reviewed = accept(ledger, ["lamp-drv-0001"])
    assert suspects(reviewed) == []
    again = assign(text_of(GLOW.replace("twice", "thrice"), DIM, WAIT, COUNT), reviewed, "3").ledger
    assert [entry.id for entry in suspects(again)] == ["lamp-drv-0001"]


@pytest.mark.parametrize(("name", "message"), [("lamp-drv-0002", "active"), ("lamp-drv-0099", "has no")])
def test_only_suspects_can_be_accepted(name: str, message: str) -> None:
    with pytest.raises(SpecgenError, match=message):
        accept(ledger_of(BEFORE), [name])


def test_a_wording_is_suspect_until_somebody_has_looked() -> None:
    text = text_of(REWORDED, DIM, WAIT, COUNT)
    before, after = ledger_of(BEFORE), ledger_of(BEFORE, text)
    suspicions = [is_suspect(one, ledger) for ledger in (before, after) for one in identify(text, ledger).requirements]
    assert suspicions == [True, False, False, False] * 2
    assert not is_suspect(
        identify(text, accept(after, ["lamp-drv-0001"])).requirements[0], accept(after, ["lamp-drv-0001"])
    )
    assert not is_suspect(identify(BEFORE, after).requirements[0], after)
    assert not is_suspect(identify(text, Ledger()).requirements[0], after)


def test_an_older_version_cannot_be_entered_again() -> None:
    with pytest.raises(SpecgenError, match="has 1 already"):
        assign(BEFORE, ledger_of(BEFORE, BEFORE), "v1")


def test_a_text_must_say_its_version() -> None:
    with pytest.raises(SpecgenError, match="does not state its version"):
        assign(replace(BEFORE, version=""), Ledger())


def test_a_wrong_text_retires_nothing() -> None:
    other = text_of("The driver MUST feed the cat.", GLOW)
    with pytest.raises(SpecgenError, match="1 of the 4"):
        assign(other, ledger_of(BEFORE), "2")
    part = assign(other, ledger_of(BEFORE), "2", part=True)
    assert (part.numbered, part.retired) == (("lamp-drv-0005",), ())


def test_a_part_still_retires_what_it_replaces() -> None:
    part = assign(text_of(STRICTER), ledger_of(BEFORE), "2", part=True)
    assert (part.numbered, part.retired) == (("lamp-drv-0005",), ("lamp-drv-0002",))


def test_an_inline_id_wins() -> None:
    other = requirement("The driver MUST feed the cat.", id="lamp-drv-0003")
    done = assign(text_of(requirement(GLOW, line=5), DIM, other, COUNT), ledger_of(BEFORE), "2")
    assert done.reworded == ("lamp-drv-0003",)
    assert (done.numbered, done.retired) == ((), ())


def test_an_inline_id_wins_over_the_same_words() -> None:
    text = text_of(replace(requirement(DIM, line=1), id="lamp-drv-0001"), GLOW)
    found = identify(text, ledger_of(BEFORE)).requirements
    assert found[0].id == "lamp-drv-0001"
    assert found[1].id.startswith("lamp-drv-new-")


@pytest.mark.parametrize(
    ("name", "role", "message"),
    [
        ("lamp-drv-0099", Role.DRIVER, "not in the ledger"),
        ("lamp-drv-0004", Role.DRIVER, "retired as of 2"),
        ("lamp-drv-0001", Role.DEVICE, "is a driver requirement"),
        ("what?", Role.DRIVER, "not in the ledger"),
    ],
)
def test_a_bad_inline_id_is_refused_with_its_place(name: str, role: Role, message: str) -> None:
    ledger = ledger_of(BEFORE, text_of(GLOW, DIM, WAIT))
    text = text_of(GLOW, DIM, requirement(WAIT, line=3, id=name, role=role))
    with pytest.raises(SpecgenError, match=message) as caught:
        assign(text, ledger, "3")
    assert caught.value.place == "lamp.tex:3"


def test_an_inline_id_names_one_requirement() -> None:
    text = text_of(requirement(GLOW, line=1, id="lamp-drv-0001"), requirement(DIM, line=2, id="lamp-drv-0001"), WAIT)
    with pytest.raises(SpecgenError, match=r"used twice, first in lamp\.tex:1"):
        assign(text, ledger_of(BEFORE), "2")
