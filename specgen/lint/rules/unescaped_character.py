"""VS635."""

import re
from collections.abc import Iterator

from specgen.diagnostics import Severity
from specgen.lint.file import LintFile
from specgen.lint.finding import Edit, Finding, Fix
from specgen.lint.rule import FileRule

_DEFINITION = re.compile(r"\\(?:(?:re)?newcommand|def|newenvironment|href|url|nolinkurl|lstinline|verb)\b[^\n]*\Z")


class UnescapedCharacter(FileRule):
    r"""A `#` in running text that no backslash protects.

    Outside of a definition LaTeX stops there with an error.

    Bad::

        Constants are written as C #define lines.

    Good::

        Constants are written as C \#define lines.
    """

    code = "VS635"
    name = "unescaped-character"
    severity = Severity.ERROR

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Number signs outside of definitions, addresses and verbatim text."""
        text = file.markup
        at = text.find("#")
        while at != -1:
            before = text[text.rfind("\n", 0, at) + 1 : at]
            inside = _DEFINITION.search(before) or before[-1:] in {"\\", "#"}
            if not inside and text[at + 1 : at + 2].isalpha():
                word = text[at : at + 20].split()[0]
                yield self.finding(
                    file.source.span(at, at + 1),
                    f"{word!r}: LaTeX reads '#' as a macro's parameter",
                    subject=word,
                    help=f"\\{word}",
                    fix=Fix((Edit(file.source.path, at, at, "\\"),), "put a backslash there", safe=False),
                )
            at = text.find("#", at + 1)
