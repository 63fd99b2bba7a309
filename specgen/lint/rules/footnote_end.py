"""VS620."""

from collections.abc import Iterator

from specgen.diagnostics import Severity
from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.markup import argument_end
from specgen.lint.rule import FileRule

_MACRO = "\\footnote{"
_ENDS = frozenset(".!?:")


class FootnoteEnd(FileRule):
    r"""A footnote whose text lacks its full stop, or after whose mark the sentence's full stop is missing.

    A footnote is a sentence of its own at the foot of the page; the sentence it hangs on ends in the text.

    Bad::

        The lamp is dark\footnote{It saves power} The driver waits.

    Good::

        The lamp is dark\footnote{It saves power.}. The driver waits.
    """

    code = "VS620"
    name = "footnote-end"
    severity = Severity.NOTE

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Footnotes that end without a full stop, and sentences that do."""
        text = file.markup
        at = text.find(_MACRO)
        while at != -1:
            end = argument_end(text, at + len(_MACRO) - 1)
            inner = text[at + len(_MACRO) : end - 1].rstrip()
            shown = " ".join(inner.split()[-3:])
            if inner and inner.rstrip("')}\"")[-1:] not in _ENDS:
                yield self.finding(
                    file.source.span(at + len(_MACRO) + len(inner) - 1, end),
                    f"the footnote ends in {shown!r}, without a full stop",
                    subject=shown,
                    help=f"{shown}.",
                )
            following = text[end:].lstrip()[:2] if text[end : end + 1].isspace() else ""
            if following[:1].isupper() and following[1:].islower() and text[:at].rstrip()[-1:] not in ".:;,!?":
                yield self.finding(
                    file.source.span(end - 1, end),
                    "a new sentence begins after the footnote mark, but the one before has no full stop",
                    subject=f"after {shown}",
                    help="\\footnote{...}.",
                )
            at = text.find(_MACRO, at + 1)
