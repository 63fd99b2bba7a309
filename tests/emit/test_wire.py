import dataclasses
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.runtime.testing.layouts import Member, Stated, check_places, check_round_trip, check_too_short, example
from specgen.runtime.wire import (
    Array,
    Bits,
    Layout,
    UnionLayout,
    be16,
    be32,
    le16,
    le32,
    le64,
    s8,
    s16,
    sle32,
    u8,
    u16,
    u32,
)

Buffer = bytes | bytearray | memoryview


class Config(Layout):
    num_pages: le32
    actual: be16
    state: u8


class Flags(Layout):
    unmap: Annotated[le32, Bits(1)]
    mode: Annotated[le32, Bits(5)]
    other: Annotated[le16, Bits(4)]
    more: Annotated[le16, Bits(4)]
    apart: Annotated[le16, Bits(2, first=True)]


class Macs(Layout):
    entries: le32
    macs: Annotated[tuple[Annotated[bytes, Array(6)], ...], Array("entries")]


class Request(Layout):
    type: le32
    data: Annotated[bytes, Array()]
    status: u8


class Control(Layout):
    command: u8
    data: Annotated[bytes, Array()]
    ack: u8
    result: Annotated[tuple[le16, ...], Array()]


class Choice(UnionLayout):
    config: Config
    words: Annotated[tuple[le32, ...], Array(2)]
    number: le64


class OpenChoice(UnionLayout):
    head: le32
    tail: Macs


class Nested(Layout):
    flags: Flags
    choice: Choice
    macs: Macs
    end: be32


class WithOpenUnion(Layout):
    first: u8
    choice: OpenChoice
    last: u8


class Native(Layout):
    big: u32
    small: u16
    signed: s16
    octet: s8
    little: sle32


def test_scalars_have_their_byte_order() -> None:
    config = Config(0x01020304, 0x0506, 7)
    assert config.pack() == bytes([4, 3, 2, 1, 5, 6, 7])
    assert Config.unpack(config.pack()) == config
    assert Config.SIZE == 7
    assert [Config.offset_of(name) for name in ("num_pages", "actual", "state")] == [0, 4, 6]
    assert Config.member_size("actual") == 2
    assert not Config.OPEN


def test_native_integers_take_the_guests_byte_order() -> None:
    native = Native(0x01020304, 0x0506, -2, -1, -3)
    assert native.pack() == bytes([4, 3, 2, 1, 6, 5, 0xFE, 0xFF, 0xFF, 0xFD, 0xFF, 0xFF, 0xFF])
    assert native.pack(byteorder="big") == bytes([1, 2, 3, 4, 5, 6, 0xFF, 0xFE, 0xFF, 0xFD, 0xFF, 0xFF, 0xFF])
    assert Native.unpack(native.pack(byteorder="big"), byteorder="big") == native


def test_bit_fields_fill_their_integer_from_the_least_significant_bit() -> None:
    flags = Flags(unmap=1, mode=0b10110, other=3, more=0xA, apart=2)
    assert flags.pack() == (1 | 0b10110 << 1).to_bytes(4, "little") + bytes([0xA3, 0, 2, 0])
    assert Flags.unpack(flags.pack()) == flags
    assert [Flags.offset_of(name) for name in ("unmap", "mode", "other", "more", "apart")] == [0, 0, 4, 4, 6]
    assert Flags.SIZE == 8


def test_bits_without_a_name_are_zero() -> None:
    assert Flags.unpack(b"\xff" * 8).pack() == b"\x3f\0\0\0\xff\0\x03\0"


def test_an_array_takes_its_length_from_the_record_or_from_a_keyword() -> None:
    macs = Macs(2, (b"abcdef", b"ghijkl"))
    assert macs.pack() == b"\x02\0\0\0abcdefghijkl"
    assert Macs.unpack(macs.pack()) == macs
    assert Macs.unpack(macs.pack() + b"rest", entries=2) == macs
    assert Macs.size_of(entries=3) == 22
    assert Macs.LENGTHS == ("entries",)
    assert (Macs.SIZE, Macs.OPEN) == (4, True)


def test_one_array_may_take_the_rest() -> None:
    request = Request.unpack(b"\x01\0\0\0data\x09")
    assert request == Request(1, b"data", 9)
    assert request.pack() == b"\x01\0\0\0data\x09"
    assert Request.offset_of("status", data=4) == 8


def test_of_two_open_arrays_one_length_has_to_be_given() -> None:
    raw = b"\x01ab\x02\x03\0\x04\0"
    expected = Control(1, b"ab", 2, (3, 4))
    assert Control.unpack(raw, data=2) == expected
    assert Control.unpack(raw, result=2) == expected
    assert Control.unpack(raw, data=2, result=2) == expected
    with pytest.raises(ValueError, match=r"Control\.data: .*unpack\(\.\.\., data=N\)"):
        Control.unpack(raw)


