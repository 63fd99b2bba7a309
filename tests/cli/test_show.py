"""Pages of a model, and how they look."""

from dataclasses import replace

import pytest
from lamp_model import CONSTANT, DRIVER_LABEL, EMPTY, LAMP, REQUIREMENT, SPEC

from specgen.cli.page import Column, Heading, Page, Paragraph, Table
from specgen.cli.render import page_svg, print_page
from specgen.cli.show import split_words
from specgen.cli.views.find import find_page
from specgen.cli.views.overview import overview_page
from specgen.diagnostics import SpecgenError
from specgen.extract.clauses import NO_CLAUSES


def drawn(capsys: pytest.CaptureFixture[str], page: Page) -> str:
    print_page(page, colorful=False)
    return capsys.readouterr().out


def shown(capsys: pytest.CaptureFixture[str], word: str) -> str:
    return drawn(capsys, find_page(SPEC, word, "lampland", NO_CLAUSES.of))


def rows(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_overview_counts_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    text = drawn(capsys, overview_page(SPEC, "lampland"))
    assert text.startswith("Virtual Lamp\nlampland · version 1.4 · 2 files · 1 unread\n")
    assert ["61", "lamp", "Lamp", "Device", "1", "4", "1", "2", "1", "0"] in rows(text)
    assert ["normative", "1", "1"] in rows(text)


def test_overview_of_nothing_is_short(capsys: pytest.CaptureFixture[str]) -> None:
    assert drawn(capsys, overview_page(EMPTY, "void")).startswith("void\n0 files · 0 unread\n")


def test_a_device_type_at_a_glance(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "lamp")
    found = rows(text)
    assert text.startswith("Lamp Device\ndevice ID 61 · lamp · content.tex:7\n")
    assert ["2N+1", "dimq", "with", "VIRTIO_LAMP_F_DIM", ":7"] in found
    assert "VIRTIO_LAMP_F_DIM   VIRTIO_F_A and (VIRTIO_F_B or VIRTIO_F_C or VIRTIO_F_A)   :7" in text
    assert ["4", "varies", "struct", "rest[N]"] in found
    assert ["0.5", "3", "bits", "le32", "flags"] in found
    assert ["driver", "1", "1", "1"] in found


def test_a_constant_stated_twice_is_one_row(capsys: pytest.CaptureFixture[str]) -> None:
    twice = replace(CONSTANT, span=replace(CONSTANT.span, line=20, end_line=20))
    device = replace(LAMP, constants=(CONSTANT, twice))
    text = drawn(capsys, find_page(replace(SPEC, device_types=(device,)), "lamp", "", NO_CLAUSES.of))
    assert ["x", "+", "1", "VIRTIO_LAMP_OFF", ":7,", ":20"] in rows(text)


def test_a_label_says_who_refers_to_it(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, DRIVER_LABEL)
    assert "driver normative section · content.tex:7" in text
    assert "Referred to 1 time\n" in text
    assert ["Lamp", "Driver", "Conformance", "content.tex:7"] in rows(text)
    assert "lamp-drv-0001" in text


def test_a_requirement_is_shown_whole(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, REQUIREMENT.id)
    for part in (REQUIREMENT.text, REQUIREMENT.condition, "- once", "b: twice", "applies if VIRTIO_LAMP_F_DIM"):
        assert part is not None
        assert part in text


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("virtio_lamp_config", "struct virtio_lamp_config"),
        ("VIRTIO_LAMP_F_DIM", "feature bit 65 of lamp"),
        ("VIRTIO_LAMP_ON", "constant 1 of lamp"),
        ("dimq", "virtqueue 2N+1 of lamp"),
        ("MagicValue", "register at 0x000 (R)"),
        ("LAMP", "device ID 61"),
        ("sec:device types/lamp device", "section · content.tex:7"),
    ],
)
def test_any_name_can_be_shown(capsys: pytest.CaptureFixture[str], word: str, said: str) -> None:
    assert said in shown(capsys, word)


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("lmap", "did you mean lamp"),
        ("VIRTIO_LAMP_F_DIMM", "VIRTIO_LAMP_F_DIM"),
        ("lamp config", "virtio_lamp_config"),
        ("zebra", "specgen show lists what there is"),
        ("", "specgen show lists what there is"),
        ("[bold]", "specgen show lists what there is"),
    ],
)
def test_unknown_names_come_with_near_ones(word: str, hint: str) -> None:
    with pytest.raises(SpecgenError) as caught:
        find_page(SPEC, word, "lampland", NO_CLAUSES.of)
    assert hint in (caught.value.hint or "")


def test_markup_in_the_text_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Heading("[bold]x[/bold] :smile:"), Paragraph("[/] {}"), Table("t", (Column("[c]"),), (("[red]",),)))
    text = drawn(capsys, page)
    for part in ("[bold]x[/bold] :smile:", "[/] {}", "[red]"):
        assert part in text


def test_lines_end_without_blanks_and_fit(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    text = shown(capsys, "lamp")
    assert all(line == line.rstrip() and len(line) <= 60 for line in text.splitlines())


def test_the_picture_is_the_same_each_time_and_needs_no_network() -> None:
    page = find_page(SPEC, "lamp", "", NO_CLAUSES.of)
    svg = page_svg(page, "specgen show lamp")
    assert svg == page_svg(page, "specgen show lamp")
    assert "@font-face" not in svg
    assert "url(http" not in svg


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ([], (None, None)),
        (["balloon"], (None, "balloon")),
        (["sec:Device Types / Lamp"], (None, "sec:Device Types / Lamp")),
        (["."], (".", None)),
        (["../nowhere"], ("../nowhere", None)),
        (["x.tex"], ("x.tex", None)),
        (["spec", "net"], ("spec", "net")),
    ],
)
def test_spec_and_name_are_told_apart(words: list[str], meant: tuple[str | None, str | None]) -> None:
    assert split_words(words) == meant
