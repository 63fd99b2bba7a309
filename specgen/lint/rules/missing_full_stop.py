"""VS613."""

from collections.abc import Iterator
from itertools import zip_longest

from specgen.latex.prose import Block, ListBlock, Listing, Paragraph, Table
from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule


class MissingFullStop(FileRule):
    r"""A paragraph of a normative section that ends without a full stop.

    Whether the sentence is complete cannot be told, and what follows may be taken for its end.

    Bad (in a normative section)::

        The driver MUST light the lamp

    Good::

        The driver MUST light the lamp.
    """

    code = "VS613"
    name = "missing-full-stop"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Paragraphs, not items of lists, whose last character is a letter, a digit or a bracket."""
        for region in file.view.regions:
            if region.heading is None or region.heading.kind != "normative":
                continue
            for block, following in zip_longest(region.blocks, region.blocks[1:]):
                if isinstance(block, Paragraph) and not block.footnote and not _goes_on(following):
                    text = block.flat.text.rstrip()
                    if (text[-1:].isalnum() or text[-1:] in {")", ">", "_"}) and " " in text.strip():
                        place = block.flat.offset(len(text) - 1)
                        last = " ".join(text.split()[-4:])
                        yield self.finding(
                            file.source.span(place, place + 1),
                            f"the paragraph ends in {last!r}, without a full stop",
                            subject=last,
                            help=f"{last}.",
                        )


def _goes_on(following: Block | None) -> bool:
    """Whether the next block may go on with the sentence."""
    if isinstance(following, ListBlock | Listing | Table):
        return True
    return isinstance(following, Paragraph) and following.flat.text.lstrip()[:1].islower()
