"""A label -> the titles it spells."""

import re

_PREFIX = re.compile(r"^(?:(?:sec|par|item|subsec|sub|drivernormative|devicenormative)\s*:\s*)+")
_SEPARATOR = re.compile(r"\s+/\s*|\s*/\s+")


def components(label: str) -> list[str]:
    """The titles of a label, without its prefix; white space around them does not count."""
    return [title.strip() for title in _SEPARATOR.split(_PREFIX.sub("", label.strip()))]
