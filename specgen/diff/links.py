"""The normative sections of two texts -> conformance links that were added or removed, or that new sections lack."""

from collections.abc import Iterator

from specgen.diff.change import Action, Difference, Thing, Trait
from specgen.diff.context import Context
from specgen.diff.pairing import Pairing, pair
from specgen.model import NormativeSection


def compare_links(context: Context) -> Iterator[Difference]:
    """Sections by label, then by title and place."""
    sections: Pairing[NormativeSection] = pair(
        context.old.normative_sections,
        context.new.normative_sections,
        lambda section: section.labels or None,
        lambda section: (section.role, section.section),
    )
    for old in sections.removed:
        if old.linked:
            yield _difference(Action.REMOVED, old, None)
    for new in sections.added:
        yield _difference(Action.ADDED if new.linked else Action.MISSING, None, new, Trait.NEW_OWNER)
    for before, after in sections.pairs:
        if before.linked != after.linked:
            yield _difference(Action.ADDED if after.linked else Action.REMOVED, before, after)


def _difference(
    action: Action, old: NormativeSection | None, new: NormativeSection | None, *traits: Trait
) -> Difference:
    section = new or old
    assert section is not None
    name = section.labels[0] if section.labels else " / ".join(section.section)
    spans = (None if old is None else old.span, None if new is None else new.span)
    return Difference(Thing.LINK, action, section.scope, name, *spans, traits=frozenset(traits))
