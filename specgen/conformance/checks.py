"""A specification and its clauses -> how each requirement of some scopes is judged, or why it is not."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from specgen.conformance.monitors.derive import derive, joined
from specgen.conformance.monitors.facts import Facts, facts_of
from specgen.conformance.monitors.lexicon import condition_of
from specgen.conformance.monitors.monitor import Monitor
from specgen.conformance.monitors.when import all_of
from specgen.conformance.standing import Status
from specgen.extract.clauses import Clauses
from specgen.model import Kind, Requirement, Specification
from specgen.model.clause import Clause, Rule
from specgen.syntax.clause.rendering import render_clause

_BOUND = "specgen.conformance.monitors.bound"
_PERMITTING = frozenset({"MAY", "OPTIONAL"})
_PACKED = "VIRTIO_F_RING_PACKED"
_LAYOUTS = {"split": False, "packed": True}
"""Scopes that are about one layout -> whether that is the packed one."""
_NO_CLAUSE = "its sentence could not be parsed, and no monitor is written for it"
_NO_CONDITION = "when its section applies could not be understood, so that its monitor cannot judge"
_OTHER_WORDING = "the monitor written for it was written for other words than these"
_NO_PATTERN = "no pattern covers its clause, and no monitor is written for it"


@dataclass(frozen=True, slots=True)
class Check:
    """How one requirement stands: `make` makes a monitor for one trace where it is checked, `monitor` is its name."""

    requirement: Requirement
    status: Status
    clause: Clause | None = None
    monitor: str = ""
    reason: str = ""
    make: Callable[[], Monitor] | None = None

    @property
    def rendering(self) -> str | None:
        """The clause in canonical words."""
        return None if self.clause is None else render_clause(self.clause)


def checks_of(specification: Specification, clauses: Clauses, slug: str, scopes: Iterable[str]) -> tuple[Check, ...]:
    """The checks of the normative requirements of `scopes`, in the terms of a device type, in the order of the text."""
    wanted = frozenset(scopes)
    facts = facts_of(specification, slug)
    normative = [one for one in specification.requirements if one.kind is Kind.NORMATIVE and one.scope in wanted]
    permissions = _permissions(normative, clauses)
    return tuple(_check(one, clauses.of(one).clause, facts, permissions.get(_section(one), ())) for one in normative)


def _check(requirement: Requirement, clause: Clause | None, facts: Facts, permissions: Iterable[Rule]) -> Check:
    if _PERMITTING.issuperset(requirement.levels):
        return Check(requirement, Status.PERMISSION, clause)
    written = bound_monitors().get(requirement.id)
    known = written is not None and wording_of(requirement, clause) in known_wordings().get(requirement.id, ())
    if written is not None and known:
        return _bound(requirement, clause, facts, written)
    derived = None if clause is None else derive(clause, facts, tuple(permissions))
    if derived is not None:
        make = _in_its_layout(derived.make, requirement.scope, facts)
        return Check(requirement, Status.DERIVED, clause, ", ".join(dict.fromkeys(derived.patterns)), make=make)
    reason = unobservable(requirement, clause)
    if reason is not None:
        return Check(requirement, Status.UNOBSERVABLE, clause, reason=reason)
    if written is not None:
        return Check(requirement, Status.OPEN, clause, reason=_OTHER_WORDING)
    return Check(requirement, Status.OPEN, clause, reason=_NO_CLAUSE if clause is None else _NO_PATTERN)


def _bound(requirement: Requirement, clause: Clause | None, facts: Facts, written: type[Monitor]) -> Check:
    """By a monitor written by hand for these words, where its section applies in a way that is understood."""
    if reason := written.unfit(facts):
        return Check(requirement, Status.UNOBSERVABLE, clause, reason=reason)
    applies = all_of(() if clause is None else clause.applies, facts)
    if applies is None:
        return Check(requirement, Status.OPEN, clause, reason=_NO_CONDITION)
    make = _in_its_layout(lambda: joined(applies, [written()]), requirement.scope, facts)
    return Check(requirement, Status.BOUND, clause, written.name, make=make)


def _in_its_layout(make: Callable[[], Monitor], scope: str, facts: Facts) -> Callable[[], Monitor]:
    """What the chapter on one layout of virtqueues says binds where that layout is negotiated."""
    packed = _LAYOUTS.get(scope)
    words = f"{_PACKED} is {'' if packed else 'not '}negotiated"
    layout = None if packed is None else condition_of(words, facts)
    return make if layout is None else lambda: joined([layout], [make()])


def _permissions(requirements: Iterable[Requirement], clauses: Clauses) -> Mapping[tuple[str, ...], list[Rule]]:
    found: dict[tuple[str, ...], list[Rule]] = {}
    for one in requirements:
        clause = clauses.of(one).clause
        rules = () if clause is None else clause.rules
        found.setdefault(_section(one), []).extend(rule for rule in rules if rule.level in _PERMITTING)
    return found


def _section(requirement: Requirement) -> tuple[str, ...]:
    return (requirement.role.value, *requirement.section)


@cache
def bound_monitors() -> Mapping[str, type[Monitor]]:
    """The monitors written by hand, by the ID of the requirement each judges."""
    package = import_module(_BOUND)
    found: dict[str, type[Monitor]] = {}
    for module in sorted(one.name for one in iter_modules(package.__path__)):
        for name, monitor in import_module(f"{_BOUND}.{module}").BOUND.items():
            assert name not in found, f"{name} is bound twice"
            found[name] = monitor
    return found


def wording_of(requirement: Requirement, clause: Clause | None) -> str:
    """What tells wordings of different meaning apart: a digest of the clause, of the sentence where it has none."""
    if clause is None:
        return requirement.fingerprint
    return sha256(render_clause(replace(clause, applies=())).encode()).hexdigest()[:12]


@cache
def known_wordings() -> Mapping[str, list[str]]:
    """The wordings that each monitor written by hand judges, as `wording_of` gives them, by requirement."""
    path = Path(__file__).parent / "monitors" / "wordings.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def unobservable(requirement: Requirement, clause: Clause | None) -> str | None:
    """Why no trace can show whether a requirement holds; `None` where one can, for all that is known."""
    reasons = _reasons()
    if (known := reasons["ids"].get(requirement.id)) is not None:
        return known
    words = requirement.text if clause is None else render_clause(clause)
    return next((reason for pattern, reason in reasons["words"].items() if re.search(pattern, words)), None)


@cache
def _reasons() -> Mapping[str, Mapping[str, str]]:
    path = Path(__file__).parent / "monitors" / "unobservable.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
