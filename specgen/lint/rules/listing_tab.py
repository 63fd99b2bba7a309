"""VS631."""

from collections.abc import Iterator

from specgen.diagnostics import Severity
from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule


class ListingTab(FileRule):
    r"""Tabs in a listing.

    How wide they are printed depends on a setting, and members that are lined up in the source are not in print. Off
    by default: many listings have them. One finding is made for each listing.

    Bad (a tab before `brightness`)::

        le32	brightness;

    Good::

        le32 brightness;
    """

    code = "VS631"
    name = "listing-tab"
    severity = Severity.NOTE
    default = False

    def check(self, file: LintFile) -> Iterator[Finding]:
        """The first tab of each listing."""
        for listing in file.view.listings:
            at = listing.node.body.find("\t")
            if at >= 0:
                place = listing.node.body_start + at
                count = listing.node.body.count("\t")
                yield self.finding(
                    file.source.span(place, place + 1),
                    f"{count} {'tab' if count == 1 else 'tabs'} in a listing",
                    subject=" ".join(listing.node.body.split()[:4]),
                    help="blanks",
                )
