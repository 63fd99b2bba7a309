"""Two small models -> the changes between them, and how each is classified."""

import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lamp_model import LAMP, REQUIREMENT, SPEC, STRUCT, make_field, make_queue

import specgen.diff
from specgen.diff import Action, Change, Effect, Thing, compare
from specgen.diff.change import Difference
from specgen.diff.compare import compare_named
from specgen.diff.document import diff_document
from specgen.diff.mail import mail_text
from specgen.diff.markdown import code, markdown_text
from specgen.diff.report import Report
from specgen.diff.rules import RULES, classify
from specgen.extract.requirements import fingerprint
from specgen.model import FeatureBit, Item, Number, Requirement, Role, Specification

BREAKING, EXTENDING, EDITORIAL = Effect.BREAKING, Effect.EXTENDING, Effect.EDITORIAL
BARE = replace(
    SPEC,
    common=replace(SPEC.common, structs=(), features=(), constants=()),
    requirements=(),
)


def lamp(**facts: Any) -> Specification:
    return replace(BARE, device_types=(replace(LAMP, **facts),))


def rule(text: str, **facts: Any) -> Requirement:
    plain = {"condition": None, "items": (), "applies_if": (), "levels": ("MUST",), "id": ""}
    made = replace(REQUIREMENT, text=text, **{**plain, **facts})
    return replace(made, fingerprint=fingerprint(made.text, made.condition, (item.text for item in made.items)))


def ruled(*requirements: Requirement) -> Specification:
    return replace(BARE, requirements=requirements)


def seen(old: Specification, new: Specification) -> list[tuple[str, str, Effect]]:
    return [(f"{change.thing.value} {change.action.value}", change.name, change.effect) for change in compare(old, new)]


def effect_of(old: Requirement, new: Requirement) -> tuple[Action, Effect]:
    (change,) = compare(ruled(old), ruled(new))
    return change.action, change.effect


def test_nothing_changed() -> None:
    assert compare(SPEC, SPEC) == ()


DIM = LAMP.features[0]


@pytest.mark.parametrize(
    ("bits", "expected"),
    [
        ((DIM, FeatureBit("VIRTIO_LAMP_F_NEW", 3, False, (), "", DIM.span)), [("added", EXTENDING)]),
        ((), [("removed", BREAKING)]),
        ((replace(DIM, bit=5),), [("renumbered", BREAKING)]),
        ((replace(DIM, name="VIRTIO_LAMP_F_FADE"),), [("renamed", EDITORIAL)]),
        ((replace(DIM, legacy=True),), [("legacy changed", BREAKING)]),
        ((replace(DIM, requires=()),), [("requires changed", EXTENDING)]),
        ((replace(DIM, requires=(*DIM.requires, ("VIRTIO_F_X",))),), [("requires changed", BREAKING)]),
    ],
)
def test_feature_bits(bits: tuple[FeatureBit, ...], expected: list[tuple[str, Effect]]) -> None:
    found = seen(lamp(), lamp(features=bits))
    assert [(what.removeprefix("feature bit "), effect) for what, _, effect in found] == expected


LIGHT, *OTHERS = LAMP.virtqueues


@pytest.mark.parametrize(
    ("queues", "expected"),
    [
        ((LIGHT, *OTHERS, make_queue("9", Number(9), "newq", DIM.name)), [("added", EXTENDING)]),
        ((LIGHT, *OTHERS, make_queue("9", Number(9), "newq")), [("added", BREAKING)]),
        ((LIGHT, *OTHERS[1:]), [("removed", BREAKING)]),
        ((replace(LIGHT, index="7", formula=Number(7)), *OTHERS), [("renumbered", BREAKING)]),
        ((replace(LIGHT, name="lampq"), *OTHERS), [("renamed", EDITORIAL)]),
        ((replace(LIGHT, features=(DIM.name,)), *OTHERS), [("gating features changed", BREAKING)]),
    ],
)
def test_virtqueues(queues: Any, expected: list[tuple[str, Effect]]) -> None:
    found = seen(lamp(), lamp(virtqueues=queues))
    assert [(what.removeprefix("virtqueue "), effect) for what, _, effect in found] == expected


def test_a_queue_whose_feature_is_set_is_one_whose_feature_is_negotiated() -> None:
    gated = replace(LIGHT, features=(DIM.name,), condition=f"only exists if {DIM.name} set")
    for condition, effect in (
        (f"is optional; it exists only if {DIM.name} is negotiated", EDITORIAL),
        (f"does not exist if {DIM.name} is negotiated", BREAKING),
    ):
        other = replace(gated, condition=condition)
        found = seen(lamp(virtqueues=(gated, *OTHERS)), lamp(virtqueues=(other, *OTHERS)))
        assert [one[2] for one in found] == [effect]


