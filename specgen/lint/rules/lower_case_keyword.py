"""VS402."""

from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.normative import KEYWORDS
from specgen.lint.rule import FileRule

_ORDINARY = {"may": "can or might", "should": "ought to", "must": "has to", "shall": "will"}
_INVERTED = frozenset({"such", "the", "a", "an", "any", "it", "they", "this", "these", "there", "one"})
"""What follows `should` where it stands for `if`."""


class LowerCaseKeyword(FileRule):
    r"""A keyword of BCP 14 in lower case, within a normative section.

    Only in capitals a keyword binds anybody; in lower case the reader has to guess whether a requirement was meant.
    Where none was meant, a word that is no keyword says so.

    Bad (in a normative section)::

        The driver must light the lamp.

    Good::

        The driver MUST light the lamp.
    """

    code = "VS402"
    name = "lower-case-keyword"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Lower-case must, shall, should and may in normative sections."""
        words = file.words
        for number in words.at(*KEYWORDS):
            word = words.words[number]
            start = words.starts[number]
            if not word.islower() or not words.run(start).normative or words.gaps[number][:1] == "-":
                continue
            if word == "should" and words.word(number + 1).lower() in _INVERTED:
                continue
            yield self.finding(
                words.span(start, words.end(number)),
                f"{word!r} in a normative section is no keyword, and binds nobody",
                subject=words.around(number, number),
                help=f"{word.upper()} for a requirement, {_ORDINARY[word]} else",
            )
