"""The keywords of two wordings -> whether the later one binds more, binds less or rules out what was asked for."""

from collections import Counter

from specgen.diff.change import Trait
from specgen.ledger.levels import levels_of
from specgen.model import Requirement

_FORCE = {"MAY": 1, "SHOULD": 2, "MUST": 3}
_WHAT = {1: Trait.PERMISSION, 2: Trait.ADVICE, 3: Trait.OBLIGATION}


def force(requirement: Requirement) -> Counter[tuple[int, bool]]:
    """How often each force (3 for MUST, 2 for SHOULD, 1 for MAY) stands in it, plain and denied."""
    text = requirement.text if levels_of(requirement.text) else " ".join(requirement.levels)
    return Counter((_FORCE[level.split()[0]], level.endswith("NOT")) for level in levels_of(text))


def strength(requirement: Requirement) -> Trait:
    """Obligation, advice or permission: its strongest keyword decides; "MAY NOT" rules out."""
    return _WHAT[max((3 if (level, denied) == (1, True) else level for level, denied in force(requirement)), default=1)]


def compare_force(old: Requirement, new: Requirement) -> tuple[bool, Trait | None]:
    """Whether a keyword is denied that was not, or the reverse, and whether the new one binds more or less."""
    before, after = force(old), force(new)
    gone, come = before - after, after - before
    denied = {denied for _, denied in gone} != {denied for _, denied in come} and bool(gone) and bool(come)
    if not gone and not come:
        return False, None
    if denied:
        return True, Trait.LOOSER if _allows(come) and not _allows(gone) else None
    highest_gone = max((level for level, _ in gone), default=0)
    highest_come = max((level for level, _ in come), default=0)
    if highest_come > highest_gone:
        return False, Trait.STRICTER
    return False, Trait.LOOSER if highest_come < highest_gone else None


def _allows(keywords: Counter[tuple[int, bool]]) -> bool:
    return set(keywords) == {(1, False)}
