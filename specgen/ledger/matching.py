"""Requirements of a text and entries of a ledger -> which is which: by inline ID, by fingerprint, by likeness.

Every entry is given to one requirement at most. Nothing depends on the order of files, requirements or entries.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from specgen.ledger.candidate import Known, Stated
from specgen.ledger.entry import Entry
from specgen.ledger.levels import levels_of
from specgen.ledger.relation import Nearness, Sections
from specgen.ledger.words import negation_changed, similarity
from specgen.model import Role

ENOUGH = {Nearness.SECTION: 0.5, Nearness.SCOPE: 0.6, Nearness.MOVED: 0.7, Nearness.ELSEWHERE: 0.85}
"""From which likeness on a rewording is believed; set by reading every rewording between the releases and between a
hundred states in between: in one section nearly all pairs above 0.45 were right."""

_DENIED = 0.6
"""Below this likeness a word that was stated and is now denied is part of a new sentence, not a reversal."""

_TELLING = 8
"""Words from which on a sentence is found again anywhere; shorter ones ("... MUST ignore reserved.") are common."""

_FREQUENT = 100
"""A word in more entries than this does not help to find any of them."""


class Outcome(StrEnum):
    """What became of a requirement: REPLACES is a new one in the place of an old one."""

    SAME = "same"
    REWORDED = "reworded"
    REPLACES = "replaces"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Match:
    """A requirement's outcome, with the entry it is, or the one it replaces; `likeness` from 0 to 1."""

    stated: Stated
    outcome: Outcome
    entry: Entry | None = None
    likeness: float = 0.0
    claimed: bool = False


def match(
    requirements: Iterable[Stated], entries: Iterable[Known], others: Iterable[Known], claims: Mapping[int, Entry]
) -> list[Match]:
    """The outcome of every requirement, in the order given.

    `entries` are those that stood in the version the text is compared with; `others` are found by their fingerprint
    only. `claims` has the entries that inline IDs name, by the index of the requirement.
    """
    matcher = _Matcher(list(requirements), list(entries))
    matcher.settle_claims(claims)
    matcher.settle_certain()
    matcher.settle_identical(matcher.entries, lambda known: (known.fingerprint,))
    matcher.settle_identical(matcher.entries, _fingerprints)
    matcher.settle_identical(list(others), _fingerprints)
    matcher.settle_alike()
    return [matcher.found.get(one.index) or Match(one, Outcome.NEW) for one in matcher.requirements]


