"""Listings -> structs with offsets and constants with values: packed layout, unions, bits, names, what stays open."""

from collections.abc import Iterable

import pytest

from specgen.extract.layout import model_declarations, resolve_constants, resolve_structs
from specgen.model import Constant, Field, Struct, Unread
from specgen.source import SourceFile
from specgen.syntax.listing import parse_listing


def read(*listings: str) -> tuple[dict[str, Struct], dict[str, Constant], list[Unread]]:
    structs: list[Struct] = []
    constants: list[Constant] = []
    unread: list[Unread] = []
    for text in listings:
        found = model_declarations(parse_listing(text), SourceFile("lamp.tex", text).span)
        structs += found[0]
        constants += found[1]
        unread += found[2]
    resolved = resolve_constants(constants)
    placed = resolve_structs(structs, resolved)
    return {one.name: one for one in placed}, {one.name: one for one in resolved}, unread


def places(fields: Iterable[Field]) -> list[tuple[str, int | None, int | None]]:
    return [(field.name, field.offset, field.size) for field in fields]


def test_members_follow_each_other_without_gaps() -> None:
    structs, _, _ = read(
        "struct lamp { u8 a; le64 b; be16 c[3]; char d[5]; __virtio32 e; uint16_t f; unsigned int g; };"
    )
    assert places(structs["lamp"].fields) == [
        ("a", 0, 1),
        ("b", 1, 8),
        ("c", 9, 6),
        ("d", 15, 5),
        ("e", 20, 4),
        ("f", 24, 2),
        ("g", 26, 4),
    ]
    assert structs["lamp"].size == 30


def test_members_of_a_union_share_their_place() -> None:
    structs, _, _ = read("struct lamp { u8 a; union { le32 b; u8 c[7]; struct { le16 d; le16 e; } f; } g; le16 h; };")
    lamp = structs["lamp"]
    assert places(lamp.fields) == [("a", 0, 1), ("g", 1, 7), ("h", 8, 2)]
    assert places(lamp.fields[1].fields) == [("b", 1, 4), ("c", 1, 7), ("f", 1, 4)]
    assert places(lamp.fields[1].fields[2].fields) == [("d", 1, 2), ("e", 3, 2)]


def test_inline_struct_is_also_a_struct_of_its_own_from_its_own_start() -> None:
    structs, _, _ = read("struct lamp { le32 a; struct shade { le16 b; le16 c; } shades[2]; le16 d; };")
    shades = structs["lamp"].fields[1]
    assert (shades.type, shades.count, places(shades.fields)) == ("struct shade", 2, [("b", 4, 2), ("c", 6, 2)])
    assert places(structs["lamp"].fields) == [("a", 0, 4), ("shades", 4, 8), ("d", 12, 2)]
    assert places(structs["shade"].fields) == [("b", 0, 2), ("c", 2, 2)]


def test_named_structs_are_found_whatever_the_order_and_have_no_inner_fields() -> None:
    structs, _, _ = read("struct lamp { struct shade s[3]; le16 a; };", "struct shade { le32 b; };")
    assert places(structs["lamp"].fields) == [("s", 0, 12), ("a", 12, 2)]
    assert structs["lamp"].fields[0].fields == ()


def test_legacy_structs_look_among_their_like_first() -> None:
    text = "struct shade { le32 b; };"
    plain = model_declarations(parse_listing(text), SourceFile("a.tex", text).span)[0][0]
    longer = "struct shade { le64 b; }; struct lamp { struct shade s; };"
    shade, lamp = (
        Struct(one.name, one.kind, one.size, one.fields, legacy=True, section=(), span=one.span)
        for one in model_declarations(parse_listing(longer), SourceFile("b.tex", longer).span)[0]
    )
    assert [one.size for one in resolve_structs([plain, shade, lamp], [])] == [4, 8, 8]
    assert [one.size for one in resolve_structs([plain, lamp], [])] == [4, 4]


def test_bits_fill_an_integer_from_the_least_significant_one() -> None:
    structs, _, _ = read(
        "struct lamp { le16 a : 4; le16 b : 12; le16 c : 1; le32 d : 31; le32 e : 2; u8 f; le32 : 0; le32 g : 1; };"
    )
    found = [(one.name, one.offset, one.size, one.bits, one.bit_offset) for one in structs["lamp"].fields]
    assert found == [
        ("a", 0, 2, 4, 0),
        ("b", 0, 2, 12, 4),
        ("c", 2, 2, 1, 0),
        ("d", 4, 4, 31, 0),
        ("e", 8, 4, 2, 0),
        ("f", 12, 1, None, None),
        ("", 13, 0, 0, None),
        ("g", 13, 4, 1, 0),
    ]
    assert structs["lamp"].size == 17


def test_bits_of_an_integer_in_braces() -> None:
    structs, _, _ = read("struct lamp { u8 z; be16 { a : 15; b : 1; } x; le16 { c : 12; d : 8; }; };")
    x, anonymous = structs["lamp"].fields[1:]
    assert (x.name, x.type, x.offset, x.size) == ("x", "be16", 1, 2)
    assert [(one.name, one.type, one.offset, one.bits, one.bit_offset) for one in x.fields] == [
        ("a", "be16", 1, 15, 0),
        ("b", "be16", 1, 1, 15),
    ]
    assert [(one.name, one.bit_offset) for one in anonymous.fields] == [("c", 0), ("d", None)]


