r"""A file's lists -> where the labels of their items stand: the text in the brackets after `\item`."""

from collections.abc import Iterator

from specgen.latex.prose import ListBlock, walk_blocks
from specgen.lint.file import LintFile


def item_labels(file: LintFile) -> Iterator[tuple[int, int]]:
    """Start and end of every item's label in the file, without its brackets."""
    for region in file.view.regions:
        for block in walk_blocks(region.blocks):
            if isinstance(block, ListBlock):
                for item in block.items:
                    if item.label is not None:
                        yield item.label_span
