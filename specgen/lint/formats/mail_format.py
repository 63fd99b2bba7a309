"""Plain text of 72 columns, to paste below a quoted patch."""

import textwrap
from collections.abc import Sequence

from specgen.lint.formats import Shown

WIDTH = 72


def render(shown: Sequence[Shown]) -> str:
    """Each finding below the line it is about, quoted as a reply quotes it."""
    return "\n".join(_paragraph(one) for one in shown)


def _paragraph(one: Shown) -> str:
    diagnostic = one.finding.diagnostic
    sign = "+" if one.origin else " "
    quoted = f"> {sign}{one.source.rstrip()}"
    place = f"{diagnostic.span.file}:{diagnostic.span.line}"
    if one.origin:
        place += f", line {one.origin.line} of the patch"
    text = f"{diagnostic.message} [{diagnostic.code}] ({place})"
    lines = [] if not one.source.strip() else [quoted[:WIDTH]]
    lines += textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)
    if diagnostic.help:
        lines += textwrap.wrap(diagnostic.help, WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines) + "\n"
