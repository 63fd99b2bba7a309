"""Two wordings -> whether they are the same words, and whether they could differ in meaning."""

import re
from collections import Counter

_REFERENCE = re.compile(r"<ref (?:[^<>]|->)*>")
_TELLING = re.compile(r"0[xX][0-9a-fA-F]+|\d+|[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+|[a-z]+(?:'t)?", re.IGNORECASE)
_DECIDING = frozenset((
    "not", "no", "never", "cannot", "neither", "nor", "without", "unless", "except", "only", "if", "when", "until",
    "before", "after", "while", "all", "any", "each", "every", "both", "either", "least", "most", "less", "fewer",
    "more", "greater", "first", "last", "zero", "one", "two", "and", "or", "always", "device", "driver", "devices",
    "drivers", "offered", "negotiated", "read", "write", "set", "clear", "accept", "reject", "ignore",
))  # fmt: skip
"""Words of everyday language that decide what a rule asks for, beside names and numbers."""


def same_words(old: str, new: str) -> bool:
    """Whether only white space, references or the case of an ending stop differ."""
    return _plain(old) == _plain(new)


def same_substance(old: str, new: str) -> bool:
    """Whether the same names, numbers, conditions and denials stand in both, as often, in any order."""
    return substance(old) == substance(new)


def substance(text: str) -> Counter[str]:
    """The names, numbers and deciding words of a text."""
    found: Counter[str] = Counter()
    for match in _TELLING.finditer(_REFERENCE.sub(" ", text)):
        word = match.group()
        lowered = word.lower()
        if not word.isalpha() and "'" not in word:
            found[word] += 1
        elif lowered in _DECIDING or lowered.endswith("n't") or (len(word) > 1 and word.isupper()):
            found[lowered] += 1
    return found


def _plain(text: str) -> str:
    return " ".join(_REFERENCE.sub("<ref>", text).split()).rstrip(" .")
