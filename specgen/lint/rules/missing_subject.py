"""VS408."""

from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.normative import keywords
from specgen.lint.rule import FileRule

_DETERMINERS = frozenset({"the", "a", "an", "of", "to", "with", "from", "by", "in", "for"})


class MissingSubject(FileRule):
    r"""A keyword right after an article or a preposition: nobody is bound.

    A word was lost, and with it whom the requirement concerns.

    Bad::

        The MUST light the lamp.

    Good::

        The driver MUST light the lamp.
    """

    code = "VS408"
    name = "missing-subject"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Keywords whose subject is missing."""
        words = file.words
        for keyword in keywords(words):
            number = keyword.number
            before = words.word(number - 1)
            if before.lower() not in _DETERMINERS or not words.joined(number - 1):
                continue
            place = words.offset(words.starts[number - 1])
            if file.source.text[place - 1 : place] == "{" or not _goes_on(words.word(number + 1)):
                continue
            shown = words.shown(number - 1, number + 1)
            yield self.finding(
                words.span_of(number - 1, number + 1),
                f"{shown!r} has no subject: it says not who is bound",
                subject=shown,
                help=f"{before} driver {words.words[number]}, or {before} device {words.words[number]}",
            )


def _goes_on(word: str) -> bool:
    """Whether a sentence goes on with the word, rather than a list of keywords or a remark about one."""
    return word.islower() and word not in {"or", "and", "level", "keyword", "keywords", "requirements"}