def layout(*fields: Any) -> Specification:
    offset, placed = 0, []
    for name, kind, size in fields:
        placed.append(make_field(name, type=kind, offset=offset, size=size))
        offset += size
    return lamp(structs=(replace(STRUCT, fields=tuple(placed), size=offset),))


A, B, C, PAD = ("a", "le32", 4), ("b", "le16", 2), ("c", "le16", 2), ("reserved", "le16", 2)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ((A, B), (A, B, C), [("field added", "c", EXTENDING)]),
        ((A, B), (A, C, B), [("field added", "c", BREAKING), ("field moved", "b", BREAKING)]),
        ((A, B), (A,), [("field removed", "b", BREAKING)]),
        ((A, B), (A, ("b", "be16", 2)), [("field type changed", "b", BREAKING)]),
        ((A, B), (A, ("d", "le16", 2)), [("field renamed", "d", EDITORIAL)]),
        ((A, PAD, B), (A, C, B), [("field added", "c", EXTENDING), ("field removed", "reserved", EXTENDING)]),
    ],
)
def test_fields_of_a_configuration_layout(old: Any, new: Any, expected: list[tuple[str, str, Effect]]) -> None:
    found = seen(layout(*old), layout(*new))
    assert [(what, name.removeprefix("virtio_lamp_config."), effect) for what, name, effect in found] == expected


def test_a_field_at_the_end_of_another_struct_breaks() -> None:
    old, new = layout(A), layout(A, B)
    plain = [replace(spec, device_types=(replace(spec.device_types[0], config=None),)) for spec in (old, new)]
    assert seen(*plain)[0][2] is BREAKING


def test_constants() -> None:
    first, on = LAMP.constants
    assert seen(lamp(), lamp(constants=(first, replace(on, value=2))))[0][::2] == ("constant value changed", BREAKING)
    assert seen(lamp(), lamp(constants=(first,)))[0][::2] == ("constant removed", BREAKING)
    assert seen(lamp(), lamp(constants=(first, replace(on, name="VIRTIO_LAMP_LIT"))))[0][::2] == (
        "constant renamed",
        EDITORIAL,
    )


def test_a_new_device_type_extends_with_all_it_brings() -> None:
    new = replace(LAMP, id=62, slug="torch", name="Torch Device")
    changes = compare(BARE, replace(BARE, device_types=(LAMP, new)))
    assert {change.effect for change in changes} == {EXTENDING}
    assert {change.thing for change in changes} >= {Thing.DEVICE_TYPE, Thing.FEATURE, Thing.VIRTQUEUE, Thing.STRUCT}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("The driver SHOULD dim the lamp slowly.", "The driver MUST dim the lamp slowly.", (Action.LEVEL, BREAKING)),
        ("The driver MUST dim the lamp slowly.", "The driver SHOULD dim the lamp slowly.", (Action.LEVEL, EXTENDING)),
        ("The driver MAY dim the lamp slowly.", "The driver SHOULD dim the lamp slowly.", (Action.LEVEL, EXTENDING)),
        ("The driver MUST dim the lamp.", "The driver MUST NOT dim the lamp.", (Action.NEGATION, BREAKING)),
        ("The driver MUST NOT dim the lamp.", "The driver MAY dim the lamp.", (Action.NEGATION, EXTENDING)),
        ("The driver MUST dim teh lamp.", "The driver MUST dim the lamp.", (Action.REWORDED, EDITORIAL)),
        ("The driver MUST wait 10 seconds.", "The driver MUST wait 20 seconds.", (Action.REWORDED, BREAKING)),
        ("The driver MUST wait before it dims.", "The driver MUST wait after it dims.", (Action.REWORDED, BREAKING)),
        ("The driver MUST set lamp_on first.", "The driver MUST set lamp_off first.", (Action.REWORDED, BREAKING)),
    ],
)
def test_wording(before: str, after: str, expected: tuple[Action, Effect]) -> None:
    assert effect_of(rule(before), rule(after)) == expected


def test_role_place_and_lists() -> None:
    old = rule("The driver MUST do:", items=(Item(None, "look"), Item(None, "blink")))
    assert effect_of(old, replace(old, role=Role.DEVICE))[1] is BREAKING
    assert effect_of(old, replace(old, section=("Device Types", "Lamps"))) == (Action.MOVED, EDITORIAL)
    more = rule("The driver MUST do:", items=(*old.items, Item(None, "listen")))
    assert effect_of(old, more) == (Action.ITEMS, BREAKING)
    assert effect_of(more, old) == (Action.ITEMS, EXTENDING)


def test_applicability() -> None:
    old = rule("The driver MUST look around slowly.")
    narrow = replace(old, applies_if=("This section applies if VIRTIO_LAMP_F_DIM is negotiated.",))
    assert effect_of(old, narrow) == (Action.APPLICABILITY, EXTENDING)
    assert effect_of(narrow, old) == (Action.APPLICABILITY, BREAKING)


