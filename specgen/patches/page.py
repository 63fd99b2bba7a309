"""A page of a mail archive, saved as HTML or as text -> the text of the mail in it and what stands above the mail."""

import html
import re
from dataclasses import dataclass

from specgen.diagnostics import SpecgenError
from specgen.patches.numbered import NumberedText

# Not html.parser: before Python 3.11.14 it takes quadratic time on tags that are not closed. No alternative here can
# run past the next "<", so the cost is linear.
_MARKUP = re.compile(r"<!--|<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]*>|<![^<>]*>|<\?[^<>]*>")
_BLOCKS = frozenset(
    {"address", "blockquote", "br", "dd", "div", "dt", "h1", "h2", "h3", "h4", "hr", "li", "p", "pre", "title"}
    | {"ol", "table", "tr", "ul"}
)
_MAX_PAGE = 4 << 20  # characters
_HIDDEN = frozenset({"script", "style"})
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--|<!doctype html|<html|<head|<body|<pre)", re.IGNORECASE)
_FIELD = re.compile(
    r"\s*(Subject|From|To|Cc|Date|Sent|Message-I[Dd]|In-Reply-To|References|Reply-To|List-I[Dd]|Archived-At"
    r"|Author|AuthorDate|Commit|CommitDate|Merge)\s*:\s*(.*)",
)
_COMMIT = re.compile(r"commit [0-9a-f]{7,64}\b")  # what git show and git log write


@dataclass(frozen=True, slots=True)
class PageHead:
    """What a page tells about its mail; `start` is the index of the first line of the mail's own text.

    `committed` tells that it is no page but what git show wrote.
    """

    subject: str
    author: str
    date: str
    start: int
    committed: bool


def is_html(text: NumberedText) -> bool:
    """Whether a file begins as HTML pages do."""
    return bool(_HTML.match("\n".join(text.lines[:20])[:2000]))


def strip_html(text: NumberedText, name: str) -> NumberedText:
    """The visible text of an HTML page, line for line where the page has preformatted text.

    SpecgenError where it is far larger than the page of a mail.
    """
    if sum(map(len, text.lines)) > _MAX_PAGE:
        raise SpecgenError(f"the HTML page in {name} is too large: the limit is {_MAX_PAGE >> 20} MiB", place=name)
    source = "\n".join(text.lines).replace("\v", " ").replace("\f", " ")
    pieces: list[str] = []  # line feeds of the text, and "\v" for those that only the page has
    at = 0
    while at < len(source):
        found = _MARKUP.search(source, at)
        if not found:
            pieces.append(source[at:])
            break
        pieces.append(source[at : found.start()])
        at = _skip(source, found, pieces)
    return _renumbered("".join(pieces), text)


def read_page_head(text: NumberedText, stop: int) -> PageHead:
    """What stands in the lines before index `stop`, where the diff begins."""
    fields: dict[str, str] = {}
    start = 0
    for index in range(stop):
        found = _FIELD.match(text.lines[index][:1000])
        if found:
            fields.setdefault(found[1], found[2].strip())
            start = start or (index + 1 if found[1] == "Subject" else 0)
    committed = bool(stop and _COMMIT.match(text.lines[0]))
    start = start or int(committed)
    while start < stop and (not text.lines[start].strip() or _FIELD.match(text.lines[start][:1000])):
        start += 1
    subject = fields.get("Subject", "")
    if committed and not subject and start < stop:
        subject = text.lines[start].strip()
        start += 1
    author = fields.get("From") or fields.get("Author", "")
    date = fields.get("Date") or fields.get("Sent") or fields.get("AuthorDate", "")
    return PageHead(subject, author, date, start, committed)


def _skip(source: str, found: re.Match[str], pieces: list[str]) -> int:
    """The offset behind a piece of markup; its line feeds go into `pieces` so that lines can still be counted."""
    end = found.end()
    name = (found[2] or "").lower()
    if found[0] == "<!--":
        closed = source.find("-->", end)
        end = len(source) if closed == -1 else closed + 3
    elif name in _HIDDEN and not found[1]:
        closing = re.compile(f"</{name}", re.IGNORECASE).search(source, end)
        end = closing.start() if closing else len(source)
    pieces.append("\v" * source.count("\n", found.start(), end))
    if name in _BLOCKS:
        pieces.append("\f")
    return end


def _renumbered(stripped: str, text: NumberedText) -> NumberedText:
    """Cut at line feeds and form feeds (block markup); count, but do not cut at, vertical tabs (feeds in markup)."""
    lines: list[str] = []
    numbers: list[int] = []
    row = 0
    for physical in stripped.split("\n"):
        for piece in physical.split("\f"):
            lines.append(html.unescape(piece.replace("\v", "")).replace("\u00a0", " "))
            first = row + len(piece) - len(piece.lstrip("\v"))
            numbers.append(text.numbers[min(first, len(text.numbers) - 1)])
            row += piece.count("\v")
        row += 1
    return NumberedText(lines, numbers)
