"""Words -> those that dictionaries know: codespell's list of misspellings, and a list of English words.

The lists are files of installed packages; they are read as text, for building their own structures costs more than a
lint of the whole specification. Where a package is missing the words count as well spelled, and `missing` names it.
"""

import gzip
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_ARROW = "->"


def misspelled(words: Iterable[str]) -> set[str]:
    """Those of some words, in lower case, that are common misspellings."""
    return set(words) & _misspellings()


def correction(word: str) -> str:
    """What codespell proposes for a misspelling; several proposals are parted by commas."""
    text = _dictionary()
    start = text.find(f"\n{word}{_ARROW}")
    line = text[start + 1 : text.find("\n", start + 1)] if start >= 0 else ""
    proposals = [part.strip() for part in line.partition(_ARROW)[2].split(",")]
    return ", ".join(part for part in proposals if part)


def american(words: Iterable[str]) -> dict[str, str]:
    """Those of some words, in lower case, that are spelled as in British English, with the American spelling."""
    known = _british()
    return {word: known[word] for word in sorted(known.keys() & set(words))}


def english(words: Iterable[str]) -> set[str]:
    """Those of some words, in lower case, that stand in the list of English words or among codespell's corrections."""
    listed, corrected = _english_text(), _dictionary()
    return {word for word in words if f'"{word}"' in listed or f"{_ARROW}{word}\n" in corrected}


def load_lists() -> None:
    """Read what every file is compared with."""
    _misspellings()
    _british()


def missing() -> list[str]:
    """The packages whose lists are not installed."""
    return [name for name, text in (("codespell", _dictionary()), ("pyspellchecker", _english_text())) if not text]


@cache
def _misspellings() -> frozenset[str]:
    return frozenset([line[: line.find(_ARROW)] for line in _dictionary().split("\n") if line])


@cache
def _british() -> dict[str, str]:
    path = _data("codespell_lib", "data", "dictionary_en-GB_to_en-US.txt")
    lines = [] if path is None else path.read_text(encoding="utf-8").split("\n")
    pairs = [(word, right) for word, arrow, right in (line.partition(_ARROW) for line in lines) if arrow]
    return {word: right for word, right in pairs if "," not in right}


@cache
def _dictionary() -> str:
    path = _data("codespell_lib", "data", "dictionary.txt")
    return "" if path is None else f"\n{path.read_text(encoding='utf-8')}"


@cache
def _english_text() -> str:
    path = _data("spellchecker", "resources", "en.json.gz")
    return "" if path is None else gzip.decompress(path.read_bytes()).decode()


def _data(package: str, *parts: str) -> Path | None:
    """A data file of an installed package, found without importing it."""
    found = find_spec(package)
    for location in (found.submodule_search_locations or []) if found is not None else []:
        path = Path(location, *parts)
        if path.is_file():
            return path
    return None
