"""VS605."""

from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.phonetics import opens_with_vowel
from specgen.lint.rule import FileRule


class WrongArticle(FileRule):
    r"""`a` before a vowel sound, or `an` before a consonant.

    What counts is how the next word is spoken: an SA, a USB device, an hour. Abbreviations that are spoken either way
    are left alone.

    Bad::

        The driver sends a event; the device writes an lamp identifier.

    Good::

        The driver sends an event; the device writes a lamp identifier.
    """

    code = "VS605"
    name = "wrong-article"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Articles that do not suit the word after them."""
        words = file.words
        for number in words.at("a", "an"):
            article, after = words.words[number], words.word(number + 1)
            if article == "AN" or not words.joined(number) or (article == "A" and not _opens(file, number)):
                continue
            vowel = opens_with_vowel(after)
            if vowel is None or vowel == (article.lower() == "an"):
                continue
            right = ("an" if vowel else "a") if article.islower() else ("An" if vowel else "A")
            yield self.finding(
                words.span_of(number, number + 1),
                f"{article + ' ' + after!r}: {after!r} begins with a {'vowel' if vowel else 'consonant'} sound",
                subject=f"{article} {after}",
                help=f"{right + ' ' + after!r}",
                fix=file.rewrite(number, number, right),
            )


def _opens(file: LintFile, number: int) -> bool:
    """Whether a capital A begins a sentence, and so is no letter or name."""
    words = file.words
    before = words.text[max(0, words.starts[number] - 40) : words.starts[number]].rstrip()
    return words.starts[number] == words.bounds(words.starts[number])[0] or before[-1:] in {"", ".", ":", "!", "?"}
