"""A word as it is written -> whether it is spoken with a vowel first, where that is certain."""

import re

_CONSONANT_START = re.compile(
    r"(?:eu|ewe|ones?(?:$|[^a-z])|once|oui|uni(?![mn])|uti|usu|use|us(?:able|age|er|ing)|ub|ur(?:an|i|o)|unanim|ue)"
)
_SILENT = re.compile(r"(?:hour|honest|honou?r|heir)")
_VOWEL_LETTERS = frozenset("AEFHILMNORSX")
_SPELLED = frozenset({"UDP", "URI", "URL", "USB", "UUID", "UTF", "UTC"})
"""Abbreviations with a vowel in them that nobody reads as a word."""


def opens_with_vowel(word: str) -> bool | None:
    """Whether `a` becomes `an` before the word; `None` where speakers differ or the word is a name or a symbol."""
    if word.isdigit():
        return None if word == "0" else word[0] == "8" or word in {"11", "18"}
    if not word.isalpha() or not word.isascii() or len(word) == 1:
        return None
    if word.isupper():
        return _abbreviation(word)
    return _spoken(word) if word[1:].islower() else None


def _abbreviation(word: str) -> bool | None:
    """Read letter by letter where no vowel helps; else it must come to the same as a word."""
    letters = word[0] in _VOWEL_LETTERS
    if word in _SPELLED or not set(word) & set("AEIOUY") or (len(word) == 2 and word not in {"NO", "SO", "LO", "HI"}):
        return letters
    return letters if letters == _spoken(word) else None


def _spoken(word: str) -> bool:
    lower = word.lower()
    if lower[0] in "aeiou":
        return _CONSONANT_START.match(lower) is None
    return _SILENT.match(lower) is not None
