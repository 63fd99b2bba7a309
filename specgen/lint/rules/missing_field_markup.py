"""VS312."""

import re
from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule

_BEFORE = re.compile(r"\b(?:the|an?|its|of|in|to)\s+([a-z][a-z0-9_]*|[A-Z][a-z]+[A-Z]\w*)\s+(?:field|register)s?\b")
_UNDERSCORED = re.compile(r"(?<![\w\\{./-])(?:[a-z][a-z0-9]*)(?:_[a-z0-9]+)+(?![\w(])")
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
        text = _MARK.sub(lambda match: " " * len(match.group()), file.markup)
        for pattern in (_BEFORE, _UNDERSCORED):
            for match in pattern.finditer(text):
                group = 1 if pattern is _BEFORE else 0
                name = match[group]
                if name in members and name not in _PLAIN:
                    yield self.finding(
                        file.source.span(match.start(group), match.end(group)),
                        f"{name!r} is a field, but not marked as one",
                        subject=name,
                        help=f"\\field{{{name}}}",
                    )
