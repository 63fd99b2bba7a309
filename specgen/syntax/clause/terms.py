"""The words of a noun phrase -> a term in canonical words, with its quantity."""

import re
from collections.abc import Iterable

from specgen.model.clause import Phrase, Quantity, Series, Term

OPERATORS = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than", "=": "equal to", "!=": "unlike"}
"""How comparisons are written in canonical wording."""

_SYNONYMS = {"contents": "content", "every": "each", "several": "multiple", "entire": "whole", "identical": "same"}
_POINTING = frozenset({"this", "that", "these", "those"})
_NO_POINTING = frozenset({"bit", "feature", "flag", "status", "case", "of", "in", "from", "for"})
_MANY = frozenset({"they", "them", "both", "all"})
_SINGULAR = re.compile(r"(?:ss|us|is|'s)$")
_PLURAL_FIRST = frozenset({"all", "both", "these", "those", "multiple"})
_PREPOSITION = re.compile(r" (?:of|in|from|for|to|with|on|at|by) ")
_AFTER_FEATURE = frozenset({"feature", "features", "bit", "bits", "flag", "flags", "option", "options"})
_AFTER_STATUS = frozenset({"bit", "bits", "flag", "device", "status"})
_STATUS = frozenset({"DRIVER_OK", "FEATURES_OK", "DEVICE_NEEDS_RESET", "ACKNOWLEDGE", "DRIVER", "FAILED", "SUSPEND"})
_FEATURE = re.compile(r"(?:VIRTIO|VIRTNET)\w*_F_\w+$|F_\w+$")
_QUANTITY = re.compile(
    r"(?:^|\b)(?:(?P<multiple>multiples? of)|(?P<op>at least|at most|more than|less than|equal to|unlike))?\s*"
    r"(?P<value>0x[0-9A-Fa-f]+|\d+)\b(?: (?P<unit>[a-z][a-z-]*))?"
)


def make_term(tokens: Iterable[str]) -> Term:
    """The term that these words and names make."""
    words = [OPERATORS.get(str(token), str(token)) for token in tokens]
    words = [_SYNONYMS.get(word, word).removesuffix("'s") for word in words]
    words = [word for place, word in enumerate(words) if not _points(words, place)]
    text = " ".join(_without_class_nouns(words))
    return Term(text, quantity=quantity_of(text))


def quantity_of(words: str) -> Quantity | None:
    """The first number of a term with what bounds it and its unit in the singular."""
    match = _QUANTITY.search(words)
    if match is None:
        return None
    unit = match["unit"] or ""
    if unit in {"of", "is", "and", "or", "in"}:
        unit = ""
    operator = (
        "multiple of"
        if match["multiple"]
        else next((sign for sign, name in OPERATORS.items() if name == match["op"]), "=")
    )
    return Quantity(operator, _number(match["value"]), singular(unit))


def _number(text: str) -> int:
    return int(text, 16) if text.startswith("0x") else int(text)


def singular(noun: str) -> str:
    """A noun without its plural ending."""
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def _without_class_nouns(words: list[str]) -> list[str]:
    """Leave out "feature bit" after a feature's name, and "bit" after a status bit's: the names say it."""
    kept: list[str] = []
    for word in words:
        before = kept[-1] if kept else ""
        if word in _AFTER_FEATURE and _FEATURE.search(before):
            continue
        if word in _AFTER_STATUS and before in _STATUS:
            continue
        kept.append(word)
    return kept


def is_feature(words: str) -> bool:
    """Whether a term is nothing but the name of a feature bit."""
    return " " not in words and _FEATURE.search(words) is not None


def _points(words: list[str], place: int) -> bool:
    """Whether a word is the "that" of "that page", which says no more than "the page"; "that bit" names another."""
    return words[place] in _POINTING and place + 1 < len(words) and words[place + 1] not in _NO_POINTING


def is_plural(phrase: Phrase) -> bool:
    """Whether a finite verb after the phrase is in the plural."""
    if isinstance(phrase, Series):
        return phrase.joiner == "and" or is_plural(phrase.terms[-1])
    words = _PREPOSITION.split(phrase.words, maxsplit=1)[0].split(" ")
    if words[0] in {"each", "1", "neither", "either"}:
        return False
    head = words[-1]
    if not head.islower() or not head.isalpha():
        return words[0] in _PLURAL_FIRST
    return (head.endswith("s") and not _SINGULAR.search(head)) or words[0] in _PLURAL_FIRST or head in _MANY
