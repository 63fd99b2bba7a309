"""A file -> its source with comments and listings blanked out: what rules about markup search, offsets unchanged."""

import re

from specgen.extract.view import FileView

_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_COMMENT = re.compile(r"%[^\n]*")
_VERBATIM = re.compile(r"\\begin\{(verbatim|lstlisting|comment|alltt)\}.*?\\end\{\1\}", re.DOTALL)
_LOGGED = re.compile(r"^[ \t]*\w+[ \t]*&[ \t]*\d{1,2} [A-Z][a-z]{2} \d{4}[ \t]*&", re.MULTILINE)


def markup_of(view: FileView) -> str:
    """The source with comments and listings blanked; empty for what stands before the document begins."""
    if not view.regions:
        return ""
    text = view.source.text
    spans = [(listing.node.start, listing.node.end) for listing in view.listings]
    spans += [match.span() for match in _VERBATIM.finditer(text)]
    spans += [match.span() for match in _COMMENT.finditer(text) if not _escaped(text, match.start())]
    parts: list[str] = []
    position = 0
    for start, end in sorted(spans):
        if end > position:
            first = max(start, position)
            parts += [text[position:first], _blanked(text[first:end])]
            position = end
    return "".join([*parts, text[position:]])


def is_change_log(text: str) -> bool:
    """Whether a file lists revisions with dates and messages: quotations, which nobody mends."""
    return _LOGGED.search(text) is not None


def _escaped(text: str, position: int) -> bool:
    """Whether an odd number of backslashes stands before a character."""
    before = text[max(0, position - 8) : position]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _blanked(text: str) -> str:
    return "\n".join(" " * len(line) for line in text.split("\n"))


def argument_end(text: str, opening: int) -> int:
    """Where the group ends whose brace opens at `opening`: one past its closing brace, or the end of the text."""
    depth = 0
    for match in _BRACE.finditer(text, opening):
        if match.group() == "{":
            depth += 1
        elif match.group() == "}":
            depth -= 1
            if depth == 0:
                return match.end()
    return len(text)