def test_unions_are_the_bytes_of_their_largest_member() -> None:
    union = Choice(config=Config(1, 2, 3))
    assert union.pack() == bytes([1, 0, 0, 0, 0, 2, 3, 0])
    assert union.config == Config(1, 2, 3)
    assert union.words == (1, 0x00030200)
    assert union.number == 0x0003020000000001
    assert Choice(number=union.number) == union
    assert Choice.unpack(union.pack()) == Choice(union.pack()) == union
    assert hash(Choice(number=5)) == hash(Choice(number=5))
    assert union != Choice(number=5)
    assert "\\x01" in repr(union)


def test_unions_are_frozen_and_know_their_members() -> None:
    union = Choice(number=5)
    with pytest.raises(AttributeError, match="frozen"):
        union.number = 6
    with pytest.raises(AttributeError, match="no member 'nothing'"):
        union.nothing  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(TypeError, match="one of: config, words, number"):
        Choice(nothing=1)
    with pytest.raises(TypeError, match="one of"):
        Choice(number=1, words=(1, 2))
    with pytest.raises(ValueError, match="has 8 bytes, got 9"):
        Choice(bytes(9))


def test_records_nest() -> None:
    nested = Nested(Flags(1, 2, 3, 4, 1), Choice(number=9), Macs(1, (b"abcdef",)), 7)
    assert Nested.unpack(nested.pack()) == nested
    assert Nested.LENGTHS == ("macs__entries",)
    assert Nested.offset_of("macs") == 16
    assert Nested.offset_of("end", macs__entries=1) == 26
    assert Nested.unpack(nested.pack(), macs__entries=1) == nested


def test_a_union_of_open_size_takes_what_is_left() -> None:
    value = WithOpenUnion(1, OpenChoice(tail=Macs(1, (b"abcdef",))), 2)
    assert WithOpenUnion.unpack(value.pack()) == value
    assert value.choice.tail.macs == (b"abcdef",)
    assert WithOpenUnion.LENGTHS == ("choice__size",)
    assert WithOpenUnion.size_of(choice__size=10) == 12


