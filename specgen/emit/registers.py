"""The registers of the MMIO transport -> those that have no place in it."""

from collections.abc import Iterable, Iterator

from specgen.emit.catalog import COMMON
from specgen.emit.limits import Limit
from specgen.model import Register

_LAST_OFFSET = 0xFFFF


def has_offset(register: Register) -> bool:
    """Whether the text gives the register an offset a transport can have."""
    return register.offset is not None and 0 <= register.offset <= _LAST_OFFSET


def register_limits(registers: Iterable[Register]) -> Iterator[Limit]:
    """The registers without one."""
    for one in registers:
        if not has_offset(one):
            yield Limit(COMMON, "registers", one.name, "the text gives it no offset", one.span)
