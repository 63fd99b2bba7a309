"""VS413."""

from collections.abc import Iterator

from specgen.diagnostics import Severity
from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.normative import KEYWORDS
from specgen.lint.rule import FileRule


class LowerCaseElsewhere(FileRule):
    r"""A keyword of BCP 14 in lower case, outside of normative sections.

    It reads like a requirement that no conformance clause lists. Off by default: much explaining text says `may` and
    `should` and means no more than that.

    Bad (in an explaining section)::

        The driver should light the lamp.

    Good::

        Lighting the lamp is up to the driver.
    """

    code = "VS413"
    name = "lower-case-keyword-elsewhere"
    severity = Severity.NOTE
    default = False

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Lower-case must, shall, should and may where the text is not normative."""
        words = file.words
        for number in words.at(*KEYWORDS):
            word, start = words.words[number], words.starts[number]
            if not word.islower() or words.run(start).normative or words.gaps[number][:1] == "-":
                continue
            yield self.finding(
                words.span(start, words.end(number)),
                f"{word!r} reads like a requirement, outside of a normative section",
                subject=words.around(number, number),
                help=f"{word.upper()} in a normative section, or words that ask for nothing",
            )
