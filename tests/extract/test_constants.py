"""Constants from tables: a table of numbers, not an example of a request."""

from collections.abc import Callable

from specgen.extract import Reading

Read = Callable[..., Reading]


def table(*rows: str) -> str:
    return "\\begin{tabular}{|l|l|l|}\n" + " \\\\ \\hline\n".join(rows) + "\n\\end{tabular}\n"


def names(reading: Reading) -> list[tuple[str, int | None]]:
    return [(constant.name, constant.value) for constant in reading.specification.common.constants]


def test_a_table_of_numbers_defines_constants(read_text: Read) -> None:
    text = table("Name & Value & Text", "VIRTIO_X_OK & 0 & done", "VIRTIO_X_BAD & 0x10 & not done")
    assert names(read_text("\\section{A}\n" + text)) == [("VIRTIO_X_OK", 0), ("VIRTIO_X_BAD", 16)]


def test_an_example_of_a_request_defines_none(read_text: Read) -> None:
    text = table("Fields & type & value", "Request & VIRTIO_X_GET & 0")
    assert names(read_text("\\section{A}\n" + text)) == []


def test_a_single_row_that_begins_with_its_number_defines_one(read_text: Read) -> None:
    text = table("Id & Name & Text", "0x0002 & VIRTIO_X_CAP & so", "0x0003-0x07ff & - & reserved")
    assert names(read_text("\\section{A}\n" + text)) == [("VIRTIO_X_CAP", 2)]
