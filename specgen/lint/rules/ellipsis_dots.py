"""VS633."""

import re
from collections.abc import Iterator

from specgen.diagnostics import Severity
from specgen.lint.file import LintFile
from specgen.lint.finding import Edit, Finding, Fix
from specgen.lint.rule import FileRule

_DOTS = re.compile(r"\.\.+")


class EllipsisDots(FileRule):
    r"""Two or three full stops for a range or an omission.

    LaTeX sets them too close together; `\ldots` is what the specification writes. Off by default: it is a matter of
    looks.

    Bad::

        Lamps 0..7 are lit.

    Good::

        Lamps 0\ldots 7 are lit.
    """

    code = "VS633"
    name = "ellipsis-dots"
    severity = Severity.NOTE
    default = False

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Runs of full stops outside of paths, after a word, a bracket or a blank."""
        text = file.markup
        for match in _DOTS.finditer(text):
            around = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
            if "/" in around or text[max(0, match.start() - 3) : match.start()] == "etc":
                continue
            right = "\\ldots " if text[match.end() : match.end() + 1].isalnum() else "\\ldots"
            yield self.finding(
                file.source.span(match.start(), match.end()),
                f"{match.group()!r} for a range or an omission",
                subject=text[max(0, match.start() - 15) : match.end() + 15].strip(),
                help=right.strip(),
                fix=Fix((Edit(file.source.path, match.start(), match.end(), right),), f"write {right}", safe=False),
            )