class _Matcher:
    """Settles pair after pair; each step decides all its pairs on what was known before it."""

    def __init__(self, requirements: list[Stated], entries: list[Known]) -> None:
        self.requirements = requirements
        self.entries = entries
        self.found: dict[int, Match] = {}
        self.taken: set[str] = set()
        self.sections = Sections()

    def settle_claims(self, claims: Mapping[int, Entry]) -> None:
        """What an inline ID says wins."""
        if not claims:
            return
        known = {known.entry.id: known for known in self.entries}
        for one in self.requirements:
            entry = claims.get(one.index)
            if entry is not None and entry.id not in self.taken:
                before = known.get(entry.id)
                fingerprint = entry.fingerprint if before is None else before.fingerprint
                outcome = Outcome.SAME if fingerprint == one.requirement.fingerprint else Outcome.REWORDED
                self.found[one.index] = Match(one, outcome, entry, 1.0, claimed=True)
                self.taken.add(entry.id)
                if before is not None:
                    self.sections.learn(before, one)

    def settle_certain(self) -> None:
        """Sentences that stand once here and once there; they teach which section is which."""
        entries = self._by_text(self.entries, lambda known: (known.fingerprint,))
        groups: defaultdict[tuple[str, str], list[Stated]] = defaultdict(list)
        for one in self._open():
            groups[_text(one)].append(one)
        pairs = []
        for text, group in groups.items():
            before = entries.get(text, ())
            if len(group) == len(before) == 1 and self._believable(before[0], group[0]):
                pairs.append((before[0], group[0]))
        for known, one in pairs:
            self._settle(known, one, Outcome.SAME, 1.0)

    def settle_identical(self, entries: list[Known], fingerprints: Callable[[Known], tuple[str, ...]]) -> None:
        """Sentences that stand several times: nearest sections first, then in their order."""
        known_by_text = self._by_text(entries, fingerprints)
        pairs = []
        for one in self._open():
            for known in known_by_text.get(_text(one), ()):
                if self._believable(known, one):
                    near = self.sections.nearness(known, one)
                    elsewhere = known.entry.scope != one.requirement.scope
                    key = (-near, elsewhere, abs(known.rank - one.rank), known.rank, known.entry.id, one.order)
                    pairs.append((key, known, one))
        for _, known, one in sorted(pairs, key=lambda pair: pair[0]):
            same = one.requirement.fingerprint == known.fingerprint
            self._settle(known, one, Outcome.SAME if same else Outcome.REWORDED, 1.0)

    def settle_alike(self) -> None:
        """What is left: the most alike first, one to one."""
        pairs = []
        for one, known in self._candidates():
            near = self.sections.nearness(known, one)
            likeness = similarity(known.words, one.words)
            if likeness >= ENOUGH[near] and self._believable(known, one):
                other = _became_another(known, one, likeness)
                score = likeness + 0.1 * (near is Nearness.SECTION) - 0.1 * other
                key = (-round(score, 6), abs(known.rank - one.rank), known.entry.id, one.order)
                pairs.append((key, known, one, Outcome.REPLACES if other else Outcome.REWORDED, likeness))
        for _, known, one, outcome, likeness in sorted(pairs, key=lambda pair: pair[0]):
            self._settle(known, one, outcome, likeness)

    def _believable(self, known: Known, one: Stated) -> bool:
        """Whether a sentence like another may be the same requirement: a short one only near to where it stood."""
        near = self.sections.nearness(known, one)
        return near is not Nearness.ELSEWHERE or len(one.requirement.text.split()) >= _TELLING

    def _candidates(self) -> Iterator[tuple[Stated, Known]]:
        """Pairs worth comparing: of one section, or with enough uncommon words in common."""
        left = self._open()
        by_label: defaultdict[str, list[Known]] = defaultdict(list)
        by_word: defaultdict[int, list[Known]] = defaultdict(list)
        for known in self._free(self.entries) if left else ():
            by_label[known.entry.label].append(known)
            for word in known.words.sentence:
                by_word[word].append(known)
        uncommon = {word: entries for word, entries in by_word.items() if len(entries) <= _FREQUENT}
        for one in left:
            words = one.words.sentence
            near = {known.entry.id: known for label in self.sections.former(one.label) for known in by_label[label]}
            shared = Counter(known.entry.id for word in words for known in uncommon.get(word, ()))
            for word in words:
                for known in uncommon.get(word, ()):
                    if shared[known.entry.id] >= 0.2 * len(words):
                        near[known.entry.id] = known
            for known in near.values():
                yield one, known

    def _settle(self, known: Known, one: Stated, outcome: Outcome, likeness: float) -> None:
        """Take a pair, unless one of the two is taken."""
        if one.index not in self.found and known.entry.id not in self.taken:
            self.found[one.index] = Match(one, outcome, known.entry, likeness)
            self.taken.add(known.entry.id)
            self.sections.learn(known, one)

    def _by_text(
        self, entries: list[Known], fingerprints: Callable[[Known], tuple[str, ...]]
    ) -> dict[tuple[str, str], list[Known]]:
        found: defaultdict[tuple[str, str], list[Known]] = defaultdict(list)
        for known in self._free(entries):
            for fingerprint in fingerprints(known):
                found[fingerprint, known.entry.role].append(known)
        return found

    def _open(self) -> list[Stated]:
        return [one for one in self.requirements if one.index not in self.found]

    def _free(self, entries: list[Known]) -> list[Known]:
        return [known for known in entries if known.entry.id not in self.taken]


def _text(one: Stated) -> tuple[str, str]:
    return one.requirement.fingerprint, one.requirement.role.value


def _fingerprints(known: Known) -> tuple[str, ...]:
    return tuple(dict.fromkeys(wording.fingerprint for wording in known.entry.wordings))


def _became_another(known: Known, one: Stated, likeness: float) -> bool:
    """Whether the sentence now binds somebody else, or otherwise than before."""
    if Role(known.entry.role) is not one.requirement.role:
        return True
    if known.levels != frozenset(levels_of(one.requirement.text)):
        return True
    return likeness >= _DENIED and negation_changed(known.words, one.requirement)
