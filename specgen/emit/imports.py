"""The names a generated module uses -> its import lines, in the order ruff sorts them."""

import re
from collections.abc import Collection, Mapping

from specgen.emit.pyformat import Items, statement
from specgen.emit.source import Source

_STANDARD = ("collections", "enum", "typing")
_THIRD_PARTY = ("pytest",)
_NUMBER = re.compile(r"(\d+)")


def import_block(names: Mapping[str, Collection[str]], modules: Collection[str] = ()) -> Source:
    """`import module` for `modules`, `from module import name` for `names`; an empty line between groups."""
    groups: dict[int, list[str]] = {}
    for module in sorted(modules):
        groups.setdefault(_group(module), []).append(f"import {module}")
    for module in sorted(module for module, wanted in names.items() if wanted):
        groups.setdefault(_group(module), []).append(_from(module, names[module]))
    return Source("\n\n".join("\n".join(lines) for _, lines in sorted(groups.items())))


def sorted_names(names: Collection[str]) -> list[str]:
    """Constants, then classes, then the rest, each by name with numbers by value, as in an import or an `__all__`."""
    return sorted(set(names), key=lambda name: (_rank(name), _natural(name)))


def _from(module: str, names: Collection[str]) -> str:
    start = f"from {module} import "
    wanted = sorted_names(names)
    line = start + ", ".join(wanted)
    items = Items(Source("("), tuple((Source(), Source(name)) for name in wanted), Source(")"))
    return line if len(line) <= 120 else statement(start, items)


def _group(module: str) -> int:
    root = module.partition(".")[0]
    return 0 if root in _STANDARD else 1 if root in _THIRD_PARTY else 2


def _natural(name: str) -> list[tuple[int, int, str]]:
    """A key by which u8 stands before u16; digits stand before letters."""
    parts = _NUMBER.split(name)
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def _rank(name: str) -> int:
    if len(name) > 1 and name.isupper():
        return 0
    return 1 if name[:1].isupper() else 2
