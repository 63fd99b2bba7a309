"""The constants of one package -> those with a value, each with its name, and those without."""

import builtins
from collections.abc import Iterator

from specgen.emit import names
from specgen.emit.catalog import Scope
from specgen.emit.limits import Limit
from specgen.emit.source import Source
from specgen.model import Constant

_BUILTINS = frozenset(dir(builtins))

LARGEST = 1 << 128
"""Values beyond this are no constant of a device."""


def named_constants(scope: Scope) -> Iterator[tuple[Source, Constant]]:
    """The constants that have a value, each with its name; one that is stated twice comes once."""
    space = names.Namespace(("Final",))
    seen: set[tuple[str, int]] = set()
    for one in scope.constants:
        if one.value is None or abs(one.value) >= LARGEST or (one.name, one.value) in seen:
            continue
        seen.add((one.name, one.value))
        name = names.constant(one.name)
        yield Source(space.claim(f"{name}_" if name in _BUILTINS else name)), one


def constant_limits(scope: Scope) -> Iterator[Limit]:
    """The constants that have none."""
    for one in scope.constants:
        if one.value is None or abs(one.value) >= LARGEST:
            what = "a macro with parameters" if one.origin == "macro" else "no value that can be worked out"
            yield Limit(scope.package, "constants", one.name, what, one.span)
