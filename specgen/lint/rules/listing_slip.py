"""VS302."""

from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Edit, Finding, Fix
from specgen.lint.rule import FileRule
from specgen.syntax.declaration import FlawKind

_SLIPS: dict[FlawKind, tuple[str, str | None]] = {
    FlawKind.MISSING_SEMICOLON: ("a semicolon is missing", ";"),
    FlawKind.COMMA_FOR_SEMICOLON: ("a comma stands where a semicolon is meant", ";"),
    FlawKind.MISSING_COMMA: ("a comma is missing", ","),
    FlawKind.STRAY_SEMICOLON: ("a semicolon too many", ""),
    FlawKind.UNCLOSED_COMMENT: ("a comment that is not closed", None),
}


class ListingSlip(FileRule):
    r"""A listing with a missing or a stray separator.

    The structure cannot be compiled as it stands, and whoever copies it finds out.

    Bad::

        struct lamp { le32 brightness };

    Good::

        struct lamp { le32 brightness; };
    """

    code = "VS302"
    name = "listing-slip"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """The slips that reading mended, but for those with rules of their own."""
        for read in file.view.listings:
            for flaw in read.listing.flaws:
                if flaw.kind not in _SLIPS or read.listing.is_other:
                    continue
                what, text = _SLIPS[flaw.kind]
                start, end = read.node.body_start + flaw.start, read.node.body_start + flaw.end
                about = f" at {flaw.subject!r}" if flaw.subject else ""
                fix = None if text is None else Fix((Edit(file.source.path, start, end, text),), f"{what}: {text!r}")
                yield self.finding(
                    file.source.span(start, max(end, start + 1)), f"{what}{about}", subject=flaw.subject, fix=fix
                )
