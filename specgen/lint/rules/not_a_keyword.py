"""VS405."""

from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule
from specgen.lint.words import Words

_ALONE = {
    "CANNOT": "MUST NOT, or cannot", "MOST": "MUST", "SHOUD": "SHOULD", "MUSTN": "MUST NOT", "WILL": "MUST, or will",
    "SHALLL": "SHALL", "REQUIRES": "REQUIRED, or requires", "RECOMMENDS": "RECOMMENDED, or recommends",
    "OPTIONALLY": "OPTIONAL, or optionally", "OUGHT": "SHOULD", "NEED": "MUST, or need", "NEEDS": "MUST, or needs",
    "MUSTS": "MUST", "SHOULDN": "SHOULD NOT", "MIGHT": "MAY, or might",
}  # fmt: skip
_KEYWORDS = frozenset({"MUST", "SHALL", "SHOULD", "MAY", "NOT"})
_AFTER = frozenset({"BE", "ALWAYS", "ONLY", "NEVER", "HAVE", "ALSO", "EITHER"})


class NotAKeyword(FileRule):
    r"""A word in capitals that looks like a keyword of BCP 14 and is none: CAN, WILL, MOST NOT, MUST BE.

    A requirement written with it binds nobody, and no list of requirements finds it.

    Bad::

        The driver CAN light the lamp; the device MUST BE ready.

    Good::

        The driver MAY light the lamp; the device MUST be ready.
    """

    code = "VS405"
    name = "not-a-keyword"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Words in capitals in the place of a keyword, or added to one."""
        words = file.words
        for word, right in _ALONE.items():
            for number in words.at(word.lower()):
                if words.words[number] == word and _in_sentence(words, number):
                    yield self._finding(words, number, number, right)
        for number in words.at("can"):
            if words.words[number] == "CAN" and _has_actor(words, number) and _verb_follows(words, number):
                yield self._finding(words, number, number, "MAY, or can")
        for word in _AFTER:
            for number in words.at(word.lower()):
                if (
                    words.words[number] == word
                    and words.word(number - 1) in _KEYWORDS
                    and words.word(number + 1).islower()
                ):
                    right = f"{words.word(number - 1)} {word.lower()}"
                    yield self._finding(words, number - 1, number, right)

    def _finding(self, words: Words, first: int, last: int, right: str) -> Finding:
        return self.finding(
            words.span_of(first, last),
            f"{words.shown(first, last)!r} is in capitals, but no keyword of BCP 14",
            subject=words.around(first, last),
            help=right,
        )


def _in_sentence(words: Words, number: int) -> bool:
    """Whether words in lower case stand on both sides, so that the text is no sequence of capitals."""
    before, after = words.word(number - 1), words.word(number + 1)
    if not (words.joined(number - 1) and words.joined(number)):
        return False
    return before.islower() and (after.islower() or after == "NOT")


def _has_actor(words: Words, number: int) -> bool:
    return words.word(number - 1).lower() in {"driver", "device", "drivers", "devices", "it", "they", "or", "and"}


def _verb_follows(words: Words, number: int) -> bool:
    """Whether a verb may follow: a word in lower case that is no noun of the CAN bus."""
    after = words.word(number + 1)
    nouns = {"frame", "frames", "bus", "controller", "controllers", "device", "devices", "id", "ids", "message",
             "messages", "driver", "drivers", "protocol", "network", "node", "traffic", "interface"}  # fmt: skip
    return words.gaps[number] == " " and (after == "NOT" or (after.islower() and after not in nouns))
