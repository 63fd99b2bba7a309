"""A word -> the page it means: a slug, scope, requirement, label, struct, feature bit or other name."""

import re
from collections.abc import Callable, Iterable, Iterator

from specgen.cli.page import Column, Heading, Page, Table, place
from specgen.cli.views.device import device_page, required
from specgen.cli.views.history import known_history, ledger_page
from specgen.cli.views.label import label_page
from specgen.cli.views.layout import layout_page
from specgen.cli.views.requirement import requirement_page, scope_page
from specgen.diagnostics import SpecgenError
from specgen.model import Common, DeviceType, Requirement, Specification
from specgen.model.clause import Reading
from specgen.source import Span

Meaning = Callable[[Requirement], Reading]
_LONGEST = 200


def find_page(spec: Specification, word: str, spec_name: str, read: Meaning) -> Page:
    """The page of what `word` names; SpecgenError with what comes near where nothing has that name.

    `read` is asked for what a requirement means.
    """
    page = _page(spec, word, read)
    if page is not None:
        return page
    names = list(dict.fromkeys(_all_names(spec)))
    folded = _folded(word)
    same = [name for name in names if _folded(name) == folded]
    page = _page(spec, same[0], read) if same else None
    if page is not None:
        return page
    raise SpecgenError(f"nothing in {spec_name} is called {word[:_LONGEST]!r}", hint=_near(word, names))


def _page(spec: Specification, word: str, read: Meaning) -> Page | None:
    for device in spec.device_types:
        if device.slug == word:
            return device_page(spec, device)
    for requirement in spec.requirements:
        if requirement.id == word:
            return (*requirement_page(requirement, read(requirement)), *known_history(word))
    if any(label.name == word for label in spec.labels):
        return label_page(spec, word)
    structs = tuple(struct for owner in _owners(spec) for struct in owner.structs)
    named = tuple(struct for struct in structs if struct.name == word)
    if named:
        return layout_page(named)
    if any(requirement.scope == word for requirement in spec.requirements):
        return scope_page(spec, word)
    return _name_page(spec, word) or ledger_page(spec, word)


def _name_page(spec: Specification, name: str) -> Page | None:
    """Where a feature bit, constant, virtqueue or register is defined, and which requirements speak of it."""
    rows = tuple((what, place(span)) for found, what, span in _definitions(spec) if found == name)
    if not rows:
        return None
    users = tuple(
        (found.id, ", ".join(found.levels), found.text, place(found.span))
        for found in spec.requirements
        if name in found.text.replace(",", " ").replace(".", " ").split()
    )
    columns = (Column("id", "strong"), Column("level"), Column("text"), Column("place", "quiet"))
    return (
        Heading(name),
        Table("Defined", (Column("as"), Column("place", "quiet")), rows),
        Table("Requirements that name it", columns, users),
    )


def _definitions(spec: Specification) -> Iterator[tuple[str, str, Span]]:
    for owner in _owners(spec):
        slug = owner.slug if isinstance(owner, DeviceType) else "all device types"
        for feature in owner.features:
            requires = f", requires {required(feature)}" if feature.requires else ""
            yield feature.name, f"feature bit {feature.bit} of {slug}{requires}", feature.span
        for constant in owner.constants:
            yield constant.name, f"constant {constant.expression or constant.value} of {slug}", constant.span
    for device in spec.device_types:
        for queue in device.virtqueues:
            yield queue.name, f"virtqueue {queue.index} of {device.slug}", queue.span
    for register in spec.common.registers:
        offset = "" if register.offset is None else f" at {register.offset:#05x}"
        yield register.name, f"register{offset} ({register.direction})", register.span


def _owners(spec: Specification) -> tuple[DeviceType | Common, ...]:
    return (*spec.device_types, spec.common)


def _all_names(spec: Specification) -> Iterator[str]:
    yield from (device.slug for device in spec.device_types)
    yield from (label.name for label in spec.labels)
    yield from (struct.name for owner in _owners(spec) for struct in owner.structs)
    yield from (requirement.id for requirement in spec.requirements)
    yield from dict.fromkeys(requirement.scope for requirement in spec.requirements)
    yield from (name for name, _, _ in _definitions(spec))


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


def _near(word: str, names: Iterable[str]) -> str:
    """Names spelled much like the word, then those that hold all its parts."""
    from difflib import get_close_matches

    wanted = _folded(word[:_LONGEST])
    folded = {_folded(name): name for name in names}
    near = get_close_matches(wanted, folded, n=3, cutoff=0.75)
    parts = re.findall(r"[a-z0-9]+", word[:_LONGEST].casefold())
    near += [one for one in folded if parts and all(part in one for part in parts) and one not in near]
    if not near:
        return "specgen show lists what there is"
    return f"did you mean {' or '.join(folded[one] for one in near[:3])}?"
