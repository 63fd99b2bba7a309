"""What is written of a device type's behaviour -> the parts that fit a text, and what their bindings say of it.

`templates/behaviour/SLUG/behaviour.toml` lists the parts; each is a template whose code carries the IDs of the
requirements it fulfils. An ID that the text no longer has stops the build: the code would do what nothing asks for.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from specgen.diagnostics import Diagnostic, Label, Severity, SpecgenError
from specgen.emit import names
from specgen.emit.catalog import Scope
from specgen.emit.constants import named_constants
from specgen.emit.features import FeaturePlan
from specgen.emit.identity import requirement_id
from specgen.emit.layouts import LayoutPlan
from specgen.emit.limits import Limit
from specgen.emit.queues import QueuePlan
from specgen.emit.source import Source
from specgen.ledger.entry import Entry
from specgen.ledger.ledger import Ledger
from specgen.ledger.standing import is_suspect
from specgen.ledger.store import load_ledger
from specgen.model import Requirement
from specgen.resources import resource_directory

_DIRECTORY = "behaviour"
_MANIFEST = "behaviour.toml"
_ID = re.compile(r"\b[a-z0-9_]+-(?:drv|dev|both)-\d{4}\b")
_MARKER = re.compile(r"\bpytest\.mark\.([a-z0-9_]+_(?:drv|dev|both)_\d{4})\b")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a behaviour: its name, the feature that gates it, the part it builds on, and what text it uses.

    `fields` are by struct. `writable` are the fields of the configuration that it lets the driver write.
    """

    name: str
    gate: str | None = None
    base: str | None = None
    queues: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    fields: Mapping[str, Sequence[str]] | None = None
    constants: tuple[str, ...] = ()
    writable: tuple[str, ...] = ()

    @property
    def device(self) -> Source:
        """The name of its device class."""
        return Source(f"{names.camel(self.name)}Device")

    @property
    def driver(self) -> Source:
        """The name of its driver class."""
        return Source(f"{names.camel(self.name)}Driver")


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The parts that fit a device type of a text, in order; `bound` are the IDs in each part's code."""

    slug: str
    parts: tuple[Part, ...]
    bound: Mapping[str, tuple[str, ...]]

    @property
    def handled(self) -> frozenset[str]:
        """The keys of the virtqueues whose buffers are handled."""
        return frozenset(key for part in self.parts for key in part.queues)


@cache
def behaviours() -> tuple[str, ...]:
    """The slugs of the device types with behaviour."""
    root = resource_directory("templates") / _DIRECTORY
    return tuple(sorted(path.parent.name for path in root.glob(f"*/{_MANIFEST}")))


def gates_of(slug: str) -> Mapping[str, str]:
    """The parts of a device type's behaviour that a feature gates, and the names of those features."""
    return {part.name: part.gate for part in _parts(slug) if part.gate is not None}


def plan_behaviour(
    scope: Scope, features: FeaturePlan, queues: QueuePlan, layouts: LayoutPlan
) -> tuple[Behaviour | None, tuple[Limit, ...]]:
    """The behaviour of a device type, `None` where none is written or fits; and the parts the text has no room for."""
    if scope.device is None or scope.device.slug not in behaviours():
        return None, ()
    slug = scope.device.slug
    fitting: dict[str, Part] = {}
    limits = []
    for part in _parts(slug):
        if part.gate is not None and part.gate not in features.by_name:
            continue
        missing = [*_missing(part, scope, features, queues, layouts)]
        if part.base is not None and part.base not in fitting:
            missing.append(part.base)
        if missing:
            reason = f"its behaviour is left out: the text has no {', '.join(missing)}"
            limits.append(Limit(scope.package, "device", part.name, reason, scope.device.span))
        else:
            fitting[part.name] = part
    if not fitting:
        return None, tuple(limits)
    bound = {name: _bound(slug, name) for name in fitting}
    return Behaviour(slug, tuple(fitting.values()), bound), tuple(limits)


def template_of(behaviour: Behaviour, part: Part) -> str:
    """The template of a part."""
    return f"{_DIRECTORY}/{behaviour.slug}/{part.name}.py.j2"


def test_template_of(behaviour: Behaviour, part: Part) -> str | None:
    """The template of a part's tests, `None` where it has none."""
    name = f"{_DIRECTORY}/{behaviour.slug}/test_{part.name}.py.j2"
    return name if (resource_directory("templates") / name).is_file() else None


def markers_of(behaviour: Behaviour) -> frozenset[str]:
    """The markers on the tests of its parts: of requirements that they concern, and that a text need not have."""
    found = set()
    for part in behaviour.parts:
        path = _directory(behaviour.slug) / f"test_{part.name}.py.j2"
        if path.is_file():
            found |= set(_MARKER.findall(path.read_text(encoding="utf-8")))
    return frozenset(found)


