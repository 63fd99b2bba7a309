"""VS618."""

import re
from collections.abc import Iterator

from specgen.diagnostics import Severity
from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule

_DASH = re.compile(r"-\s+(?:i\.e\.|e\.g\.|that is,|for example)")


class DashBeforeAbbreviation(FileRule):
    r"""A hyphen used as a dash before `i.e.` or `e.g.`.

    The specification sets such an explanation off with commas; a hyphen between blanks reads as a minus sign.

    Bad::

        The lamp is dark - i.e. it is not lit.

    Good::

        The lamp is dark, i.e., it is not lit.
    """

    code = "VS618"
    name = "dash-before-abbreviation"
    severity = Severity.NOTE

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Hyphens between blanks before an abbreviation that explains."""
        words = file.words
        for match in _DASH.finditer(words.text):
            if words.text[match.start() - 1 : match.start()].isspace():
                shown = " ".join(match.group().split())
                yield self.finding(
                    words.span(match.start(), match.end()),
                    f"{shown!r}: a hyphen where the specification writes a comma",
                    subject=" ".join(words.text[max(0, match.start() - 30) : match.end()].split()),
                    help=f", {shown[2:]},".replace(",,", ","),
                )
