"""VS619."""

from collections.abc import Iterator

from specgen.diagnostics import Severity
from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule

_MACRO = "\\footnote{"


class FootnotePlace(FileRule):
    r"""A footnote mark after a punctuation mark.

    The specification puts the footnote mark before the full stop or comma. Off by default: other style guides ask for
    the reverse, and much of the text follows them.

    Bad::

        The lamp is dark.\footnote{It saves power.}

    Good::

        The lamp is dark\footnote{It saves power.}.
    """

    code = "VS619"
    name = "footnote-place"
    severity = Severity.NOTE
    default = False

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Footnotes right after a full stop, a comma, a semicolon or a colon."""
        text = file.markup
        at = text.find(_MACRO)
        while at != -1:
            before = text[max(0, at - 60) : at].rstrip()
            if before[-1:] in {".", ",", ";", ":"}:
                shown = before.split()[-1]
                yield self.finding(
                    file.source.span(max(0, at - len(text[max(0, at - 60) : at]) + len(before) - 1), at + len(_MACRO)),
                    f"the footnote mark stands after {before[-1]!r}",
                    subject=f"{shown} footnote",
                    help=f"{shown[:-1]}\\footnote{{...}}{before[-1]}",
                )
            at = text.find(_MACRO, at + 1)
