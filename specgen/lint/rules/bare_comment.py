"""VS307."""

import re
from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule

_BARE = re.compile(
    r"^[ \t]*(?:struct |union )?\w+ \w+(?:\[[^\]\n]*\])*;[ \t]*(\([A-Za-z][^;{}\n]*\)?)[ \t]*$", re.MULTILINE
)
_MACRO = re.compile(r"\\(?:ldots|dots|field|textit|textbf|ref|item|_)\b")


class BareComment(FileRule):
    r"""A remark in a listing that is not written as a comment, or a LaTeX macro, which a listing prints as it stands.

    The listing no longer is C, and nobody can copy it.

    Bad::

        le32 brightness;  (only with VIRTIO_LAMP_F_DIM)

    Good::

        le32 brightness;  /* only with VIRTIO_LAMP_F_DIM */
    """

    code = "VS307"
    name = "bare-comment"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Words in parentheses behind a member, and macros, in listings of structures."""
        for read in file.view.listings:
            body, start = read.node.body, read.node.body_start
            for match in _BARE.finditer(body):
                yield self.finding(
                    file.source.span(start + match.start(1), start + match.end(1)),
                    f"{match[1]!r} is no comment",
                    subject=match[1],
                    help=f"/* {match[1].strip('()')} */",
                )
            for match in _MACRO.finditer(body):
                span = file.source.span(start + match.start(), start + match.end())
                yield self.finding(span, f"a listing prints {match.group()!r} as it stands", subject=match.group())
