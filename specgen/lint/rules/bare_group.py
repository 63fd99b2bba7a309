"""VS637."""

import re
from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule

_GROUP = re.compile(r"\{([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)\}")
_TAKES_GROUP = re.compile(r"(?:\\[A-Za-z@]+\*?(?:\s*\[[^\[\]]*\])*\s*|[}\]]\s*|[_^#&=$]\s*)\Z")


class BareGroup(FileRule):
    r"""A name in braces that no macro takes.

    LaTeX drops the braces and prints the name in the running text's type: most likely a `\field` is missing before it.

    Bad::

        The driver reads {brightness} first.

    Good::

        The driver reads \field{brightness} first.
    """

    code = "VS637"
    name = "bare-group"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Braces around one identifier, in running text."""
        text = file.markup
        for match in _GROUP.finditer(text):
            name = match[1]
            before = text[max(0, match.start() - 80) : match.start()]
            if before[-1:] not in {" ", "\n", "(", "\t", "~"} or _TAKES_GROUP.search(before):
                continue
            if "_" not in name and not (name[1:] != name[1:].lower() and name != name.upper()):
                continue
            yield self.finding(
                file.source.span(match.start(), match.end()),
                f"{match.group()!r} stands in braces without a macro before it",
                subject=name,
                help=f"\\field{{{name}}}",
            )
