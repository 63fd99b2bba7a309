r"""One file -> the names it uses: those in capitals in its prose, what `\field` marks, and all in its code."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from specgen.extract.view import FileView
from specgen.lint.words import Words

_NAME = re.compile(r"\bVIRT(?:IO[A-Z]{0,2}|Q)_[A-Z0-9_]*[A-Z0-9]\b(?!_?[*{$<\[])(?!\\_)")
FEATURE = re.compile(r"VIRT(?:IO[A-Z]{0,2}|Q)_(?:[A-Z0-9]+_)*F_[A-Z0-9_]+\Z")
"""The whole name of a feature bit, with a prefix that may be misspelled."""
_BIT = re.compile(r"\s*\((\d{1,3})\)")
_PLACEHOLDERS = ("_XXX", "_XX", "_X")
_FIELD = re.compile(r"\\field\{([^{}]*)\}")
_WORD = re.compile(r"[A-Za-z_]\w*")
_ESCAPED = re.compile(r"\\([_&#%$])")


class Mention(NamedTuple):
    """A name in a file, from offset `start` to `end`; `number` is the one in parentheses right behind it."""

    name: str
    number: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mentions:
    """The names of one file; `code_words` are those in listings, labels of items, tables and headings."""

    names: list[Mention]
    fields: list[Mention]
    code_words: frozenset[str]


def mentions_in(view: FileView, words: Words, markup: str) -> Mentions:
    r"""The names of one file; `markup` is its source without comments and listings."""
    names = []
    for match in _NAME.finditer(words.text):
        bit = _BIT.match(words.text, match.end())
        if match.group().endswith(_PLACEHOLDERS):
            continue
        number = int(bit[1]) if bit is not None else None
        names.append(Mention(match.group(), number, words.offset(match.start()), words.offset(match.end() - 1) + 1))
    fields = [Mention(_ESCAPED.sub(r"\1", match[1]), None, *match.span()) for match in _FIELD.finditer(markup)]
    return Mentions(names, fields, _code_words(view))


def _code_words(view: FileView) -> frozenset[str]:
    parts = [read.node.body for read in view.listings]
    parts += [entry.label for entry in view.part.entries]
    parts += [cell for row in view.part.rows for cell in row.cells]
    parts += [register.name for register in view.part.registers]
    parts += [section.title for section in view.part.sections]
    return frozenset(word for part in parts for word in _WORD.findall(part))
