"""Constant expressions: their values, what has none, and bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.syntax.constant import Macro, Names, evaluate

NAMES = Names(
    {"LAMP_A": 3, "LAMP_B": 0x10},
    {
        "OPCODE": Macro(("group", "op"), "(((group) << 8) | (op))"),
        "TWICE": Macro(("x",), "OPCODE(x, x)"),
        "LOOP": Macro(("x",), "LOOP(x) + LOOP(x)"),
    },
    {"le32": 4, "struct lamp": 12}.get,
)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("0", 0),
        ("42", 42),
        ("0x1F", 31),
        ("0777", 511),
        ("0b101", 5),
        ("10UL", 10),
        ("0xffull", 255),
        ("(1 << 3)", 8),
        ("(1ULL << 63)", 1 << 63),
        ("1 | 2 | 4", 7),
        ("6 & 3 ^ 1", 3),
        ("2 + 3 * 4 - 1", 13),
        ("1 << 2 + 1", 8),
        ("100 / 7 % 4", 2),
        ("-7 / 2", -3),
        ("-7 % 2", -1),
        ("-1", -1),
        ("~0", -1),
        ("~0U", 0xFFFFFFFF),
        ("~0ULL", 0xFFFFFFFFFFFFFFFF),
        ("!5 + !0", 1),
        ("LAMP_A | LAMP_B", 0x13),
        ("OPCODE(LAMP_A, 0x02)", 0x302),
        ("TWICE(1) + 1", 0x102),
        ("sizeof(le32) * 2", 8),
        ("sizeof( struct  lamp ) / 4", 3),
    ],
)
def test_values(expression: str, value: int) -> None:
    assert evaluate(expression, NAMES) == value


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "()",
        "1 +",
        "1 2",
        "(1",
        "1)",
        "09",
        "0x",
        "1.5",
        "'V'",
        "LAMP_UNKNOWN",
        "UNKNOWN(1)",
        "OPCODE(1)",
        "OPCODE",
        "LAMP_A(1)",
        "sizeof le32",
        "sizeof(struct unknown)",
        "1 / 0",
        "1 % 0",
        "1 << -1",
        "1 << 1000000000",
        "_IOWR('V', 4, struct lamp)",
    ],
)
def test_what_has_no_value(expression: str) -> None:
    assert evaluate(expression, NAMES) is None


@pytest.mark.parametrize(
    "expression",
    ["LOOP(1)", "(" * 400 + "1" + ")" * 400, "-" * 900 + "1", "9" * 900, "1" + "*0xffffffffffffffff" * 40, "1+" * 5000],
)
def test_work_is_bounded(expression: str) -> None:
    assert evaluate(expression, NAMES) is None


@given(st.text(alphabet="01289xULA()+-*/%&|^~!<>, _sizeof", max_size=60))
def test_any_text_has_a_value_or_none(expression: str) -> None:
    value = evaluate(expression, NAMES)
    assert value is None or value.bit_length() <= 128
