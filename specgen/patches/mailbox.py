"""An mbox -> the mails in it, in the order they stand; any other text is one piece. And what a mail is."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from specgen.diagnostics import SpecgenError
from specgen.patches.numbered import NumberedText

# What git format-patch, lore.kernel.org, patchwork and mail programs write: a name, then a date with time and year.
_FROM = re.compile(r"From \S+ .{0,80}?\d{1,2}:\d\d(?::\d\d)? .{0,40}?\d{4}")
_MAX_MAILS = 2000
_MAX_FIELDS = 200  # lines looked at to see whether there are headers
_FIELD = re.compile(r"([!-9;-~]{1,60}):(?:\s|$)")
_HEADER = re.compile(r"(?:>From |[!-9;-~]{1,60}:(?:\s|$))")


@dataclass(frozen=True, slots=True)
class Text:
    """A decoded text; `other` is the reading to try where `lines` makes no sense as a diff.

    `page` tells that it was made for readers and may have lost blanks at line ends.
    """

    lines: NumberedText
    other: NumberedText | None = None
    page: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail: `texts` are for reading, `files` are attachments, each perhaps a mail of its own and not decoded."""

    line: int
    subject: str = ""
    author: str = ""
    date: str = ""
    identity: str = ""
    references: tuple[str, ...] = ()
    texts: list[Text] = field(default_factory=list)
    files: list[NumberedText] = field(default_factory=list)


def split_mailbox(text: NumberedText, name: str) -> list[NumberedText]:
    """The pieces of `text`: before the first `From ` line, and from each such line up to the next.

    SpecgenError where there are far too many.

    The standard mailbox module wants a file, and takes every line that starts with "From " for a new mail.
    """
    lines = text.lines
    starts = [
        index
        for index, line in enumerate(lines[:-1])
        if line.startswith("From ") and _FROM.match(line) and _HEADER.match(lines[index + 1])
    ]
    if len(starts) > _MAX_MAILS:
        raise SpecgenError(
            f"{name} holds {len(starts):,} mails; more than {_MAX_MAILS:,} are no series",
            hint="give the thread of the series, not the archive of a list",
        )
    cuts = [0, *(start for start in starts if start), len(lines)]
    pieces = [text.part(start, stop) for start, stop in pairwise(cuts)]
    return [piece for piece in pieces if any(line.strip() for line in piece.lines)]


def is_mail(text: NumberedText) -> bool:
    """Whether a text starts with the headers of a mail."""
    first = 1 if text.lines[0].startswith("From ") else 0
    fields = set()
    for line in text.lines[first : first + _MAX_FIELDS]:
        found = _FIELD.match(line)
        if found:
            fields.add(found[1].lower())
        elif not fields or not line.startswith((" ", "\t", ">From ")):
            break
    return bool(fields & {"from", "subject", "date", "content-type", "message-id", "mime-version"})
