"""The bundled ledger against the four releases: it is what entering them gives, and gives every requirement an ID."""

from collections.abc import Callable
from dataclasses import replace
from functools import reduce

import pytest

from specgen.extract import Reading
from specgen.ledger.assign import assign
from specgen.ledger.check import check
from specgen.ledger.entry import ID
from specgen.ledger.identify import identification, identify
from specgen.ledger.ledger import Ledger
from specgen.ledger.matching import Outcome
from specgen.ledger.report import Step, steps, suspects
from specgen.ledger.review import accept
from specgen.ledger.store import load_ledger

Real = Callable[[str], Reading]
VERSIONS = ("v1.0", "v1.1", "v1.2", "v1.4")
STEPS = [
    Step("1.0", 501, 0, 0, 0, 501, 0),
    Step("1.1", 694, 463, 35, 1, 195, 2),
    Step("1.2", 1170, 655, 37, 1, 477, 1),
    Step("1.4", 1723, 1131, 36, 1, 555, 2),
]


def test_what_each_version_did() -> None:
    assert steps(load_ledger())[:4] == STEPS


def test_the_ledger_is_what_entering_the_versions_gives(real: Real) -> None:
    texts = [real(version).specification for version in VERSIONS]
    entered = reduce(lambda ledger, text: assign(text, ledger).ledger, texts, Ledger())
    assert accept(entered, [entry.id for entry in suspects(entered)]) == load_ledger()


@pytest.mark.parametrize("version", VERSIONS)
def test_every_requirement_has_its_number(real: Real, version: str) -> None:
    text = real(version).specification
    ledger = load_ledger()
    ids = [one.id for one in identify(text, ledger).requirements]
    assert len(set(ids)) == len(ids)
    assert all(ID.fullmatch(name) for name in ids)
    assert set(ids) == {entry.id for entry in ledger if version[1:] in entry.places}
    assert not check(text, ledger).wrong


@pytest.mark.parametrize("version", VERSIONS)
def test_the_order_of_the_requirements_does_not_matter(real: Real, version: str) -> None:
    text = real(version).specification
    backwards = replace(text, requirements=text.requirements[::-1])
    ledger = load_ledger()
    assert identify(backwards, ledger).requirements == identify(text, ledger).requirements[::-1]


def test_a_changed_sentence_touches_no_other_id(real: Real) -> None:
    """One requirement of v1.4 after the other loses its fingerprint, as if its words had changed a little."""
    text = real("v1.4").specification
    ledger = load_ledger()
    before = [one.id for one in identify(text, ledger).requirements]
    changed = list(text.requirements)
    for index in range(0, len(changed), 17):
        changed[index] = replace(changed[index], fingerprint=f"{index:012x}")
    found = identification(replace(text, requirements=tuple(changed)), ledger)
    kept = [index for index, name in enumerate(found.ids) if name == before[index]]
    touched = range(0, len(changed), 17)
    assert set(range(len(changed))) - set(touched) <= set(kept)
    reworded = [index for index in touched if found.matches[index].outcome is Outcome.REWORDED]
    assert reworded == list(touched)
    assert [index for index in touched if index not in kept] == []
