"""VS630."""

from collections.abc import Iterator

from specgen.diagnostics import Severity
from specgen.lint.file import LintFile
from specgen.lint.finding import Edit, Finding, Fix
from specgen.lint.rule import FileRule


class TrailingSpace(FileRule):
    r"""White space at the end of a line.

    It shows as noise in later patches, and git warns of it in every one that touches the line.

    Bad (a blank after the full stop)::

        The lamp is lit.\x20

    Good::

        The lamp is lit.
    """

    code = "VS630"
    name = "trailing-space"
    severity = Severity.NOTE

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Lines that end in blanks or tabs."""
        if file.change_log:
            return
        start = 0
        for line in file.source.text.split("\n"):
            if line[-1:] in {" ", "\t"} and not line.endswith("\\ "):
                kept = len(line.rstrip(" \t"))
                place = (start + kept, start + len(line))
                yield self.finding(
                    file.source.span(*place),
                    f"{len(line) - kept} blanks or tabs at the end of the line",
                    subject=line[:kept].strip()[-40:] or "blank line",
                    help="end the line with its last word",
                    fix=Fix((Edit(file.source.path, *place, ""),), "remove the white space"),
                )
            start += len(line) + 1
