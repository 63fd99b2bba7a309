"""A sentence's keywords -> levels as BCP 14 equates them, for telling whether a requirement has become another one."""

import re

KEYWORD = re.compile(r"\b(?:(?:MUST|SHALL|SHOULD|MAY)(?:\s+(?:NOT|not)\b)?|(?:NOT\s+)?RECOMMENDED|REQUIRED|OPTIONAL)\b")
"""A keyword with its negation; "MUST not" is a MUST NOT written wrongly."""

_SAME = {"SHALL": "MUST", "REQUIRED": "MUST", "RECOMMENDED": "SHOULD", "OPTIONAL": "MAY"}


def levels_of(text: str) -> tuple[str, ...]:
    """The levels of a sentence in order, each once: MUST, SHOULD and MAY, and the NOT of each."""
    return tuple(dict.fromkeys(_level(match.group().upper().split()) for match in KEYWORD.finditer(text)))


def _level(words: list[str]) -> str:
    word = next(word for word in words if word != "NOT")
    return f"{_SAME.get(word, word)}{' NOT' if 'NOT' in words else ''}"
