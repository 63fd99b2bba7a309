"""The requirements of two texts -> which is which: by ledger ID, by fingerprint, by likeness in one section."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence

from specgen.diff.pairing import Pairing
from specgen.ledger.words import Words, similarity, words_of
from specgen.model import Requirement

_IN_SECTION, _IN_SCOPE = 0.5, 0.72
"""From which likeness on two sentences are one, in the same section and elsewhere in its scope; as in the ledger."""

_LARGEST = 400
"""Beyond this many leftovers of one scope, only sections are searched: the time stays linear."""


def match_requirements(old: Sequence[Requirement], new: Sequence[Requirement]) -> Pairing[Requirement]:
    """Pairs of requirements, what is gone and what is new."""
    found = Pairing(list(old), list(new))
    found.by(lambda one: (one.fingerprint, one.label, one.section, one.role))
    found.by_unique(_stable_id)
    found.by(lambda one: (one.fingerprint, one.label or one.section))
    found.by(lambda one: (one.fingerprint, one.scope, one.role))
    found.by_unique(lambda one: (one.text, one.label or one.section))
    found.by_unique(lambda one: one.fingerprint)
    if found.removed and found.added:
        words = _Words()
        _alike(found, words, lambda one: (one.scope, one.label or one.section), _IN_SECTION, None)
        _alike(found, words, lambda one: one.section, _IN_SECTION, None)
        _alike(found, words, lambda one: one.scope, _IN_SCOPE, _LARGEST)
    return found


def _stable_id(one: Requirement) -> str | None:
    """The ledger's ID; a provisional one only repeats the fingerprint."""
    return None if not one.id or "-new-" in one.id else one.id


class _Words:
    """The words of requirements, found once for each."""

    def __init__(self) -> None:
        self._known: dict[int, Words] = {}

    def of(self, one: Requirement) -> Words:
        """The bag of words of a requirement."""
        key = id(one)
        if key not in self._known:
            self._known[key] = words_of(one)
        return self._known[key]


def _alike(
    found: Pairing[Requirement],
    words: _Words,
    group: Callable[[Requirement], Hashable],
    enough: float,
    most: int | None,
) -> None:
    """Pair within each group what is most alike, the best pairs first."""
    scored = sorted(_scores(found, words, group, enough, most), key=lambda score: (-score[0], score[1], score[2]))
    gone: set[int] = set()
    come: set[int] = set()
    for _, before, after in scored:
        if before not in gone and after not in come:
            gone.add(before)
            come.add(after)
            found.pairs.append((found.removed[before], found.added[after]))
    found.removed = [one for index, one in enumerate(found.removed) if index not in gone]
    found.added = [one for index, one in enumerate(found.added) if index not in come]


def _scores(
    found: Pairing[Requirement],
    words: _Words,
    group: Callable[[Requirement], Hashable],
    enough: float,
    most: int | None,
) -> Iterator[tuple[float, int, int]]:
    waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
    for index, one in enumerate(found.removed):
        waiting[group(one)].append(index)
    for after, one in enumerate(found.added):
        candidates = waiting.get(group(one), ())
        if most is not None and len(candidates) > most:
            continue
        for before in candidates:
            likeness = similarity(words.of(found.removed[before]), words.of(one))
            if likeness >= enough:
                yield likeness, before, after
