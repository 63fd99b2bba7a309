"""Two wordings of one rule -> one clause, and near misses -> two."""

import pytest

from specgen.syntax.clause.reading import read_sentence

ONE_RULE = [
    # where the condition stands, and how it begins
    ("If LAMP_ON is set, the driver MUST add lamps.", "The driver MUST add lamps when LAMP_ON is set."),
    ("Whenever LAMP_ON is set, the driver MUST add lamps.", "The driver MUST add lamps in case LAMP_ON is set."),
    ("While LAMP_ON is set, the driver MUST add lamps.", "The driver MUST add lamps as long as LAMP_ON is set."),
    ("Once LAMP_ON is set, the driver MUST add lamps.", "The driver MUST add lamps after LAMP_ON has been set."),
    (
        "If LAMP_ON is set, the device MUST light a lamp if VIRTIO_LAMP_F_DIM is negotiated.",
        "If VIRTIO_LAMP_F_DIM is negotiated and LAMP_ON is set, the device MUST light a lamp.",
    ),
    # until, before, unless
    (
        "The driver MUST NOT use a lamp until the device has acknowledged it.",
        "Before the device acknowledges it, the driver MUST NOT use a lamp.",
    ),
    (
        "The device MUST NOT reuse a lamp until it has received a lamp request.",
        "The device MUST NOT reuse a lamp before receiving a lamp request.",
    ),
    (
        "Even if the device has not yet used the lamp, the driver MAY dim it.",
        "Even before the device has used the lamp, the driver MAY dim the lamp.",
    ),
    # voice
    ("The driver MUST light the lamp.", "The lamp MUST be lit by the driver."),
    (
        "The driver MUST ignore a lamp reported by the device.",
        "The driver MUST ignore a lamp that the device reports.",
    ),
    (
        "If the device offers VIRTIO_LAMP_F_DIM, the driver SHOULD accept it.",
        "The driver SHOULD accept VIRTIO_LAMP_F_DIM if offered by the device.",
    ),
    # nominalisations
    (
        "After initialization of the device, the driver MUST light lamps.",
        "The driver MUST light lamps after it initializes the device.",
    ),
    (
        "Upon receipt of a lamp request, the device MUST light lamps.",
        "When the device receives a lamp request, it MUST light lamps.",
    ),
    # quantities
    ("The driver MUST add at most one lamp.", "The driver MUST add no more than 1 lamp."),
    (
        "If num_lamps exceeds 4, the device MUST dim lamps.",
        "If num_lamps is greater than four, the device MUST dim lamps.",
    ),
    (
        "If num_lamps is below 4, the device MUST dim lamps.",
        "If num_lamps is less than four, the device MUST dim lamps.",
    ),
    (
        "If num_lamps is 2 or greater, the device MUST dim lamps.",
        "If num_lamps is at least 2, the device MUST dim lamps.",
    ),
    # words
    ("The driver MUST NOT begin to reuse lamps.", "The driver MUST NOT start reusing lamps."),
    ("The driver MUST make use of each lamp.", "The driver MUST use every lamp."),
    ("The device MUST NOT depend on contents of lamps.", "The device MUST NOT depend on the content of these lamps."),
    (
        "When the device is unable to light a lamp, it MUST report that lamp.",
        "If the device cannot light a lamp, the device MUST report the lamp.",
    ),
    (
        "The driver MUST treat lamps as dark, without regard to their size.",
        "The driver MUST treat lamps as dark regardless of their size.",
    ),
    (
        "The device MUST ignore a lamp that does not match num_lamps.",
        "The device MUST ignore a lamp which differs from num_lamps.",
    ),
    ("It is RECOMMENDED that the driver dim lamps.", "The driver SHOULD dim lamps."),
    ("The driver MUST set LAMP_ON using a lamp request.", "The driver MUST set LAMP_ON by using a lamp request."),
    ("The driver MUST ignore and MUST NOT use a lamp.", "The driver MUST ignore a lamp and MUST NOT use a lamp."),
    (
        "The device MUST dim lamps, although it MAY report a lamp.",
        "The device MUST dim lamps; the device MAY report a lamp.",
    ),
    (
        "If VIRTIO_LAMP_F_DIM has been negotiated, but not VIRTIO_LAMP_F_HUE, the driver MAY dim lamps.",
        "If VIRTIO_LAMP_F_DIM is negotiated and VIRTIO_LAMP_F_HUE is not negotiated, the driver MAY dim lamps.",
    ),
    # what pronouns stand for
    (
        "The driver SHOULD accept VIRTIO_LAMP_F_DIM if it is offered.",
        "If VIRTIO_LAMP_F_DIM is offered, the driver SHOULD accept it.",
    ),
    (
        "When the device responds with LAMP_ON, it MUST be followed by LAMP_OFF.",
        "When the device responds with LAMP_ON, LAMP_ON MUST be followed by LAMP_OFF.",
    ),
    (
        "If the device offers VIRTIO_LAMP_F_DIM and the driver accepts this feature bit, the device MUST dim lamps.",
        "If the device offers VIRTIO_LAMP_F_DIM and the driver accepts it, the device MUST dim lamps.",
    ),
    ("When lamps are broken, the driver MUST replace them.", "When lamps are broken, the driver MUST replace lamps."),
]

TWO_RULES = [
    ("The driver MUST light the lamp.", "The device MUST light the lamp."),
    ("The driver MUST light the lamp.", "The driver SHOULD light the lamp."),
    ("The driver MUST light the lamp.", "The driver MUST NOT light the lamp."),
    ("The driver MUST light the lamp before adding it.", "The driver MUST light the lamp after adding it."),
    ("The driver MUST light the lamp until it is broken.", "The driver MUST light the lamp before it is broken."),
    ("The driver MUST add at most 1 lamp.", "The driver MUST add at least 1 lamp."),
    ("If A_LAMP is set, the driver MUST light a lamp.", "Unless A_LAMP is set, the driver MUST light a lamp."),
    (
        "If VIRTIO_LAMP_F_DIM is offered, the driver MUST dim it.",
        "If VIRTIO_LAMP_F_DIM is negotiated, the driver MUST dim it.",
    ),
    ("The driver MUST ignore lamps that it reports.", "The driver MUST ignore lamps that the device reports."),
    ("The driver MAY light LAMP_A and LAMP_B.", "The driver MAY light LAMP_A or LAMP_B."),
]


@pytest.mark.parametrize(("one", "other"), ONE_RULE)
def test_two_wordings_of_one_rule_give_one_clause(one: str, other: str) -> None:
    clause = read_sentence(one).clause
    assert clause is not None
    assert clause == read_sentence(other).clause


@pytest.mark.parametrize(("one", "other"), TWO_RULES)
def test_two_rules_give_two_clauses(one: str, other: str) -> None:
    clauses = [read_sentence(text).clause for text in (one, other)]
    assert None not in clauses
    assert clauses[0] != clauses[1]
