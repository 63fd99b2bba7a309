"""VS313."""

import re
from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule

_NEXT = re.compile(r"(?://|/\*)[^\n]*\bnext (two|three|four|five|\d) fields are\b[^\n]*\n(?:[ \t]*(?://|\*)[^\n]*\n)*")
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5}
_MEMBERS = re.compile(r"(?:[ \t]*(?:struct |union )?\w+ \w+(?:\[[^\]\n]*\])*;[^\n]*(?:\n|\Z))*")


class FieldsCounted(FileRule):
    r"""A comment in a listing that counts more fields than follow.

    The comment says which members a feature adds; the reader counts on it. That more follow than it counts is no
    mistake: the comment may be about the first of them.

    Bad::

        // The next three fields are there with VIRTIO_LAMP_F_DIM.
        le32 level;
        le32 curve;

    Good::

        // The next two fields are there with VIRTIO_LAMP_F_DIM.
        le32 level;
        le32 curve;
    """

    code = "VS313"
    name = "fields-counted"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Comments with a number of fields, up to the next comment, blank line or end of the structure."""
        for read in file.view.listings:
            body, start = read.node.body, read.node.body_start
            for match in _NEXT.finditer(body):
                members = _MEMBERS.match(body, match.end())
                follow = len(members.group().splitlines()) if members is not None else 0
                stated = _NUMBERS.get(match[1]) or int(match[1])
                if follow < stated:
                    message = f"the comment counts {stated} fields, but only {follow} follow"
                    span = file.source.span(start + match.start(), start + match.end() - 1)
                    yield self.finding(span, message, subject=message)