def test_layouts_are_frozen_dataclasses() -> None:
    config = Config(1, 2, 3)
    assert dataclasses.replace(config, actual=9).actual == 9
    assert repr(config).endswith("Config(num_pages=1, actual=2, state=3)")
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.actual = 3  # type: ignore[misc]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (Config(1 << 32, 0, 0), r"Config\.num_pages: 4294967296 does not fit le32, which holds 0 to 4294967295"),
        (Config(0, -1, 0), r"Config\.actual: -1 does not fit be16"),
        (Config(0, 0, 256), r"Config\.state: 256 does not fit u8"),
        (Native(0, 0, 1 << 15, 0, 0), r"Native\.signed: 32768 does not fit s16, which holds -32768 to 32767"),
        (Native(0, 0, 0, 0, 1 << 31), r"does not fit sle32"),
        (Flags(2, 0, 0, 0, 0), r"unmap = 2 does not fit 1 bits"),
        (Macs(2, (b"abcdef",)), r"Macs\.macs has 1 elements, the layout says 2 elements"),
        (Macs(1, (b"abc",)), r"Macs\.macs has 3 elements, the layout says 6 elements"),
    ],
)
def test_values_out_of_range_are_refused(value: Layout, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        value.pack()


@pytest.mark.parametrize(
    "value",
    [
        Config("1", 0, 0),  # type: ignore[arg-type]
        Flags("1", 0, 0, 0, 0),  # type: ignore[arg-type]
        Request(1, "text", 0),  # type: ignore[arg-type]
        Macs(1, 5),  # type: ignore[arg-type]
        Nested(Config(0, 0, 0), Choice(), Macs(0, ()), 0),  # type: ignore[arg-type]
    ],
)
def test_values_of_another_kind_are_refused(value: Layout) -> None:
    with pytest.raises(TypeError):
        value.pack()


@pytest.mark.parametrize(
    ("layout", "data", "message"),
    [
        (Config, bytes(6), "Config needs 7 bytes, got 6"),
        (Macs, b"\x02\0\0\0abcdef", r"Macs\.macs needs 12 bytes, 6 are left"),
        (Macs, b"\xff\xff\xff\xff", r"Macs\.macs needs 25769803770 bytes, 0 are left"),
        (Control, bytes(1), "Control needs 2 bytes, got 1"),
        (Nested, bytes(23), "Nested needs 24 bytes"),
    ],
)
def test_too_few_bytes_are_refused(layout: type[Layout], data: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        layout.unpack(data)


def test_lengths_have_to_agree_and_to_exist() -> None:
    with pytest.raises(ValueError, match="entries is 1 in the record, but 2 was asked for"):
        Macs.unpack(b"\x01\0\0\0abcdef", entries=2)
    with pytest.raises(ValueError, match="no multiple of the 2"):
        Control.unpack(b"\x01ab\x02\x03", data=2)
    with pytest.raises(ValueError, match="cannot be negative"):
        Control.unpack(bytes(8), data=-1)
    with pytest.raises(TypeError, match="no length 'count': it has entries"):
        Macs.unpack(bytes(4), count=2)
    with pytest.raises(ValueError, match="depends on a length"):
        Macs.size_of()
    with pytest.raises(ValueError, match="depends on a length"):
        Request.offset_of("status")
    with pytest.raises(ValueError, match="no member 'nothing'"):
        Config.offset_of("nothing")


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        (int, "is no type that goes on the wire"),
        (Annotated[le32, Bits(33)], "33 bits do not fit"),
        (Annotated[tuple[Macs, ...], Array()], "one size"),
        (Annotated[tuple[Annotated[bytes, Array(0)], ...], Array()], "at least one byte"),
    ],
)
def test_what_cannot_go_on_the_wire_is_refused_when_declared(annotation: object, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        type("Wrong", (Layout,), {"__annotations__": {"member": annotation}})


@pytest.mark.parametrize("layout", [Config, Flags, Macs, Request, Control, Choice, OpenChoice, Nested, Native])
def test_the_check_of_generated_tests_passes_for_all_shapes(layout: type[Layout] | type[UnionLayout]) -> None:
    check_round_trip(Stated(layout, None))
    check_too_short(Stated(layout, None))
    assert example(layout) == example(layout)


def test_the_check_of_generated_tests_fails_where_it_should() -> None:
    check_places(Stated(Config, 7, {"actual": Member(4, 2, "big")}))
    check_round_trip(Stated(Config, 7, {"actual": Member(4, 2, "big")}))
    check_round_trip(Stated(Flags, 8, {"mode": Member(0, 4, "little", (1, 5))}))
    with pytest.raises(AssertionError, match="Config has 7 bytes, the text says 8"):
        check_places(Stated(Config, 8))
    with pytest.raises(AssertionError, match="another offset"):
        check_places(Stated(Config, 7, {"actual": Member(2, 2)}))
    with pytest.raises(AssertionError, match="another size"):
        check_places(Stated(Config, 7, {"actual": Member(4, 4)}))
    with pytest.raises(AssertionError, match=r"Config\.actual is"):
        check_round_trip(Stated(Config, 7, {"actual": Member(4, 2, "little")}))
    with pytest.raises(AssertionError, match=r"Flags\.mode is"):
        check_round_trip(Stated(Flags, 8, {"mode": Member(0, 4, "little", (2, 5))}))


def test_a_subclass_adds_its_members_after_those_it_inherits() -> None:
    class Longer(Config):
        more: le16

    assert Longer.SIZE == 9
    assert Longer.offset_of("more") == 7
    assert Longer(1, 2, 3, 4).pack() == Config(1, 2, 3).pack() + b"\x04\0"


class Lenient(Config):
    @classmethod
    def unpack(cls, data: Buffer, /, **_: Any) -> Any:
        return Config.unpack(bytes(data) + bytes(8))


def test_the_check_for_short_bytes_fails_where_they_are_taken() -> None:
    with pytest.raises(AssertionError, match="takes 6 bytes, but has 7"):
        check_too_short(Stated(Lenient, None))


@given(
    entries=st.lists(st.binary(min_size=6, max_size=6), max_size=4),
    flags=st.tuples(st.integers(0, 1), *(st.integers(0, (1 << bits) - 1) for bits in (5, 4, 4, 2))),
    number=st.integers(0, (1 << 64) - 1),
    end=st.integers(0, (1 << 32) - 1),
    rest=st.binary(max_size=3),
)
def test_any_value_comes_back(
    entries: list[bytes], flags: tuple[int, int, int, int, int], number: int, end: int, rest: bytes
) -> None:
    nested = Nested(Flags(*flags), Choice(number=number), Macs(len(entries), tuple(entries)), end)
    assert Nested.unpack(nested.pack() + rest) == nested


@given(st.binary(max_size=64))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for layout in (Nested, Control, WithOpenUnion, Request, Macs, OpenChoice):
        try:
            value = layout.unpack(data)
        except ValueError:
            continue
        assert layout.unpack(value.pack()) == value
