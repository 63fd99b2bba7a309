"""A clause -> the monitor of the pattern that covers it, or nothing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from specgen.conformance.monitors.facts import Facts
from specgen.conformance.monitors.lexicon.meaning import Condition
from specgen.conformance.monitors.monitor import Monitor, Occasion
from specgen.conformance.monitors.patterns.context import Context, Derived
from specgen.conformance.monitors.state import State
from specgen.conformance.monitors.when import all_of, hold, needs_of
from specgen.model.clause import Clause, Rule
from specgen.runtime.trace import Cover, Event, Kind

_PACKAGE = "specgen.conformance.monitors.patterns"
_PERMITTING = frozenset({"MAY", "OPTIONAL"})


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a clause is judged: the names of the patterns, and what makes a monitor for one trace."""

    patterns: tuple[str, ...]
    make: Callable[[], Monitor]


def derive(clause: Clause, facts: Facts, permissions: Sequence[Rule] = ()) -> Derivation | None:
    """The monitor of a clause, all of whose rules that bind anybody some pattern covers; `None` where one is not."""
    applies = all_of(clause.applies, facts)
    binding = [rule for rule in clause.rules if rule.level not in _PERMITTING]
    if applies is None or not binding or clause.options:
        return None
    before = (None, *binding)
    found = [_derive_rule(Context(rule, facts, permissions, before[at])) for at, rule in enumerate(binding)]
    makers = [one for one in found if one is not None]
    if len(makers) < len(found):
        return None
    return Derivation(tuple(name for name, _ in makers), lambda: joined(applies, [make() for _, make in makers]))


def joined(applies: list[Condition], parts: list[Monitor]) -> Monitor:
    """Several monitors as one, where `applies` hold; a single one that always applies as it is."""
    return Joined(applies, parts) if applies or len(parts) > 1 else parts[0]


def _derive_rule(context: Context) -> tuple[str, Derived] | None:
    for name, pattern in _patterns():
        made = pattern(context)
        if made is not None:
            return name, made
    return None


@cache
def _patterns() -> tuple[tuple[str, Callable[[Context], Derived | None]], ...]:
    package = import_module(_PACKAGE)
    names = sorted(found.name for found in iter_modules(package.__path__))
    modules = [import_module(f"{_PACKAGE}.{name}") for name in names]
    return tuple((module.NAME, module.derive) for module in modules if hasattr(module, "derive"))


class Joined(Monitor):
    """Several monitors as one, where the section applies."""

    def __init__(self, applies: list[Condition], parts: list[Monitor]) -> None:
        self._applies = applies
        self._parts = parts
        self.name = ", ".join(dict.fromkeys(part.name for part in parts))
        self.needs = needs_of(applies).union(*(part.needs for part in parts))
        self.proves = frozenset[Cover]().union(*(part.proves for part in parts))
        self.sets = tuple(one for part in parts for one in part.sets)
        self.more = frozenset[Kind]().union(*(part.more for part in parts))
        self.forbidden = 0 if applies else sum({part.forbidden for part in parts})
        self.breakers = tuple(breaker for part in parts for breaker in part.breakers)

    def looks(self, when: str) -> bool:
        """Whether a part of it does."""
        return any(part.looks(when) for part in self._parts)

    def before(self, event: Event, state: State) -> Iterable[Occasion]:
        """What its parts say."""
        found = [occasion for part in self._parts for occasion in part.before(event, state)]
        return found if found and hold(self._applies, state) else ()

    def after(self, event: Event, state: State) -> Iterable[Occasion]:
        """What its parts say."""
        found = [occasion for part in self._parts for occasion in part.after(event, state)]
        return found if found and hold(self._applies, state) else ()

    def end(self, state: State) -> Iterable[Occasion]:
        """What its parts say."""
        return [occasion for part in self._parts for occasion in part.end(state)] if hold(self._applies, state) else ()
