"""VS621."""

import re
from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule

_REFERENCES = re.compile(r"\\ref\{([^{}]*)\}[ \t]*\n[ \t]*\\ref\{([^{}]*)\}")
_LAST_COMMA = re.compile(r"\\ref\{([^{}]*)\},[ \t]*\n[ \t]*\\end\{(?:itemize|enumerate)\}")


class ListSeparator(FileRule):
    r"""Two references without a comma between them, or a comma after the last one of a list.

    In the conformance targets the commas tell how many clauses there are to choose from.

    Bad::

        One of clauses \ref{sec:Lamp}
        \ref{sec:Fan} or \ref{sec:Bell},
        \end{itemize}

    Good::

        One of clauses \ref{sec:Lamp},
        \ref{sec:Fan} or \ref{sec:Bell}.
        \end{itemize}
    """

    code = "VS621"
    name = "list-separator"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """References at the ends of lines that nothing parts or ends."""
        for match in _REFERENCES.finditer(file.markup):
            yield self.finding(
                file.source.span(match.start(), match.start(2)),
                f"nothing stands between the references to {match[1]!r} and {match[2]!r}",
                subject=f"{match[1]} {match[2]}",
                help="a comma, or `or` before the last one",
            )
        for match in _LAST_COMMA.finditer(file.markup):
            yield self.finding(
                file.source.span(match.start(), match.end(1) + 2),
                f"the last item of the list ends with a comma after the reference to {match[1]!r}",
                subject=match[1],
                help="a full stop",
            )
