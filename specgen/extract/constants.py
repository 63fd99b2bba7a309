"""Entries of description lists and rows of tables -> constants, and the table of device IDs."""

import re
from collections.abc import Iterable, Iterator

from specgen.extract.features import is_feature_section
from specgen.extract.parts import RawEntry, RawRow
from specgen.extract.sections import Section
from specgen.model import Constant, DeviceId
from specgen.syntax.item import parse_item

_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_ITEM_NAME = re.compile(r"[A-Z][A-Z0-9_]{2,}")
_VALUE = re.compile(r"0x[0-9A-Fa-f]+|\d+")


def constants_from_entries(entries: Iterable[tuple[Section, RawEntry]]) -> Iterator[tuple[Section, Constant]]:
    r"""The `\item[NAME (3)]` that are no feature bits."""
    for section, entry in entries:
        if is_feature_section(section):
            continue
        item = parse_item(entry.label) or (parse_item(entry.text) if not entry.label.strip() else None)
        if item is not None and item.value is not None and _ITEM_NAME.fullmatch(item.name):
            yield section, Constant(item.name, item.value, str(item.value), "item", section.path, entry.span)


def constants_from_rows(rows: Iterable[tuple[Section, RawRow]]) -> Iterator[tuple[Section, Constant]]:
    """Rows that hold one name in capitals and one number in cells of their own.

    A row that begins with its number defines the name; where the name comes first, the table has to have several such
    rows with numbers that differ, else it is an example of a request, with another field's value beside the name.
    """
    tables: dict[tuple[str, int], list[tuple[Section, Constant]]] = {}
    numbered: set[tuple[str, int]] = set()
    for section, row in rows:
        names = [cell for cell in row.cells if _NAME.fullmatch(cell)]
        values = [cell for cell in row.cells if _VALUE.fullmatch(cell)]
        if len(names) == 1 and len(values) == 1:
            value = values[0]
            number = int(value, 0 if "x" in value else 10)
            constant = Constant(names[0], number, value, "table", section.path, row.span)
            tables.setdefault((row.span.file, row.table), []).append((section, constant))
            if row.cells[0] == value:
                numbered.add((row.span.file, row.table))
    for table, found in tables.items():
        if table in numbered or len({constant.value for _, constant in found}) > 1:
            yield from found


def device_ids(rows: Iterable[tuple[Section, RawRow]]) -> Iterator[DeviceId]:
    """The rows of the table of device IDs: the first table of the chapter "Device Types" with numbers before names."""
    table: int | None = None
    for section, row in rows:
        if section.device is not None or section.raw.title.casefold() != "device types" or len(row.cells) < 2:
            continue
        number, name = row.cells[0], row.cells[1]
        if table is None and re.search(r"\bid\b", number, re.IGNORECASE):
            table = row.table
        if number.isdigit() and name and table in {None, row.table}:
            table = row.table
            yield DeviceId(int(number), name, row.span)
