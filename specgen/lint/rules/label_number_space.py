"""VS651."""

import re
from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Edit, Finding, Fix
from specgen.lint.items import item_labels
from specgen.lint.rule import FileRule

_NUMBERED = re.compile(r"([A-Z][A-Z0-9]*(?:\\?_[A-Z0-9]+)+)(\s*)(\(\d+\))")


class LabelNumberSpace(FileRule):
    r"""An item's label whose name and number are not parted by one blank.

    Labels of bits and events read `[NAME (N)]`; name and number run together otherwise.

    Bad::

        \item[VIRTIO_LAMP_F_COLOR(2)] The lamp has colors.

    Good::

        \item[VIRTIO_LAMP_F_COLOR (2)] The lamp has colors.
    """

    code = "VS651"
    name = "label-number-space"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Labels of a name and a number in parentheses."""
        for start, end in item_labels(file):
            for match in _NUMBERED.finditer(file.source.text, start, end):
                if match[2] not in {" ", "\n"}:
                    right = f"{match[1]} {match[3]}"
                    place = match.span(2)
                    found = "no blank" if not match[2] else f"{len(match[2])} blanks"
                    yield self.finding(
                        file.source.span(match.start(), match.end()),
                        f"{match.group()!r}: {found} between the name and its number",
                        subject=right,
                        help=f"[{right}]",
                        fix=Fix((Edit(file.source.path, *place, " "),), "put one blank there"),
                    )
