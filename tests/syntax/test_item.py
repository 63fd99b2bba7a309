"""Labels of items in lists: every way a name and its number are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.syntax.item import ItemLabel, parse_item


@pytest.mark.parametrize(
    ("label", "item"),
    [
        ("VIRTIO_LAMP_F_DIM (0)", ItemLabel("VIRTIO_LAMP_F_DIM", 0, None, "")),
        ("VIRTIO_LAMP_F_DIM(5)", ItemLabel("VIRTIO_LAMP_F_DIM", 5, None, "")),
        (" VIRTIO_LAMP_F_DIM(5) ", ItemLabel("VIRTIO_LAMP_F_DIM", 5, None, "")),
        ("VIRTIO_LAMP_F_DIM  (63)", ItemLabel("VIRTIO_LAMP_F_DIM", 63, None, "")),
        ("VIRTIO_LAMP_F_DIM\n(128) ", ItemLabel("VIRTIO_LAMP_F_DIM", 128, None, "")),
        (r"VIRTIO\_LAMP\_F\_DIM (1)", ItemLabel("VIRTIO_LAMP_F_DIM", 1, None, "")),
        ("LAMP_S_ON (0x10)", ItemLabel("LAMP_S_ON", 16, None, "")),
        ("LAMP_S_ON ( 010 )", ItemLabel("LAMP_S_ON", 10, None, "")),
        ("UNUSED (30)", ItemLabel("UNUSED", 30, None, "")),
        ("LAMP_F_HUE (3) hue of it. More.", ItemLabel("LAMP_F_HUE", 3, None, "hue of it. More.")),
        ("RESERVED (24-27)", ItemLabel("RESERVED", None, (24, 27), "")),
        ("RESERVED (24 to 0x1f) kept", ItemLabel("RESERVED", None, (24, 31), "kept")),
        (r"RESERVED (24\ldots 27)", ItemLabel("RESERVED", None, (24, 27), "")),
        ("Version (0x004) - R", ItemLabel("Version", 4, None, "- R")),
    ],
)
def test_labels(label: str, item: ItemLabel) -> None:
    assert parse_item(label) == item


@pytest.mark.parametrize(
    "label",
    [
        "",
        "LAMP",
        "LAMP_S_ON",
        "(3)",
        "3 (3)",
        "a lamp (3)",
        "LAMP (three)",
        "LAMP (3",
        "LAMP (0x)",
        "LAMP (3, 4)",
        "LAMP (-1)",
    ],
)
def test_other_texts(label: str) -> None:
    assert parse_item(label) is None


@given(st.text(alphabet="LAMP_\\ ()0x19-to.", max_size=60))
def test_any_text_is_read(label: str) -> None:
    item = parse_item(label)
    assert item is None or (item.value is None) != (item.range is None)
