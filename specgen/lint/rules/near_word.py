"""VS603."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.spelling import english, misspelled
from specgen.lint.whole import Whole
from specgen.source import Span

_RARE = 3
_USUAL = 4
_SHORTEST = 5
_LONG = 8
_PREFIXES = frozenset(
    {"un", "re", "de", "in", "non", "sub", "pre", "multi", "co", "all", "up", "over", "under", "auto"}
)
_KNOWN = frozenset(
    {"dword", "qword", "kbytes", "mbytes", "gbytes", "modus", "munmap", "pstore", "sendq", "sizeof", "timelines",
     "hardwire"}
)  # fmt: skip


class NearWord(WholeRule):
    r"""A word that no dictionary knows, one letter away from a word the specification uses, or two of them in one.

    Dictionaries of misspellings hold the common ones only; what stands once in the text, and differs by a letter from
    what stands there often, is misspelled too.

    Bad::

        The virtuqueue of the lamp; with fewervectors.

    Good::

        The virtqueue of the lamp; with fewer vectors.
    """

    code = "VS603"
    name = "near-word"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Rare unknown words and what they seem to stand for."""
        counts: Counter[str] = Counter()
        for notes in whole.notes.values():
            counts.update(notes.words)
        rare = [word for word, n in counts.items() if n <= _RARE and len(word) >= _SHORTEST and word not in _KNOWN]
        near = _near(rare, counts)
        split = {word: _split(word, counts) for word in rare}
        open_words = {word for word in rare if word in near or split[word]}
        unknown = open_words - english(open_words) - misspelled(open_words)
        for path, notes in whole.notes.items():
            for word in sorted(unknown.intersection(notes.words)):
                right = near.get(word) or split[word]
                for span in _places(whole, path, word):
                    yield self.finding(
                        span,
                        f"{word!r} is in no dictionary, and stands nowhere else in the text",
                        subject=f"{path} {word}",
                        help=f"did you mean {right!r}?",
                    )


def _places(whole: Whole, path: str, word: str) -> Iterator[Span]:
    """Where a word stands in a file, comments left out."""
    source = whole.sources.file(path)
    for match in re.finditer(rf"(?<![\w\\]){re.escape(word)}(?![A-Za-z_])", source.text):
        line = source.text[source.text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if "%" not in line.replace("\\%", ""):
            yield source.span(match.start(), match.end())


def _near(rare: list[str], counts: Counter[str]) -> dict[str, str]:
    """For rare words, the commonest word one letter away that is no other form of the same word.

    Two such words become the same when each loses at most one letter, so that a table of words less a letter finds
    the few pairs that are worth a look.
    """
    shortened: defaultdict[str, list[str]] = defaultdict(list)
    for word, count in counts.items():
        if len(word) >= _LONG or (count >= _USUAL and len(word) >= _SHORTEST):
            for less in _shortened(word):
                shortened[less].append(word)
    found: dict[str, str] = {}
    for word in rare:
        wanted = counts[word] + 1 if len(word) >= _LONG else _USUAL * counts[word]
        others = {other for less in _shortened(word) for other in shortened.get(less, ())}
        fitting = [one for one in others if counts[one] >= wanted and _one_apart(word, one) and not _form(word, one)]
        if fitting:
            found[word] = max(sorted(fitting), key=lambda one: counts[one])
    return found


def _shortened(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _one_apart(word: str, other: str) -> bool:
    """Whether one letter more, less or changed, or two swapped, tell the words apart; never the first letter."""
    if word[0] != other[0] or word == other or abs(len(word) - len(other)) > 1:
        return False
    at = next((at for at, (one, two) in enumerate(zip(word, other, strict=False)) if one != two), len(word))
    if len(word) == len(other):
        swapped = word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]
        return word[at + 1 :] == other[at + 1 :] or swapped == other
    longer, shorter = sorted((word, other), key=len, reverse=True)
    return longer[:at] + longer[at + 1 :] == shorter


def _form(word: str, other: str) -> bool:
    """Whether two words differ by an ending: a plural, the q of a queue's name."""
    longer, shorter = sorted((word, other), key=len, reverse=True)
    if word[:-1] == other[:-1] or word[:-2] == other[:-2]:
        return True
    return (
        longer.startswith(shorter) or word.endswith("qn") or (word.endswith("q") and other[-3:] not in {"veq", "itq"})
    )


def _split(word: str, counts: Counter[str]) -> str | None:
    """The two words of the text that a word consists of, where both are common and the first is no prefix."""
    if counts[word] > 1 or word.endswith("less") or word.removesuffix("s") in counts:
        return None
    for at in range(2, len(word) - 1):
        left, right = word[:at], word[at:]
        if left not in _PREFIXES and min(counts.get(left, 0), counts.get(right, 0)) >= _USUAL * _RARE:
            return f"{left} {right}"
    return None
