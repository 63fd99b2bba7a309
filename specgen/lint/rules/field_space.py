"""VS638."""

import re
from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Edit, Finding, Fix
from specgen.lint.rule import FileRule

_FIELD = re.compile(r"\\field(\s*)\{(\s*)([^{}\n]*?)(\s*)\}")


class FieldSpace(FileRule):
    r"""White space between `\field` and its argument, or at the ends of the argument.

    At the ends it is printed; before the argument it hides the name from every search for the macro with its name.

    Bad::

        The driver reads \field {brightness} and \field{ color}.

    Good::

        The driver reads \field{brightness} and \field{color}.
    """

    code = "VS638"
    name = "field-space"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Uses of the macro with blanks around the name."""
        for match in _FIELD.finditer(file.markup):
            if not (match[1] or match[2] or match[4]) or not match[3]:
                continue
            right = f"\\field{{{match[3]}}}"
            yield self.finding(
                file.source.span(match.start(), match.end()),
                f"{' '.join(match.group().split())!r} holds white space beside the name",
                subject=match[3],
                help=right,
                fix=Fix((Edit(file.source.path, match.start(), match.end(), right),), f"write {right}"),
            )
