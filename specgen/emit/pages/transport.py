"""The registers of the MMIO transport and the table of device IDs -> registers.py and device_ids.py."""

from collections.abc import Mapping

from specgen.emit import names
from specgen.emit.pyformat import Text, call, sequence, statement
from specgen.emit.registers import has_offset
from specgen.emit.source import Source, docstring
from specgen.model import Common, Register


def registers_view(common: Common) -> Mapping[str, object]:
    """The view of registers.py; a register stated twice comes once, one at a known offset is an alias."""
    rows: list[Mapping[str, Source]] = []
    space = names.Namespace(("mro", "name", "value"))
    at: dict[int, str] = {}
    seen: set[tuple[str, int]] = set()
    for one in common.registers:
        offset = one.offset
        if offset is None or not has_offset(one) or (one.name, offset) in seen:
            continue
        seen.add((one.name, offset))
        name = space.claim(names.register(one.name))
        value = Source(at.get(offset, f"0x{offset:03X}"))
        at.setdefault(offset, name)
        rows.append({"name": Source(name), "value": value, "doc": _register_doc(one, offset)})
    return {"registers": rows}


def device_ids_view(common: Common) -> Mapping[str, object]:
    """The view of device_ids.py; of two rows with one ID the first counts."""
    found: dict[int, str] = {}
    for one in common.device_ids:
        if abs(one.id) < 1 << 64:
            found.setdefault(one.id, one.name)
    rows = [call("DeviceId", Source(str(number)), Text(" ".join(name.split()))) for number, name in found.items()]
    start = f"DEVICE_IDS: Final{'' if found else '[tuple[DeviceId, ...]]'} = "
    return {"device_ids": statement(start, sequence(rows))}


def _register_doc(one: Register, offset: int) -> Source:
    access = {"R": "read only", "W": "write only", "RW": "read and write"}.get(one.direction, "")
    return docstring(f"Offset 0x{offset:03X}{', ' if access else ''}{access}.", indent=4)
