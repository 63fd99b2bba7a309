import keyword
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.emit import names
from specgen.runtime.requirement import marker

NASTY = st.one_of(
    st.text(),
    st.sampled_from(
        ["class", "__init__", "../x", "None", "print", "_", "", "1", "\n", 'a"""b', "é", "\u4e2d", "l", "O"]
    ),
    st.from_regex(r"[A-Za-z_]{1,4}[ \-/\\.'\"(){}\n]{0,3}[A-Za-z0-9]{0,120}"),
)
MAKERS = [names.snake, names.upper, names.camel, names.constant, names.package_name, marker]


@pytest.mark.parametrize("make", MAKERS)
@given(text=NASTY)
def test_any_text_becomes_an_identifier(make: Callable[[str], str], text: str) -> None:
    name = make(text)
    assert name.isidentifier()
    assert name.isascii()
    assert not keyword.iskeyword(name)
    assert not name.startswith("_")
    assert len(name) <= 110 or make is marker


@given(st.lists(NASTY, max_size=30), st.sampled_from(MAKERS), st.sampled_from(["_", ""]))
def test_names_in_one_namespace_are_all_different(texts: list[str], make: Callable[[str], str], joint: str) -> None:
    wanted = [make(text) for text in texts]
    claimed = names.Namespace({"reserved"}, joint=joint).claim_all(wanted)
    assert len(set(claimed)) == len(texts)
    assert "reserved" not in claimed
    assert all(name.isidentifier() and not keyword.iskeyword(name) for name in claimed)
    assert claimed == names.Namespace({"reserved"}, joint=joint).claim_all(wanted)


@given(NASTY)
def test_package_names_are_one_plain_path_component(text: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", names.package_name(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("num_pages", "num_pages"),
        ("class", "class_"),
        ("command-specific-data", "command_specific_data"),
        ("receiveq(port0)", "receiveq_port0"),
        ("control receiveq", "control_receiveq"),
        ("queueDriver", "queue_driver"),
        ("10G", "n_10_g"),
        ("__reserved", "reserved"),
        ("\u4e2d", "unnamed"),
        ("Zeit\u00fcber", "zeituber"),
        ("l", "l_"),
    ],
)
def test_snake(text: str, expected: str) -> None:
    assert names.snake(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("virtio_net_ctrl_mac", "VirtioNetCtrlMac"),
        ("virtio_crypto_RSA_key", "VirtioCryptoRsaKey"),
        ("None", "NoneX"),
        ("balloon", "Balloon"),
        ("9p", "N9p"),
    ],
)
def test_camel(text: str, expected: str) -> None:
    assert names.camel(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VIRTIO_NET_OK", "VIRTIO_NET_OK"),
        ("ALIGN", "ALIGN"),
        ("maxSize", "max_size"),
        ("1ST", "N_1ST"),
        ("", "UNNAMED"),
    ],
)
def test_constants_keep_the_texts_case(text: str, expected: str) -> None:
    assert names.constant(text) == expected


def test_features_lose_the_prefix_most_of_them_share() -> None:
    features = ["VIRTIO_BALLOON_F_STATS_VQ", "VIRTIO_BALLOON_F_PAGE_POISON", "VIRTIO_RING_F_EVENT_IDX", "UNUSED"]
    prefix = names.feature_prefix(features)
    assert prefix == "VIRTIO_BALLOON_F_"
    assert [names.feature_member(one, prefix) for one in features] == [
        "STATS_VQ",
        "PAGE_POISON",
        "RING_F_EVENT_IDX",
        "UNUSED",
    ]
    assert names.feature_prefix(["A", "B"]) == ""
    assert names.feature_member("VIRTIO_BALLOON_F_", prefix) == "VIRTIO_BALLOON_F"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("controlq - queue for sending control commands", "controlq"),
        ("eventq \u2013 events", "eventq"),
        ("commandq - used for\n driver commands.", "commandq"),
        ("guest-request", "guest-request"),
        ("request queues.", "request queues"),
    ],
)
def test_queue_names_lose_their_explanation(text: str, expected: str) -> None:
    assert names.queue_name(text) == expected


def test_a_long_name_is_cut_but_stays_its_own() -> None:
    one, other = "a" * 500 + "1", "a" * 500 + "2"
    assert names.snake(one) != names.snake(other)


def test_the_marker_of_an_id() -> None:
    assert marker("balloon-drv-0007") == "balloon_drv_0007"
    assert marker("balloon-drv-new-3fa9c1") == "balloon_drv_new_3fa9c1"
