"""VS634."""

import re
from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Edit, Finding, Fix
from specgen.lint.rule import FileRule

_SWITCH = re.compile(r"\\(em|bf|it|tt|sl|sc|bfseries|itshape|ttfamily)(?:\s*(\{)|(?![A-Za-z]))")
_MACROS = {
    "em": "emph", "bf": "textbf", "bfseries": "textbf", "it": "textit", "itshape": "textit", "tt": "texttt",
    "ttfamily": "texttt", "sl": "textsl", "sc": "textsc",
}  # fmt: skip


class FontSwitch(FileRule):
    r"""A font switch: with an argument, or where a macro with an argument says what is meant.

    A switch takes no argument: it changes all that follows up to the end of the group around it.

    Bad::

        The driver \em{never} lights the lamp twice; {\bf brightness} tells.

    Good::

        The driver \emph{never} lights the lamp twice; \field{brightness} tells.
    """

    code = "VS634"
    name = "font-switch"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Switches in the text."""
        for match in _SWITCH.finditer(file.markup):
            macro = _MACROS[match[1]]
            if match[2]:
                end = match.start() + 1 + len(match[1])
                yield self.finding(
                    file.source.span(match.start(), match.end()),
                    f"{match.group()!r}: a switch takes no argument, and goes on to the end of the group around it",
                    subject=match.group(),
                    help=f"\\{macro}{{",
                    fix=Fix(
                        (Edit(file.source.path, match.start(), end, f"\\{macro}"),), f"write \\{macro}", safe=False
                    ),
                )
            elif match[1] != "em" and file.markup[max(0, match.start() - 1) : match.start()] == "{":
                yield self.finding(
                    file.source.span(match.start(), match.end()),
                    f"'{{{match.group()} ...}}' switches the font by hand",
                    subject=match.group(),
                    help=f"\\{macro}{{...}}, or \\field{{...}} around a name",
                )
