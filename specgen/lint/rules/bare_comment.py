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
        text = file.source.text
        for read in file.view.listings:
            start, end = read.node.body_start, read.node.end
            for match in _BARE.finditer(text, start, end):
                yield self.finding(
                    file.source.span(match.start(1), match.end(1)),
                    f"{match[1]!r} is no comment",
                    subject=match[1],
                    help=f"/* {match[1].strip('()')} */",
                )
            for match in _MACRO.finditer(
                text, start, text.rfind("\\end", start, end) if "\\end" in text[start:end] else end
            ):
                message = f"a listing prints {match.group()!r} as it stands"
                yield self.finding(file.source.span(match.start(), match.end()), message, subject=match.group())
