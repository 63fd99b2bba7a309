"""VS301."""

from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule


class UnreadListing(FileRule):
    r"""A declaration in a listing that is none in C.

    What it lays out cannot be read, neither by a compiler nor for a generated package.

    Bad::

        struct lamp { le32 brightness = ; };

    Good::

        struct lamp { le32 brightness; };
    """

    code = "VS301"
    name = "unread-listing"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """What the listing's grammar could not read."""
        for read in file.view.listings:
            for part in read.listing.unread:
                start, end = read.node.body_start + part.start, read.node.body_start + part.end
                subject = " ".join(file.source.text[start:end].split())[:60]
                yield self.finding(file.source.span(start, end), f"{subject!r}: {part.reason}", subject=subject)
