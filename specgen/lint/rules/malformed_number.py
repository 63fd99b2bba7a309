"""VS641."""

import re
from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule

_DOUBLE = re.compile(r"0x0x[0-9A-Fa-f]*|0x[0-9A-Fa-f]*[G-Zg-wyz][0-9A-Fa-f]+\b")
_ONES = re.compile(r"0x[137Ff][Ff]{8,}\b")


class MalformedNumber(FileRule):
    r"""A hexadecimal number that is none, or that has one digit too many for a mask.

    A second 0x in it or a letter beyond F cannot be read; a mask of 32 or 64 bits has eight or sixteen digits.

    Bad::

        The register is at offset 0x0x40; the mask is 0x7ffffffff.

    Good::

        The register is at offset 0x040; the mask is 0x7fffffff.
    """

    code = "VS641"
    name = "malformed-number"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Hexadecimal numbers in prose and tables."""
        text = file.markup
        for match in _DOUBLE.finditer(text):
            yield self.finding(
                file.source.span(match.start(), match.end()),
                f"{match.group()!r} is no number",
                subject=match.group(),
                help=f"{match.group().replace('0x0x', '0x0')!r}" if "0x0x" in match.group() else None,
            )
        for match in _ONES.finditer(text):
            digits = len(match.group()) - 2
            if digits % 4 and digits != 16:
                right = match.group()[: 2 + (8 if digits < 13 else 16)]
                yield self.finding(
                    file.source.span(match.start(), match.end()),
                    f"{match.group()!r} has {digits} digits, which no mask of 32, 48 or 64 bits has",
                    subject=match.group(),
                    help=f"{right!r} has {len(right) - 2}",
                )
