"""VS632."""

from collections.abc import Iterator

from specgen.diagnostics import Severity
from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule


class StraightQuote(FileRule):
    r"""A straight double quote in running text.

    LaTeX prints the same closing mark at both ends of the quotation; opening marks are written with two grave accents,
    closing ones with two apostrophes. One finding is made for each line.

    Bad::

        The lamp answers with a "not lit" error.

    Good::

        The lamp answers with a ``not lit'' error.
    """

    code = "VS632"
    name = "straight-quote"
    severity = Severity.NOTE

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Lines of prose with straight quotes in them."""
        text, words = file.words.text, file.words
        last = 0
        at = text.find('"')
        while at != -1:
            place = words.place(at, at + 1)
            span = words.span(at, at + 1)
            if place is not None and span.line != last and file.source.text[place[0] - 1 : place[0]] != "\\":
                last = span.line
                yield self.finding(
                    span,
                    "a straight quote, which LaTeX prints as a closing mark on both sides",
                    subject=" ".join(text[max(0, at - 20) : at + 21].split()),
                    help="``...'' around what is quoted",
                )
            at = text.find('"', at + 1)