@pytest.mark.parametrize(
    ("member", "count", "inner", "size"),
    [
        ("u8 a[LAMP_N];", "LAMP_N", (), 6),
        ("le16 a[2 * LAMP_N + 1];", "2 * LAMP_N + 1", (), 26),
        ("le16 a[2 * 3];", 6, (), 12),
        ("le16 a[0];", 0, (), 0),
        ("u8 a[sizeof(struct shade)];", "sizeof(struct shade)", (), 4),
        ("u8 a[LAMP_SQUARE(3)];", "LAMP_SQUARE(3)", (), 9),
        ("le16 a[3][LAMP_N];", 3, ("LAMP_N",), 36),
        ("le16 a[];", "", (), None),
        ("le16 a[][512];", "", (512,), None),
        ("u8 a[rows][6];", "rows", (6,), None),
        ("u8 a[ Queue Size ];", "Queue Size", (), None),
        ("u8 a[<some size>];", "<some size>", (), None),
        ("u8 a[-1];", "-1", (), None),
        ("u8 a[0xffffffff];", 0xFFFFFFFF, (), 0xFFFFFFFF),
        ("u8 a[0xffffffffffff][0xffffffffffff];", 0xFFFFFFFFFFFF, (0xFFFFFFFFFFFF,), None),
        ("struct shade *a;", None, (), None),
        ("struct elsewhere a;", None, (), None),
        ("enum lamp_colour a;", None, (), 4),
    ],
)
def test_lengths(member: str, count: int | str | None, inner: tuple[int | str, ...], size: int | None) -> None:
    structs, _, _ = read(
        f"struct lamp {{ u8 z; {member} u8 after; }};",
        "struct shade { le32 b; };\n#define LAMP_N 6\n#define LAMP_SQUARE(x) ((x) * (x))",
    )
    lamp = structs["lamp"]
    field = lamp.fields[1]
    assert (field.count, field.inner, field.offset, field.size) == (count, inner, 1, size)
    assert lamp.fields[2].offset == (None if size is None else 1 + size)
    assert lamp.size == (None if size is None else 2 + size)


def test_nothing_after_an_ellipsis_or_an_unreadable_member_has_a_place() -> None:
    structs, _, unread = read(
        "struct lamp {\n le32 a;\n ...\n le32 b;\n};\nstruct shade {\n le32 c;\n le16 d e;\n le32 f;\n};"
    )
    assert places(structs["lamp"].fields) == [("a", 0, 4), ("", 4, None), ("b", None, 4)]
    assert places(structs["shade"].fields) == [("c", 0, 4), ("", 4, None), ("f", None, 4)]
    assert [(one.span.line, one.stage) for one in unread] == [(8, "listing")]


def test_a_width_that_is_no_number_is_unread_and_leaves_a_gap() -> None:
    structs, _, unread = read("struct lamp { le16 a : WIDE; le16 b; };")
    assert places(structs["lamp"].fields) == [("a", 0, None), ("b", None, 2)]
    assert len(unread) == 1


def test_structs_that_hold_each_other_have_no_size() -> None:
    structs, _, _ = read(
        "struct a { struct b x; };", "struct b { le16 z; struct a y; };", "struct c { struct c w[2]; };"
    )
    assert [structs[name].size for name in "abc"] == [None, None, None]


def test_a_long_chain_of_structs_ends() -> None:
    chain = [f"struct s{n} {{ struct s{n + 1} x; }};" for n in range(3000)]
    structs, _, _ = read(*chain, "struct s3000 { le32 x; };")
    assert structs["s2999"].size == 4
    assert structs["s0"].size is None


def test_constants_have_the_values_of_the_text() -> None:
    _, constants, _ = read(
        "#define LAMP_B (LAMP_A | 4)\n#define LAMP_OP(x) ((x) << 8)\n#define LAMP_C LAMP_OP(LAMP_A)\n#define LAMP_X",
        "enum lamp { LAMP_A = 1, LAMP_D, LAMP_E = LAMP_LATER, LAMP_F, LAMP_G = 0x10, LAMP_H };\n#define LAMP_LATER 7",
        "enum { LAMP_I, LAMP_J };\n#define LAMP_ELSEWHERE _IOWR('V', 4)",
    )
    values = " ".join(f"{one.name.removeprefix('LAMP_')}={one.value}" for one in constants.values())
    assert values == "B=5 OP=None C=256 A=1 D=2 E=7 F=8 G=16 H=17 LATER=7 I=0 J=1 ELSEWHERE=None"
    assert constants["LAMP_B"].expression == "(LAMP_A | 4)"
    assert [constants[f"LAMP_{name}"].origin for name in ("B", "OP", "A")] == ["define", "macro", "enum"]


def test_a_name_with_two_values_stands_for_neither() -> None:
    _, constants, _ = read("#define LAMP_N 1", "#define LAMP_N 2", "#define LAMP_M LAMP_N")
    assert constants["LAMP_M"].value is None


def test_spans_are_places_in_the_file() -> None:
    structs, constants, _ = read("\nstruct lamp {\n  le32 a;\n#define LAMP_A 1\n  le32 b;\n};\n")
    assert (structs["lamp"].span.line, structs["lamp"].span.end_line) == (2, 6)
    assert [(one.span.line, one.span.column) for one in structs["lamp"].fields] == [(3, 3), (5, 3)]
    assert constants["LAMP_A"].span.line == 4
