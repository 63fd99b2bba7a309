"""A requirement's wording -> a bag of word hashes: it tells how alike two wordings are, and gives neither away.

The ledger must find a requirement again after it was reworded, but must not hold its sentence. So it keeps 12 bits of
each word's checksum, sorted: many words share a hash, and the order of the words is gone.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from specgen.ledger.levels import KEYWORD
from specgen.model import Requirement

_BITS = 12
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_REFERENCE = re.compile(r"<ref (?:->|[^<>])*>")
_WORD = re.compile(r"[a-z0-9_]+(?:'[a-z]+)?")
_NEGATIONS = frozenset({"not", "no", "never", "cannot", "without"})
_SKIPPED = frozenset({"a", "an", "the", "any", "be", "been", "being", "to", "yet", "have", "has", "had"})
_OPPOSITES = (("if", "unless"), ("when", "unless"), ("with", "without"), ("or", "nor"), ("either", "neither"))
_COMMON = 0.4
"""What a word of everyday grammar counts beside one that means something."""

_EVERYDAY = (
    "a", "an", "and", "any", "are", "as", "at", "be", "been", "by", "can", "for", "from", "has", "have", "in", "is",
    "it", "its", "of", "on", "or", "such", "than", "that", "the", "then", "these", "this", "to", "was", "were", "which",
    "with", "will",
)  # fmt: skip


class Words(NamedTuple):
    """The bags of a requirement: of its sentence with its items, and of the lead-in it depends on."""

    sentence: Counter[int]
    condition: Counter[int]

    def __str__(self) -> str:
        """The form in the ledger: two characters a word, sorted; the lead-in's after a full stop."""
        sentence = _encoded(self.sentence)
        return f"{sentence}.{_encoded(self.condition)}" if self.condition else sentence

    @classmethod
    def parse(cls, text: str) -> "Words":
        """The bags `str` wrote; ValueError for anything else."""
        sentence, _, condition = text.partition(".")
        return cls(_decoded(sentence), _decoded(condition))

    @property
    def both(self) -> Counter[int]:
        """Lead-in and sentence together."""
        return self.sentence + self.condition if self.condition else self.sentence


def words_of(requirement: Requirement) -> Words:
    """The bags of a requirement's wording."""
    sentence = " \n ".join((requirement.text, *(item.text for item in requirement.items)))
    return Words(_bag(sentence), _bag(requirement.condition or ""))


def similarity(one: Words, other: Words) -> float:
    """How alike two wordings are, from 0 to 1; the sentence counts three times what the lead-in does."""
    sentence = _alike(one.sentence, other.sentence)
    if one.condition and other.condition:
        return 0.75 * sentence + 0.25 * _alike(one.condition, other.condition)
    if one.condition or other.condition:
        return max(sentence * 0.95, _alike(one.both, other.both))
    return sentence


def negation_changed(old: Words, requirement: Requirement) -> bool:
    """Whether a word that `old` states is denied in `requirement`, or the reverse; so is "if" by "unless"."""
    before, now = old.both, words_of(requirement).both
    gone, added = before - now, now - before
    text = " ".join((requirement.condition or "", requirement.text, *(item.text for item in requirement.items)))
    pairs = {(word.removeprefix("not "), f"not {word.removeprefix('not ')}") for word in _words(text)}
    pairs.update(_OPPOSITES)
    for stated, denied in pairs:
        one, other = _hash(stated), _hash(denied)
        if (one in gone and other in added) or (other in gone and one in added):
            return True
    return False


def _words(text: str) -> Iterator[str]:
    """The words in lower case, plurals as singulars, keywords and references left out; "not x" is one word."""
    denied = False
    for match in _WORD.finditer(KEYWORD.sub(" ", _REFERENCE.sub(" ", text)).lower()):
        word = match.group()
        if word in _NEGATIONS or word.endswith("n't"):
            denied = True
            if word == "without":
                yield word
            continue
        if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
            word = word[:-1]
        if denied and word not in _SKIPPED:
            word, denied = f"not {word}", False
        yield word


def _bag(text: str) -> Counter[int]:
    return Counter(map(_hash, _words(text)))


@lru_cache(maxsize=20_000)
def _hash(word: str) -> int:
    return crc32(word.encode()) & ((1 << _BITS) - 1)


_LIGHT = frozenset(map(_hash, _EVERYDAY))


def _weight(bag: Counter[int]) -> float:
    return sum(count * (_COMMON if word in _LIGHT else 1.0) for word, count in bag.items())


def _alike(one: Counter[int], other: Counter[int]) -> float:
    """Dice's coefficient of two bags; two empty ones are alike."""
    total = _weight(one) + _weight(other)
    return 2 * _weight(one & other) / total if total else 1.0


def _encoded(bag: Counter[int]) -> str:
    return "".join(_DIGITS[word >> 6] + _DIGITS[word & 63] for word in sorted(bag.elements()))


def _decoded(text: str) -> Counter[int]:
    if len(text) % 2:
        raise ValueError("half a word")
    try:
        return Counter((_VALUES[text[i]] << 6) | _VALUES[text[i + 1]] for i in range(0, len(text), 2))
    except KeyError as error:
        raise ValueError(f"{error.args[0]!r} is no digit") from None
