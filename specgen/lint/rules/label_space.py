"""VS650."""

from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Edit, Finding, Fix
from specgen.lint.items import item_labels
from specgen.lint.rule import FileRule


class LabelSpace(FileRule):
    r"""White space at the ends of an item's label, inside the brackets.

    It is printed, so that the label stands out of line with its neighbours, and a search for the name misses it.

    Bad::

        \item[ VIRTIO_LAMP_F_COLOR (2) ] The lamp has colors.

    Good::

        \item[VIRTIO_LAMP_F_COLOR (2)] The lamp has colors.
    """

    code = "VS650"
    name = "label-space"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Labels that begin or end with a blank."""
        for start, end in item_labels(file):
            label = file.source.text[start:end]
            inner = label.strip()
            if inner and inner != label and "%" not in label:
                yield self.finding(
                    file.source.span(start - 1, end + 1),
                    f"{'[' + ' '.join(label.split(' ')) + ']'!r} has white space inside the brackets",
                    subject=inner,
                    help=f"[{inner}]",
                    fix=Fix((Edit(file.source.path, start, end, inner),), "remove the white space"),
                )
