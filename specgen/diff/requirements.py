"""The requirements of two texts -> what was added, removed, moved, reworded, or now binds otherwise."""

from collections.abc import Iterator

from specgen.diff.applicability import compare_applicability, compare_items
from specgen.diff.change import Action, Difference, Trait
from specgen.diff.context import Context
from specgen.diff.force import compare_force
from specgen.diff.matching import match_requirements
from specgen.diff.stating import requirement_difference, traits_of
from specgen.diff.wording import same_substance, same_words, substance
from specgen.ledger.words import negation_changed, words_of
from specgen.model import Requirement


def compare_requirements(context: Context) -> Iterator[Difference]:
    """Differences in the order of the new text, those that are gone last."""
    found = match_requirements(context.old.requirements, context.new.requirements)
    about_new = _sections_about_new(context, found.added)
    for new in found.added:
        traits = traits_of(new) | _newness(context, new, about_new)
        yield requirement_difference(Action.ADDED, (None, new), (None, new.text), traits)
    for old, new in found.pairs:
        if old != new:
            yield from _compare(context, old, new)
    for old in found.removed:
        gone = {Trait.GONE_OWNER} if old.scope in context.gone_slugs else set()
        yield requirement_difference(Action.REMOVED, (old, None), (old.text, None), traits_of(old) | gone)


def _compare(context: Context, old: Requirement, new: Requirement) -> Iterator[Difference]:
    traits = traits_of(new)
    if (old.section, old.label, old.span.file) != (new.section, new.label, new.span.file):
        yield requirement_difference(Action.MOVED, (old, new), (_place(old), _place(new)), traits)
    if old.role is not new.role:
        yield requirement_difference(Action.ROLE, (old, new), (old.role.value, new.role.value), traits)
    yield from _compare_wording(context, old, new, traits)
    yield from compare_applicability(context, old, new, traits)
    yield from compare_items(context, old, new, traits)


def _compare_wording(context: Context, old: Requirement, new: Requirement, traits: set[Trait]) -> Iterator[Difference]:
    """At most one difference: a changed level or negation says more than that the words changed."""
    if old.text == new.text:
        return
    denied, direction = compare_force(old, new)
    also = {direction} if direction else set()
    about_new = {Trait.NEW_FEATURE} if _gained_only_new(context, old.text, new.text) else set()
    if denied:
        yield requirement_difference(Action.NEGATION, (old, new), (old.text, new.text), traits | also)
    elif direction or len(old.levels) != len(new.levels):
        yield requirement_difference(Action.LEVEL, (old, new), (old.text, new.text), traits | also | about_new)
    elif _negated(old, new):
        yield requirement_difference(Action.NEGATION, (old, new), (old.text, new.text), traits)
    elif not same_words(old.text, new.text):
        changed = set() if same_substance(old.text, new.text) else {Trait.SUBSTANCE}
        yield requirement_difference(Action.REWORDED, (old, new), (old.text, new.text), traits | changed | about_new)


def _negated(old: Requirement, new: Requirement) -> bool:
    """Whether a word of the sentence itself is denied that was not, or the reverse."""
    if substance(old.text)["not"] == substance(new.text)["not"]:
        return False
    return negation_changed(words_of(old), new)


def _gained_only_new(context: Context, old: str, new: str) -> bool:
    """Whether names that are new came in, and no other name, number or denial came or went but for "and" and "or"."""
    before, after = substance(old), substance(new)
    if before - after:
        return False
    gained = set(after - before) - {"and", "or", "either", "both", "negotiated", "offered"}
    return bool(gained) and gained <= context.new_names


def _sections_about_new(context: Context, added: list[Requirement]) -> frozenset[str]:
    """New normative sections with at least one requirement that names something new."""
    return frozenset(
        one.label for one in added if one.label in context.new_labels and one.label and _names_new(context, one)
    )


def _newness(context: Context, new: Requirement, about_new: frozenset[str]) -> set[Trait]:
    if new.scope in context.new_slugs:
        return {Trait.NEW_OWNER}
    return {Trait.NEW_FEATURE} if new.label in about_new or _names_new(context, new) else set()


def _names_new(context: Context, one: Requirement) -> bool:
    return context.concerns_new(one.text, one.condition or "", *one.applies_if)


def _place(requirement: Requirement) -> str:
    where = requirement.label or " / ".join(requirement.section)
    return f"{where} ({requirement.span.file})"
