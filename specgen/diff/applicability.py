"""Two statements of one requirement -> in which cases it applies now, and what its list asks for."""

from collections import Counter
from collections.abc import Iterator

from specgen.diff.change import Action, Difference, Trait
from specgen.diff.context import Context
from specgen.diff.stating import requirement_difference
from specgen.diff.wording import same_substance, same_words
from specgen.model import Requirement


def compare_applicability(
    context: Context, old: Requirement, new: Requirement, traits: set[Trait]
) -> Iterator[Difference]:
    """Another lead-in, or another sentence about the section's applicability."""
    before, after = _cases(old), _cases(new)
    if same_words(" ".join(before), " ".join(after)):
        return
    also = {Trait.NEW_FEATURE} if before and context.concerns_new(*(set(after) - set(before))) else set()
    if len(after) > len(before) and set(before) <= set(after):
        also = {Trait.LOOSER}
    elif len(after) < len(before) and set(after) <= set(before):
        also = {Trait.STRICTER}
    elif not same_substance(" ".join(before), " ".join(after)):
        also.add(Trait.SUBSTANCE)
    else:
        also = set()
    yield requirement_difference(Action.APPLICABILITY, (old, new), (_shown(before), _shown(after)), traits | also)


def compare_items(context: Context, old: Requirement, new: Requirement, traits: set[Trait]) -> Iterator[Difference]:
    """Another list behind the lead-in that carries the keyword."""
    if old.items == new.items:
        return
    before, after = _entries(old), _entries(new)
    if [_folded(text) for text in before] == [_folded(text) for text in after]:
        return
    gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
    also: set[Trait] = set()
    if come and not gone:
        about_new = all(context.concerns_new(text) for text in come)
        also = {Trait.NEW_FEATURE} if about_new else {Trait.STRICTER}
    elif gone and not come:
        also = {Trait.LOOSER}
    elif not same_substance(" ".join(before), " ".join(after)):
        also = {Trait.SUBSTANCE}
    yield requirement_difference(Action.ITEMS, (old, new), ("; ".join(before), "; ".join(after)), traits | also)


def _cases(one: Requirement) -> tuple[str, ...]:
    return (*one.applies_if, *((one.condition,) if one.condition else ()))


def _entries(one: Requirement) -> list[str]:
    return [f"{item.label} {item.text}" if item.label else item.text for item in one.items]


def _folded(text: str) -> str:
    return " ".join(text.split()).rstrip(" .,;")


def _shown(cases: tuple[str, ...]) -> str:
    return " ".join(cases) or "always"
