"""Messages survive any way of cutting them up; what is none is refused, and no descriptor gets lost."""

import contextlib
import itertools

import hypothesis.strategies as st
import pytest
from hypothesis import given
from runtime.fuzzing import SETTINGS

from specgen.runtime.vhost_user import payloads
from specgen.runtime.vhost_user.codec import HEADER, MAX_DESCRIPTORS, MAX_PAYLOAD, CodecError, Message, Parser, encode
from specgen.runtime.vhost_user.requests import Flag, Request

MESSAGES = st.builds(
    Message,
    st.sampled_from(Request),
    st.sampled_from([1, 9]),
    st.binary(max_size=80),
    st.lists(st.integers(0, 99), max_size=MAX_DESCRIPTORS).map(tuple),
)


def test_a_message_is_three_words_and_its_payload() -> None:
    message = encode(Request.SET_VRING_NUM, payloads.STATE.pack(1, 256), Flag.NEED_REPLY)
    assert message == bytes.fromhex("08000000 09000000 08000000 01000000 00010000")


@SETTINGS
@given(st.lists(MESSAGES, max_size=5), st.data())
def test_messages_come_out_whatever_the_pieces(messages: list[Message], data: st.DataObject) -> None:
    parser, found = Parser(), []
    for message in messages:
        content = encode(message.request, message.payload, message.flags)
        cuts = sorted(data.draw(st.lists(st.integers(0, len(content)), max_size=4)))
        pieces = [content[a:b] for a, b in itertools.pairwise([0, *cuts, len(content)]) if a < b]
        at = data.draw(st.integers(0, len(pieces) - 1))
        for index, piece in enumerate(pieces):
            parser.feed(piece, message.descriptors if index == at else ())
            found += parser.messages()
    assert found == messages
    assert parser.drain() == ()
    assert parser.wanted == HEADER.size


@SETTINGS
@given(st.lists(st.tuples(st.binary(max_size=40), st.lists(st.integers(0, 9), max_size=4)), max_size=30))
def test_any_bytes_give_messages_or_an_error_and_keep_all_descriptors(pieces: list[tuple[bytes, list[int]]]) -> None:
    parser = Parser()
    fed: list[int] = []
    given_out: list[int] = []
    try:
        for piece, descriptors in pieces:
            fed += descriptors
            parser.feed(piece, descriptors)
            for message in parser.messages():
                assert len(message.payload) <= MAX_PAYLOAD
                given_out += message.descriptors
    except CodecError:
        pass
    assert sorted([*given_out, *parser.drain()]) == sorted(fed)


@SETTINGS
@given(MESSAGES)
def test_any_message_is_read_or_refused(message: Message) -> None:
    for read in (
        *(payloads.nothing, payloads.number, payloads.ring_state, payloads.ring_address, payloads.ring_descriptor),
        *(payloads.one_descriptor, payloads.memory_table, payloads.memory_entry, payloads.removed_entry),
        payloads.config_access,
    ):
        with contextlib.suppress(CodecError):
            read(message)


@pytest.mark.parametrize(
    ("header", "complaint"),
    [
        ((0, 1, 0), "request 0 is not known"),
        ((44, 1, 0), "request 44 is not known"),
        ((1, 0, 0), "request 1 has version 0, only version 1 is spoken"),
        ((1, 2, 0), "request 1 has version 2, only version 1 is spoken"),
        ((1, 5, 0), "request 1 is a reply"),
        (
            (1, 1, MAX_PAYLOAD + 1),
            f"request 1 has a payload of {MAX_PAYLOAD + 1} bytes, at most {MAX_PAYLOAD} are taken",
        ),
        ((1, 1, 0xFFFFFFFF), f"request 1 has a payload of 4294967295 bytes, at most {MAX_PAYLOAD} are taken"),
    ],
)
def test_a_bad_header_is_refused_before_its_payload_comes(header: tuple[int, int, int], complaint: str) -> None:
    with pytest.raises(CodecError) as caught:
        Parser().feed(HEADER.pack(*header))
    assert str(caught.value) == complaint


