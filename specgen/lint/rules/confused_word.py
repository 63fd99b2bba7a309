"""VS611."""

from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule
from specgen.lint.words import Words

_COMPARATIVES = frozenset(
    {"more", "less", "larger", "greater", "smaller", "fewer", "bigger", "higher", "lower", "rather", "longer", "later",
     "earlier", "other", "faster", "shorter", "older", "newer"}
)  # fmt: skip
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_AFTER = {
    ("then", _COMPARATIVES): "than",
    ("send", _BE): "sent",
    ("build", _BE): "built",
    ("chose", _BE): "chosen",
}
_FILED_WITH = frozenset({"by", "with", "against", "under", "for", "a", "an", "as", "on"})


class ConfusedWord(FileRule):
    r"""A word that exists, but is not the one meant: filed for field, then for than, effects for affects.

    No dictionary finds it, since both words are in it; the words around it tell.

    Bad::

        The status filed is larger then the lamp allows.

    Good::

        The status field is larger than the lamp allows.
    """

    code = "VS611"
    name = "confused-word"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Words that their neighbours give away."""
        words = file.words
        for number, right in _confused(words):
            found = words.words[number]
            before = words.word(number - 1)
            yield self.finding(
                words.span_of(number, number),
                f"{found!r} after {before!r} stands for another word",
                subject=f"{before} {found}",
                help=f"{right!r}",
            )


def _confused(words: Words) -> Iterator[tuple[int, str]]:
    for (word, before), right in _AFTER.items():
        for number in words.at(word):
            if words.word(number - 1).lower() in before and words.joined(number - 1):
                yield number, right
    for number in words.at("filed", "feild"):
        if words.word(number + 1).lower() not in _FILED_WITH:
            yield number, "field"
    for number in words.at("effects", "effect"):
        if words.word(number + 1).lower() in {"the", "this", "these"} and _is_verb(words, number):
            yield number, words.words[number].lower().replace("effect", "affect")


def _is_verb(words: Words, number: int) -> bool:
    """Whether `effects the` has no article, adjective or verb before it that makes it a noun."""
    return words.word(number - 1).lower() not in {
        "take", "takes", "the", "an", "its", "their", "no", "any", "to", "into", "side", "of", "has", "have", "whose",
    }  # fmt: skip
