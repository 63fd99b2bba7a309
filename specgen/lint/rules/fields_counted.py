"""VS313."""

import re
from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule

_NEXT = re.compile(r"(?://|/\*)[^\n]*\bnext (two|three|four|five|\d) fields are[^\n]*\n((?:[^\n]*\n)*)")
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5}
_MEMBER = re.compile(r"^[ \t]*(?:struct |union )?\w+ \w+(?:\[[^\]\n]*\])*;[^\n]*\n", re.MULTILINE)


class FieldsCounted(FileRule):
    r"""A comment in a listing that counts other fields than follow.

    The comment says which members a feature adds; the reader counts on it.

    Bad::

        // The next two fields are there with VIRTIO_LAMP_F_DIM.
        le32 level;
        le32 curve;
        le32 speed;

    Good::

        // The next three fields are there with VIRTIO_LAMP_F_DIM.
        le32 level;
        le32 curve;
        le32 speed;
    """

    code = "VS313"
    name = "fields-counted"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Comments with a number of fields, up to the next comment, blank line or end of the structure."""
        text = file.source.text
        for read in file.view.listings:
            for match in _NEXT.finditer(text, read.node.body_start, read.node.end):
                follow = 0
                for line in match[2].split("\n"):
                    if not _MEMBER.match(line + "\n"):
                        break
                    follow += 1
                stated = _NUMBERS.get(match[1]) or int(match[1])
                if follow and stated != follow:
                    message = f"the comment counts {match[1]} fields, but {follow} follow"
                    yield self.finding(file.source.span(match.start(1), match.end(1)), message, subject=message)