def test_a_request_is_no_reply() -> None:
    with pytest.raises(CodecError, match="request 1 is no reply"):
        Parser(replies=True).feed(HEADER.pack(1, 1, 0))


def test_too_many_descriptors_are_refused_but_kept_for_closing() -> None:
    parser = Parser()
    parser.feed(b"\1", range(MAX_DESCRIPTORS))
    with pytest.raises(CodecError, match="9 descriptors came with one message, at most 8"):
        parser.feed(b"\0", [99])
    assert parser.drain() == (*range(MAX_DESCRIPTORS), 99)


def table(count: int, room: int = 0) -> bytes:
    return payloads.pack_table((payloads.MemoryEntry(0, 4096, 0, 0),) * count) + bytes(room)


@pytest.mark.parametrize(
    ("request_", "payload", "descriptors", "read", "complaint"),
    [
        (Request.SET_OWNER, b"x", 0, payloads.nothing, "1 bytes of payload instead of 0"),
        (Request.SET_OWNER, b"", 1, payloads.nothing, "1 descriptors instead of 0"),
        (Request.SET_FEATURES, bytes(7), 0, payloads.number, "7 bytes of payload instead of 8"),
        (Request.SET_VRING_NUM, bytes(9), 0, payloads.ring_state, "9 bytes of payload instead of 8"),
        (Request.SET_VRING_ADDR, bytes(39), 0, payloads.ring_address, "39 bytes of payload instead of 40"),
        (Request.SET_VRING_KICK, bytes(8), 0, payloads.ring_descriptor, "0 descriptors instead of 1"),
        (Request.SET_VRING_KICK, bytes(8), 2, payloads.ring_descriptor, "2 descriptors instead of 1"),
        (Request.SET_VRING_KICK, b"\0\1" + bytes(6), 1, payloads.ring_descriptor, "1 descriptors instead of 0"),
        (Request.SET_BACKEND_REQ_FD, b"", 0, payloads.one_descriptor, "0 descriptors instead of 1"),
        (Request.SET_MEM_TABLE, bytes(7), 0, payloads.memory_table, "7 bytes of payload, at least 8"),
        (Request.SET_MEM_TABLE, table(2), 1, payloads.memory_table, "1 descriptors instead of 2"),
        (Request.SET_MEM_TABLE, table(2)[:-1], 2, payloads.memory_table, "71 bytes of payload instead of 72"),
        (Request.SET_MEM_TABLE, table(1, 8 * 32), 1, payloads.memory_table, "296 bytes of payload instead of 40"),
        (Request.SET_MEM_TABLE, table(9), 8, payloads.memory_table, "9 regions, at most 8"),
        (Request.ADD_MEM_REG, bytes(40), 0, payloads.memory_entry, "0 descriptors instead of 1"),
        (Request.REM_MEM_REG, bytes(40), 2, payloads.removed_entry, "2 descriptors instead of 1"),
        (Request.GET_CONFIG, bytes(11), 0, payloads.config_access, "11 bytes of payload, at least 12"),
        (Request.GET_CONFIG, payloads.CONFIG.pack(0, 4, 0) + b"xy", 0, payloads.config_access, "14 bytes of payload"),
        (Request.SET_CONFIG, payloads.CONFIG.pack(0, 4, 0), 0, payloads.config_access, "12 bytes of payload"),
    ],
)
def test_what_does_not_fit_the_request_is_refused(request_, payload, descriptors, read, complaint) -> None:  # noqa: ANN001
    with pytest.raises(CodecError, match=complaint):
        read(Message(request_, 1, payload, tuple(range(descriptors))))


def test_linux_sends_room_for_two_regions_with_one() -> None:
    message = Message(Request.SET_MEM_TABLE, 1, table(1, 32), (7,))
    (entry,) = payloads.memory_table(message)
    assert entry == (payloads.MemoryEntry(0, 4096, 0, 0), 7)
