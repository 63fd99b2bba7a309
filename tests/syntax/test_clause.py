"""Sentences about lamps -> their clauses and back: actors, levels, guards, quantities, and text that is no rule."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specgen.model.clause import (
    Action,
    Actor,
    Clause,
    Comparison,
    Event,
    Guard,
    Modifier,
    Named,
    NameKind,
    Negotiation,
    Quantity,
    Rule,
    Series,
    Term,
)
from specgen.syntax.clause.canonical import ordered
from specgen.syntax.clause.reading import read_applicability, read_sentence
from specgen.syntax.clause.rendering import render_clause
from specgen.syntax.clause.terms import quantity_of

LAMP = "VIRTIO_LAMP_F_DIM"


def rule_of(text: str) -> Rule:
    clause = read_sentence(text).clause
    assert clause is not None
    (rule,) = clause.rules
    return rule


@pytest.mark.parametrize(
    ("text", "actor", "level", "negated"),
    [
        ("The driver MUST light the lamp.", Actor.DRIVER, "MUST", False),
        ("A device MUST NOT dim a lamp.", Actor.DEVICE, "MUST", True),
        ("The device MUST not dim a lamp.", Actor.DEVICE, "MUST", True),
        ("Drivers SHOULD NOT write lamps.", Actor.DRIVER, "SHOULD", True),
        ("The driver and the device MAY use lamps.", Actor.BOTH, "MAY", False),
        ("A transport MUST provide a lamp.", Actor.TRANSPORT, "MUST", False),
        ("The lamp MUST be lit by the device.", Actor.DEVICE, "MUST", False),
        ("The offset of a lamp MUST be even.", Actor.OTHER, "MUST", False),
        ("If the device sees a lamp, it SHALL report it.", Actor.DEVICE, "SHALL", False),
    ],
)
def test_actor_level_and_negation_come_from_the_sentence(text: str, actor: Actor, level: str, negated: bool) -> None:
    rule = rule_of(text)
    assert (rule.actor, rule.level, rule.negated) == (actor, level, negated)


@pytest.mark.parametrize(
    "text",
    [
        f"If {LAMP} is negotiated, the driver MUST send a lamp request.",
        f"If the {LAMP} feature bit has been negotiated, then the driver MUST send a lamp request.",
        f"The driver MUST send a lamp request when {LAMP} was negotiated.",
        f"The driver MUST, send a lamp request if and only if the {LAMP} feature is negotiated.".replace(
            "MUST,", "MUST"
        ),
    ],
)
def test_wordings_of_one_rule_give_one_clause(text: str) -> None:
    expected = Rule(
        Actor.DRIVER,
        Term("driver"),
        "MUST",
        False,
        (Action("send", Term("lamp request")),),
        (Guard("if", Negotiation((Named(LAMP, NameKind.FEATURE),))),),
    )
    assert rule_of(text) == expected


def test_guards_in_time_keep_their_relation() -> None:
    rule = rule_of("The driver MUST NOT move a lamp after adding it, until the device acknowledges the lamp request.")
    assert [guard.relation for guard in rule.guards] == ["after", "before"]
    assert rule.guards[0].test == Action("add", Term("lamp"))
    assert rule.guards[1].test == Event(Term("device"), Action("acknowledge", Term("lamp request")))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The driver MUST add lamps before it sets LAMP_ON.", "Before setting LAMP_ON, the driver MUST add lamps."),
        (
            "If LAMP_ON is set and the device sees a lamp, the driver MUST add lamps.",
            "If LAMP_ON is set, and if the device sees a lamp, the driver MUST add lamps.",
        ),
        ("Upon seeing a lamp, the driver MUST add lamps.", "If the driver sees a lamp, it MUST add lamps."),
    ],
)
def test_guards_are_the_same_however_they_are_worded(one: str, other: str) -> None:
    assert rule_of(one) == rule_of(other)


def test_unless_and_pronouns() -> None:
    rule = rule_of(f"The driver MUST NOT accept VIRTIO_LAMP_F_HUE unless it also negotiates {LAMP}.")
    (guard,) = rule.guards
    assert guard.relation == "unless"
    assert isinstance(guard.test, Event)
    assert guard.test.subject == Term("driver")


@pytest.mark.parametrize(
    ("words", "operator"),
    [
        ("is greater than", ">"),
        ("exceeds", ">"),
        ("is at least", ">="),
        ("is greater than or equal to", ">="),
        ("is less than or equal to", "<="),
        ("is no more than", "<="),
        ("is not greater than", "<="),
        ("is not", "!="),
        ("is", "="),
    ],
)
def test_comparisons(words: str, operator: str) -> None:
    (guard,) = rule_of(f"If num_lamps {words} 4, the device MUST light lamps.").guards
    assert guard.test == Comparison(Term("num_lamps"), operator, Term("4", quantity=Quantity("=", 4)))


@pytest.mark.parametrize(
    ("words", "quantity"),
    [
        ("at most 1 buffer", Quantity("<=", 1, "buffer")),
        ("multiple of 6 bytes", Quantity("multiple of", 6, "byte")),
        ("size of 4 bytes", Quantity("=", 4, "byte")),
        ("value 0x10", Quantity("=", 16)),
        ("value 007", Quantity("=", 7)),
        ("lamp", None),
    ],
)
def test_quantities(words: str, quantity: Quantity | None) -> None:
    assert quantity_of(words) == quantity


def test_two_keywords_make_two_rules_under_one_condition() -> None:
    clause = read_sentence("If a lamp is broken, the device MUST report it and SHOULD NOT light other lamps.").clause
    assert clause is not None
    assert [(rule.level, rule.negated) for rule in clause.rules] == [("MUST", False), ("SHOULD", True)]
    assert clause.rules[0].guards == clause.rules[1].guards


def test_a_lead_in_and_its_items_make_rules() -> None:
    clause = read_sentence("The driver MUST ignore any lamp that is", items=["broken,", "marked as reserved."]).clause
    assert clause is not None
    assert len(clause.rules) == 2


def test_a_condition_above_a_list_holds_for_its_items() -> None:
    clause = read_sentence("The driver MUST light the lamp.", f"If {LAMP} is not negotiated:").clause
    assert clause is not None
    assert clause.rules[0].guards == (Guard("if", Negotiation((Named(LAMP, NameKind.FEATURE),), negated=True)),)


def test_neither_nor_is_a_negation() -> None:
    (guard,) = rule_of(f"If neither {LAMP} nor VIRTIO_LAMP_F_HUE are negotiated, the driver MUST light a lamp.").guards
    assert isinstance(guard.test, Negotiation)
    assert (guard.test.negated, guard.test.joiner) == (True, "or")


def test_mixed_and_or_is_reported_with_both_readings() -> None:
    reading = read_sentence("If a lamp is red and a lamp is green or a lamp is blue, the device MUST report lamps.")
    assert reading.clause is None
    assert len(reading.readings) == 2
    assert len({render_clause(one) for one in reading.readings}) == 2


@pytest.mark.parametrize("text", ["", "MUST", "The driver MUST", "Lamps lamps MUST MUST MUST.", "Not a rule."])
def test_what_is_no_rule_is_not_read(text: str) -> None:
    assert read_sentence(text).clause is None


@pytest.mark.parametrize(
    "text", ["that " * 5000, "(" * 5000, "MUST " * 3000, "if it is " * 900, "0" * 2900 + " MUST be"]
)
def test_hostile_sentences_cost_little(text: str) -> None:
    assert read_sentence(f"The driver MUST see {text}.").readings == ()


WORDS = "MUST SHOULD NOT if the driver device is set and or , ; that to be by ( ) 0x1 A_B unless reading lamps <ref x>"


@given(st.lists(st.sampled_from(WORDS.split()), max_size=40).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_no_text_raises(text: str) -> None:
    read_sentence(text, text, (text,))


def test_applicability() -> None:
    guards = read_applicability(
        f"Normative statements in this section apply if and only if {LAMP} has been negotiated."
    )
    assert guards == (Guard("if", Negotiation((Named(LAMP, NameKind.FEATURE),))),)


NOUNS = st.sampled_from(["lamp", "num_lamps", "lamp request", "LAMP_ON", "output buffer", "statsq"])
TERMS = NOUNS.map(Term)
PHRASES = TERMS | st.builds(
    Series, st.sampled_from(["and", "or"]), st.lists(TERMS, min_size=2, max_size=3, unique=True).map(tuple)
)
VERBS = st.sampled_from(["send", "read", "initialize", "acknowledge", "modify"])
DOERS = st.sampled_from([(Actor.DRIVER, Term("driver")), (Actor.DEVICE, Term("device"))])
MODIFIERS = st.builds(Modifier, st.sampled_from(["to", "in", "with"]), TERMS)
ACTIONS = st.builds(Action, VERBS, TERMS, st.lists(MODIFIERS, max_size=1).map(tuple))
TESTS = st.one_of(
    st.builds(
        Negotiation,
        st.just((Named(LAMP, NameKind.FEATURE),)),
        st.sampled_from(["negotiate", "offer", "accept"]),
        st.just("and"),
        st.booleans(),
    ),
    st.builds(Comparison, TERMS, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), st.just(Term("LAMP_OFF"))),
    st.builds(Event, DOERS.map(lambda doer: doer[1]), ACTIONS),
)
LEADS = st.builds(Guard, st.just("if"), TESTS)
BOUNDS = st.builds(Guard, st.sampled_from(["until", "unless", "before", "after", "while"]), TESTS)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    actor, subject = draw(DOERS)
    guards = [*draw(st.lists(LEADS, max_size=2)), *draw(st.lists(BOUNDS, max_size=1))]
    guards = [one for one in guards if not isinstance(one.test, Event) or one.test.subject != subject]
    verb = draw(VERBS)
    action = Action(verb, draw(PHRASES), tuple(draw(st.lists(MODIFIERS, max_size=2))))
    level = draw(st.sampled_from(["MUST", "SHOULD", "MAY", "SHALL"]))
    negated = draw(st.booleans())
    if negated:
        guards = [replace(one, relation="before") if one.relation == "until" else one for one in guards]
    return Rule(actor, subject, level, negated, (action,), ordered(guards))


@given(rules())
@settings(max_examples=150, deadline=None)
def test_a_rendering_reads_back_as_its_clause(rule: Rule) -> None:
    clause = Clause((rule,))
    assert read_sentence(render_clause(clause)).clause == clause, render_clause(clause)


ODD = st.text(st.characters(codec="utf-8"), max_size=80) | st.sampled_from(WORDS.split())
KEYWORDS = st.sampled_from(
    ["The driver MUST", "device SHOULD NOT", "it MAY", "if", "that", "to be", ":: a | b", "[if a] b"]
)


@given(st.lists(ODD | KEYWORDS, max_size=30).map(" ".join), st.lists(ODD, max_size=3))
@settings(max_examples=150, deadline=None)
def test_what_is_read_of_odd_text_can_be_written_and_read_again(text: str, items: list[str]) -> None:
    reading = read_sentence(f"The driver MUST {text}", None, items)
    for clause in [*reading.readings, *([reading.clause] if reading.clause else [])]:
        assert render_clause(clause)
    if reading.clause is not None:
        assert read_sentence(render_clause(reading.clause)).clause == reading.clause


@pytest.mark.parametrize(
    "inner", ["that it", "if a lamp that", "by reading", "to add", "in a", "and", "of", ", or", "not"]
)
def test_deep_nesting_ends(inner: str) -> None:
    for depth in (10, 100, 900):
        read_sentence(f"The driver MUST add a lamp {f'{inner} lights lamps ' * depth}when LAMP_ON is set.")