def part_view(scope: Scope, features: FeaturePlan, layouts: LayoutPlan) -> Mapping[str, object]:
    """What the templates of parts may name: features and structs, by the names of the text."""
    return {
        "package": Source(f"virtio.{scope.package}"),
        "prefix": Source(scope.prefix),
        "owner": Source(features.owner),
        "feature": {one.feature.name: one.reference for one in features.members},
        "struct": {title: Source(plan.name) for (title, _), plan in layouts.by_name.items()},
    }


def check_bindings(behaviour: Behaviour, scope: Scope) -> tuple[Diagnostic, ...]:
    """Warnings for bindings to requirements that nobody has looked at since they were reworded.

    Raises SpecgenError where a part is bound to a requirement that is gone.
    """
    ledger = load_ledger()
    stated = {requirement_id(one): one for one in scope.normative}
    found: list[Diagnostic] = []
    if stated.keys().isdisjoint(bound for part in behaviour.parts for bound in behaviour.bound[part.name]):
        return _unbound(behaviour, scope)
    for part in behaviour.parts:
        for bound in behaviour.bound[part.name]:
            requirement = stated.get(bound)
            if requirement is None:
                found += _gone(behaviour, part, bound, ledger.entries.get(bound), scope)
            elif is_suspect(requirement, ledger):
                found.append(_suspect(behaviour, part, requirement, ledger))
    return tuple(dict.fromkeys(found))


def _unbound(behaviour: Behaviour, scope: Scope) -> tuple[Diagnostic, ...]:
    """A text from before there were normative sections states nothing that could be gone."""
    if scope.device is None:
        return ()
    message = f"the text states none of the requirements that the behaviour of {behaviour.slug} is bound to"
    return (Diagnostic("suspect-binding", Severity.WARNING, message, scope.device.span),)


def _suspect(behaviour: Behaviour, part: Part, requirement: Requirement, ledger: Ledger) -> Diagnostic:
    entry = ledger.entries[requirement.id]
    return Diagnostic(
        "suspect-binding",
        Severity.WARNING,
        f"the behaviour of {behaviour.slug} ({part.name}) is bound to {requirement.id}, which was reworded",
        requirement.span,
        help=f"see whether the code still does what it says; it was written for fingerprint {entry.fingerprint}",
    )


def _gone(behaviour: Behaviour, part: Part, bound: str, entry: Entry | None, scope: Scope) -> Iterator[Diagnostic]:
    """A requirement without number in the same section may be the one that is missed, in other words; else an error."""
    label = "" if entry is None else entry.label
    near = [
        one
        for one in scope.normative
        if "-new-" in requirement_id(one) and one.label is not None and re.sub(r"\s", "", one.label) == label
    ]
    if not near:
        raise SpecgenError(
            f"the behaviour of {behaviour.slug} ({part.name}) is bound to {bound}, which is gone from the text",
            hint=f"see whether templates/{template_of(behaviour, part)} may still do it, and take the ID out of it",
        )
    yield Diagnostic(
        "suspect-binding",
        Severity.WARNING,
        f"the behaviour of {behaviour.slug} ({part.name}) is bound to {bound}, which the text does not have",
        near[0].span,
        labels=tuple(Label(one.span, "so may this one be") for one in near[1:]),
        help=f"this one, {requirement_id(near[0])}, has no number yet and may stand for it",
    )


def _missing(part: Part, scope: Scope, features: FeaturePlan, queues: QueuePlan, layouts: LayoutPlan) -> Iterator[str]:
    """What the part uses and the text does not have."""
    keys = queues.families()
    constants = {str(name) for name, _ in named_constants(scope)}
    yield from (name for name in part.queues if name not in keys)
    yield from (name for name in part.features if name not in features.by_name)
    yield from (name for name in part.constants if name not in constants)
    for struct, members in (part.fields or {}).items():
        plan = layouts.find(struct)
        known = () if plan is None else tuple(member.name for member in plan.members)
        yield from (f"{struct}.{name}" for name in members if name not in known)


@cache
def _parts(slug: str) -> tuple[Part, ...]:
    manifest = _directory(slug) / _MANIFEST
    return tuple(_part(entry) for entry in tomllib.loads(manifest.read_text(encoding="utf-8"))["part"])


def _part(entry: Mapping[str, Any]) -> Part:
    """A part as the manifest, a file of our own, states it."""
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Part(**values)


@cache
def _bound(slug: str, part: str) -> tuple[str, ...]:
    """The requirement IDs in the code of a part and of its tests."""
    found: dict[str, None] = {}
    for name in (f"{part}.py.j2", f"test_{part}.py.j2"):
        path = _directory(slug) / name
        if path.is_file():
            found |= dict.fromkeys(_ID.findall(path.read_text(encoding="utf-8")))
    return tuple(found)


def _directory(slug: str) -> Path:
    return resource_directory("templates") / _DIRECTORY / slug
