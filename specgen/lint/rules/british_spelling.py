"""VS604."""

from collections.abc import Iterator

from specgen.diagnostics import Severity
from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule
from specgen.lint.spelling import american


class BritishSpelling(FileRule):
    r"""A word in British spelling, in a text that is otherwise American.

    Two spellings of one word halve what a search finds. Off by default: not every author shares the preference.

    Bad::

        The colour and behaviour of the lamp.

    Good::

        The color and behavior of the lamp.
    """

    code = "VS604"
    name = "british-spelling"
    severity = Severity.NOTE
    default = False

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Words that codespell's list of British spellings knows."""
        words = file.words
        for british, right in american(words.index).items():
            for number in words.index[british]:
                found = words.words[number]
                if found.isupper() or british == "writeable":  # the specification's own spelling
                    continue
                text = right.capitalize() if found[0].isupper() else right
                yield self.finding(
                    words.span_of(number, number),
                    f"{found!r} is spelled as in British English",
                    subject=found,
                    help=text,
                    fix=file.rewrite(number, number, text),
                )