NEW_BIT = FeatureBit("VIRTIO_LAMP_F_NEW", 3, False, (), "", DIM.span)


@pytest.mark.parametrize(
    ("text", "effect"),
    [
        ("The driver MUST look.", BREAKING),
        ("The driver SHOULD look.", EXTENDING),
        ("The driver MAY look.", EXTENDING),
        ("If VIRTIO_LAMP_F_NEW is negotiated, the driver MUST look.", EXTENDING),
        ("If VIRTIO_LAMP_F_NEW has not been negotiated, the driver MUST look.", BREAKING),
        ("If VIRTIO_LAMP_F_DIM is negotiated, the driver MUST look.", BREAKING),
    ],
)
def test_added_requirements(text: str, effect: Effect) -> None:
    new = replace(lamp(features=(DIM, NEW_BIT)), requirements=(rule(text),))
    (found,) = [change for change in compare(BARE, new) if change.thing is Thing.REQUIREMENT]
    assert (found.action, found.effect) == (Action.ADDED, effect)


def test_a_removed_obligation_extends_and_a_removed_permission_breaks() -> None:
    assert compare(ruled(rule("The driver MUST look.")), BARE)[0].effect is EXTENDING
    assert compare(ruled(rule("The driver MAY look.", levels=("MAY",))), BARE)[0].effect is BREAKING


def test_a_ledger_id_pairs_what_nothing_else_would() -> None:
    old, new = rule("The driver MUST look.", id="lamp-drv-0001"), rule("Blinking 5 is a MUST.", id="lamp-drv-0001")
    (change,) = compare(ruled(old), ruled(new))
    assert change.action is Action.REWORDED
    provisional = [replace(one, id="lamp-drv-new-123456") for one in (old, new)]
    assert {change.action for change in compare(*map(ruled, provisional))} == {Action.ADDED, Action.REMOVED}


def test_links() -> None:
    (section,) = SPEC.normative_sections
    unlinked = replace(BARE, normative_sections=(replace(section, linked=False),))
    empty = replace(BARE, normative_sections=())
    assert seen(unlinked, BARE)[0][::2] == ("conformance link added", BREAKING)
    assert seen(BARE, unlinked)[0][::2] == ("conformance link removed", EXTENDING)
    assert seen(empty, unlinked)[0][::2] == ("conformance link missing", EDITORIAL)
    assert seen(empty, BARE)[0][::2] == ("conformance link added", EXTENDING)


def test_every_row_of_the_table_can_be_reached() -> None:
    for number, row in enumerate(RULES):
        earlier = [one for one in RULES[:number] if (one.thing, one.action) == (row.thing, row.action)]
        assert not any(one.traits <= row.traits for one in earlier), row
        change = classify(Difference(row.thing, row.action, "lamp", "x", None, None, traits=row.traits))
        assert (change.effect, change.reason) == (row.effect, row.reason)


def test_every_kind_of_difference_has_a_row_that_fits_always() -> None:
    for (thing, action), rows in itertools.groupby(
        sorted(RULES, key=lambda row: (row.thing, row.action)), key=lambda row: (row.thing, row.action)
    ):
        assert any(not row.traits for row in rows) or (thing, action) == (Thing.REQUIREMENT, Action.ROLE)


@pytest.fixture
def report() -> Report:
    odd = rule("The driver MUST write `<b>|x|</b>` \x1b[31m to lamp_on.")
    new = replace(layout(A, C, B), requirements=(odd,))
    step = compare_named(layout(A, B), new, ("old", "new"), "[1/2] a title")
    return Report(step, (step, step))


SCHEMA = json.loads(Path(specgen.diff.__path__[0], "diff.schema.json").read_text(encoding="utf-8"))


def test_json_keeps_its_schema(report: Report) -> None:
    document = diff_document(report)
    jsonschema.validate(document, SCHEMA, jsonschema.Draft202012Validator)
    assert document["summary"]["breaking"] == len([one for one in document["changes"] if one["effect"] == "breaking"])
    document["changes"][0]["effect"] = "bad"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA, jsonschema.Draft202012Validator)


def test_mail_fits_into_72_columns(report: Report) -> None:
    text = mail_text(report)
    assert max(map(len, text.splitlines())) <= 72
    assert "\x1b" not in text
    assert "The series as a whole" in text


def test_markdown_shows_text_literally(report: Report) -> None:
    text = markdown_text(report)
    assert "\x1b" not in text
    assert "`` The driver" not in text
    assert code("a `b` c") == "``a `b` c``"
    assert code("`x") == "`` `x ``"


def test_changes_have_both_places() -> None:
    change: Change = compare(lamp(), lamp(features=(replace(DIM, bit=5),)))[0]
    assert (change.old, change.new, change.place) == (DIM.span, DIM.span, DIM.span)
