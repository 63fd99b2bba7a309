"""VS608."""

from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule

_FIRST = ("a", "an", "the")
_SECOND = frozenset({"a", "an", "the", "this", "these", "its", "their", "such", "each", "any", "every", "both"})
_AFTER_THE = frozenset({"each", "any", "every", "both", "such"})


class DoubleDeterminer(FileRule):
    r"""Two determiners in a row: the a, an the, a such.

    One of them is left over from an edit.

    Bad::

        The driver waits for the a lamp event, or for a such an error.

    Good::

        The driver waits for the lamp event, or for such an error.
    """

    code = "VS608"
    name = "double-determiner"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Articles followed by another determiner."""
        words = file.words
        for number in words.at(*_FIRST):
            first, second = words.words[number], words.word(number + 1)
            if second not in _SECOND or not words.joined(number) or second == first.lower() or first == "A":
                continue
            if second in _AFTER_THE and first.lower() == "the":
                continue
            if _named(file, number + 1):
                continue
            yield self.finding(
                words.span_of(number, number + 1),
                f"{first!r} and {second!r} stand in a row, and only one can belong to what follows",
                subject=f"{first} {second}",
                help=f"either {first!r} or {second!r}",
            )


def _named(file: LintFile, number: int) -> bool:
    """Whether a word is a name: marked up, or followed by punctuation, as a letter in a list is."""
    words = file.words
    place = words.offset(words.starts[number])
    return file.source.text[place - 1 : place] in {"{", "`", "'", '"'} or not words.gaps[number].isspace()
