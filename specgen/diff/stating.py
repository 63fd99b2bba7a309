"""A pair of requirements and what happened -> a difference, with the traits that every requirement has."""

from specgen.diff.change import Action, Difference, Thing, Trait
from specgen.diff.force import strength
from specgen.model import Kind, Requirement


def traits_of(requirement: Requirement) -> set[Trait]:
    """How strongly it binds, and whether it stands outside the normative sections."""
    traits = {strength(requirement)}
    if requirement.kind is not Kind.NORMATIVE:
        traits.add(Trait.INFORMATIVE)
    return traits


def requirement_difference(
    action: Action,
    sides: tuple[Requirement | None, Requirement | None],
    values: tuple[str | None, str | None],
    traits: set[Trait],
) -> Difference:
    """A difference between two requirements; its name is the ID, else the section."""
    old, new = sides
    one = new or old
    assert one is not None
    spans = (None if old is None else old.span, None if new is None else new.span)
    name = one.id or one.label or " / ".join(one.section[-2:])
    return Difference(Thing.REQUIREMENT, action, one.scope, name, *spans, *values, frozenset(traits))
