"""VS403."""

from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule

_WITH_NOT = ("must", "should", "shall")
_ALL = (*_WITH_NOT, "may")


class MixedCaseKeyword(FileRule):
    r"""A keyword of BCP 14 of which only a part is in capitals: MUST not, Should, must NOT.

    Only all capitals are a keyword: `MUST not` is MUST, followed by a word that takes it back.

    Bad::

        The device MUST not dim the lamp.

    Good::

        The device MUST NOT dim the lamp.
    """

    code = "VS403"
    name = "mixed-case-keyword"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Keywords and their `not` in different cases; capitalised keywords within a sentence."""
        words = file.words
        for number in words.at(*_ALL):
            word, after = words.words[number], words.word(number + 1)
            if (
                words.joined(number)
                and after.lower() == "not"
                and word.lower() in _ALL
                and word.isupper() != after.isupper()
            ):
                last = number + 1
            elif word.istitle() and word != "May" and words.text[words.starts[number] - 2] not in ".:?!\n":
                last = number
            else:
                continue
            shown = words.shown(number, last)
            yield self.finding(
                words.span_of(number, last),
                f"{shown!r} is in capitals only in part, and so is another keyword or none",
                subject=words.around(number, last),
                help="MUST NOT, or need not" if shown.lower() == "may not" else shown.upper(),
                fix=None if shown.lower() == "may not" else file.rewrite(number, last, shown.upper()),
            )
