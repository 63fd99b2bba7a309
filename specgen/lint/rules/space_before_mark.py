"""VS617."""

from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Edit, Finding, Fix
from specgen.lint.rule import FileRule


class SpaceBeforeMark(FileRule):
    r"""White space before a comma, a full stop, a semicolon or a colon.

    LaTeX may break the line there, and then the mark begins the next one.

    Bad::

        The lamp is lit , the driver waits .

    Good::

        The lamp is lit, the driver waits.
    """

    code = "VS617"
    name = "space-before-mark"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Marks that white space parts from the word before them."""
        words = file.words
        for number, gap in enumerate(words.gaps):
            if len(gap) < 3 or gap[0] not in " \n\t":
                continue
            mark = gap.lstrip()[:2]
            if mark[:1] not in {",", ".", ";", ":"} or mark[1:] not in {" ", "\n"} or "\n\n" in gap:
                continue
            start = words.end(number)
            width = len(gap) - len(gap.lstrip()) + 1
            place = words.place(start, start + width)
            if place is None or not words.words[number].isalpha():
                continue
            yield self.finding(
                words.span(words.starts[number], start + width),
                f"white space before {mark[0]!r}",
                subject=f"{words.words[number]} {mark[0]}",
                help=f"{words.words[number]}{mark[0]}",
                fix=Fix((Edit(file.source.path, *place, mark[0]),), "remove the white space", safe=False),
            )
