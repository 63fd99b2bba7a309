"""Words that make a text normative -> who is bound by them: keywords of BCP 14 and the actors before them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from specgen.lint.words import Words

KEYWORDS = ("must", "shall", "should", "may")
"""The keywords that a sentence is built around, in lower case."""

_NO_OBJECT = "".join(rf"(?<!\b{word} )" for word in ("by", "of", "to", "from", "with", "in", "for", "on"))
_ACTOR = re.compile(
    rf"{_NO_OBJECT}\b(?:the|a|an|any|each|every|all|both|its|this|that|transitional|non-transitional|legacy|and|or|,)\s+"
    r"(?:[\w-]+\s+){0,2}?(drivers?|devices?)\s*\Z|\A\s*(?:[\w-]+\s+){0,2}?(drivers?|devices?)\s*\Z",
    re.IGNORECASE,
)
_SENTENCE_START = re.compile(r"[.:;!?][)'\"]*\s+(?=[A-Z\ufffc])|\n\n")


@dataclass(frozen=True, slots=True)
class Keyword:
    """An upper-case keyword: the number of its word, where its sentence begins in `text`, and its subject.

    `actor` is "driver" or "device" where that word stands right before the keyword, else `None`.
    """

    number: int
    sentence: int
    actor: str | None


def keywords(words: Words) -> Iterator[Keyword]:
    """The upper-case keywords of a file that a sentence is built around."""
    for number in words.at(*KEYWORDS):
        if words.words[number].isupper():
            start = sentence_start(words, words.starts[number])
            match = _ACTOR.search(words.text[start : words.starts[number]])
            actor = (match[1] or match[2]).lower().rstrip("s") if match is not None else None
            yield Keyword(number, start, actor)


def sentence_start(words: Words, position: int) -> int:
    """Where in `text` the sentence around a character begins."""
    first = words.bounds(position)[0]
    start = first
    for match in _SENTENCE_START.finditer(words.text, first, position):
        before = words.text[max(first, match.start() - 4) : match.start() + 1]
        if not before.endswith(("e.g.", "i.e.", "vs.", "etc.")):
            start = match.end()
    return start


def sentence_end(words: Words, position: int) -> int:
    """Where in `text` the sentence around a character ends."""
    last = words.bounds(position)[1]
    match = _SENTENCE_START.search(words.text, position, last)
    return last if match is None else match.start() + 1
