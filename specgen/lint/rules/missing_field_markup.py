"""VS312."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule

_BEFORE = re.compile(r"\b(?:the|an?|its|of|in|to)\s+([a-z][a-z0-9_]*|[A-Z][a-z]+[A-Z]\w*)\s+(?:field|register)s?\b")
_UNDERSCORED = re.compile(r"(?<![\w\\{./-])([a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?![\w(])")
_PLAIN = frozenset({"same", "following", "other", "first", "second", "last", "each", "new", "bit", "header", "this"})
_MARK = re.compile(
    r"\\(?:field|texttt|code|lstinline|label|ref|hyperref|nameref|input|import|url|href)\b[^{\n]*\{[^{}]*\}"
)


class MissingFieldMarkup(FileRule):
    r"""The name of a field in plain print.

    A reader takes it for a common word, and a tool does not find it.

    Bad::

        The driver reads the brightness field.

    Good::

        The driver reads \field{brightness}.
    """

    code = "VS312"
    name = "missing-field-markup"
    default = False

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Members of the file's own structures that stand unmarked before "field" or hold an underscore."""
        members = {field.name for _, struct in file.view.part.structs for field in struct.fields}
        members |= {register.name for register in file.view.part.registers}
        if not members:
            return
        found = [
            (match.start(1), match[1])
            for pattern in (_BEFORE, _UNDERSCORED)
            for match in pattern.finditer(file.markup)
            if match[1] in members and match[1] not in _PLAIN
        ]
        marks = [match.span() for match in _MARK.finditer(file.markup)] if found else []
        for start, name in found:
            at = bisect_right(marks, (start, start)) - 1
            if at >= 0 and start < marks[at][1]:
                continue
            yield self.finding(
                file.source.span(start, start + len(name)),
                f"{name!r} is a field, but not marked as one",
                subject=name,
                help=f"\\field{{{name}}}",
            )
