"""VS639."""

import re
from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Edit, Finding, Fix
from specgen.lint.rule import FileRule

_FIELD = re.compile(
    r"\\field\{([a-z_][a-z0-9_.\\]*)\s+(array|fields?|registers?|values?|bits?|flags?|members?|arrays|list|queue|entry)\}"
)


class FieldScope(FileRule):
    r"""A `\field` that takes in a word of the sentence.

    The reader takes the word for a part of the name.

    Bad::

        The driver reads the \field{colors array}.

    Good::

        The driver reads the \field{colors} array.
    """

    code = "VS639"
    name = "field-scope"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Arguments that end in a word such as array or register."""
        for match in _FIELD.finditer(file.markup):
            if match[1] in {"struct", "union", "enum"}:
                continue
            right = f"\\field{{{match[1]}}} {match[2]}"
            yield self.finding(
                file.source.span(match.start(), match.end()),
                f"{match.group()!r} marks {match[2]!r} as a part of the name",
                subject=f"{match[1]} {match[2]}",
                help=right,
                fix=Fix((Edit(file.source.path, match.start(), match.end(), right),), f"write {right}", safe=False),
            )
