"""The coverage before and after a patch -> what the patch brings unchecked, takes away, and which checks go stale.

Requirements with one ID on both sides are one; the rest are told apart by the ledger's matching, so that a
requirement without a number is found again too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from specgen.conformance.standing import Coverage, Standing
from specgen.ledger.candidate import known, stated
from specgen.ledger.entry import Entry, Status, Wording, label_of, place_of
from specgen.ledger.levels import levels_of
from specgen.ledger.matching import Outcome, match
from specgen.ledger.words import words_of

_BEFORE = "before"


class Fate(StrEnum):
    """What a patch does to a requirement that there was before."""

    REWORDED = "reworded"
    APPLIES_OTHERWISE = "applies otherwise"
    """The sentence is the same; the section says anew when its sentences apply."""
    REPLACED = "replaced"
    """Another requirement, for somebody else or of another level, stands in its place."""
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Touched:
    """A requirement that the patch touches: as it stood, and what it became; `after` is None for one that is gone."""

    before: Standing
    fate: Fate
    after: Standing | None

    @property
    def stale(self) -> bool:
        """Whether a check was made for the wording before: it has to be looked at."""
        return self.before.checked

    @property
    def same_clause(self) -> bool:
        """Whether the new wording says the same thing: a check derived from it judges as before."""
        after = self.after
        return (
            self.fate in {Fate.REWORDED, Fate.APPLIES_OTHERWISE}
            and after is not None
            and self.before.clause is not None
            and (self.before.clause, self.before.applies) == (after.clause, after.applies)
        )

    @property
    def became(self) -> str:
        """What it is now: its status, its ID where it has another one, and whether it says the same."""
        if self.after is None:
            return "gone"
        now = self.after.requirement.id
        renamed = f" as {now}" if now != self.before.requirement.id else ""
        return f"{self.after.status.value}{renamed}{', the clause is the same' if self.same_clause else ''}"


@dataclass(frozen=True, slots=True)
class Impact:
    """What patches do to a coverage: `brought` in the order of the new text, `touched` in that of the old one."""

    before: Coverage
    brought: tuple[Standing, ...]
    touched: tuple[Touched, ...]

    @property
    def unchecked(self) -> tuple[Standing, ...]:
        """New requirements that something could judge, and nothing does."""
        return tuple(one for one in self.brought if one.open)

    @property
    def gone(self) -> tuple[Touched, ...]:
        """What went away, replaced or not."""
        return tuple(one for one in self.touched if one.fate in {Fate.REPLACED, Fate.RETIRED})

    @property
    def stale(self) -> tuple[Touched, ...]:
        """The checks that somebody has to look at."""
        return tuple(one for one in self.touched if one.stale)


def impact_of(before: Coverage, after: Coverage) -> Impact:
    """Compare the coverage of a text with that of the patched text."""
    old = {one.requirement.id: one for one in before.standings}
    new = {one.requirement.id: one for one in after.standings}
    became = {name: (_fate(old[name], new[name]), new[name]) for name in old.keys() & new.keys()}
    left = [one for name, one in old.items() if name not in new]
    come = [one for name, one in new.items() if name not in old]
    found = {name: (outcome, one) for name, outcome, one in _matched(left, come)}
    became |= {name: (_fate_of(outcome, old[name], one), one) for name, (outcome, one) in found.items()}
    kept = {one.requirement.id for outcome, one in found.values() if outcome is not Outcome.REPLACES}
    touched = []
    for name, one in old.items():
        fate, now = became.get(name, (Fate.RETIRED, None))
        if fate is not None:
            touched.append(Touched(one, fate, now))
    brought = tuple(one for one in come if one.requirement.id not in kept)
    return Impact(before, brought, tuple(touched))


def _fate(old: Standing, new: Standing) -> Fate | None:
    """What became of a requirement that is still the same one; None where nothing did."""
    if old.requirement.fingerprint != new.requirement.fingerprint:
        return Fate.REWORDED
    return Fate.APPLIES_OTHERWISE if old.requirement.applies_if != new.requirement.applies_if else None


def _fate_of(outcome: Outcome, old: Standing, new: Standing) -> Fate | None:
    return Fate.REPLACED if outcome is Outcome.REPLACES else _fate(old, new)


def _matched(left: Iterable[Standing], come: Iterable[Standing]) -> Iterator[tuple[str, Outcome, Standing]]:
    """The pairs that the ledger's matching finds: the ID before, what became of it, and what it is now."""
    new = list(come)
    entries = known([_entry(one) for one in left], _BEFORE)
    for found in match(stated(one.requirement for one in new), entries, (), {}):
        if found.entry is not None:
            yield found.entry.id, found.outcome, new[found.stated.index]


def _entry(one: Standing) -> Entry:
    """The requirement as a ledger would know it that was made from the text before."""
    requirement = one.requirement
    words = str(words_of(requirement))
    return Entry(
        id=requirement.id,
        status=Status.ACTIVE,
        role=requirement.role.value,
        kind=requirement.kind.value,
        scope=requirement.scope,
        label=label_of(requirement),
        since=_BEFORE,
        until=None,
        aliases=(),
        replaces=(),
        wordings=(Wording(requirement.fingerprint, levels_of(requirement.text), words, (_BEFORE,)),),
        places={_BEFORE: place_of(requirement)},
    )
