"""The tokens of one declaration -> the declaration; puts in missing separators, and takes out what fits no rule."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.grammars import Grammar
from specgen.syntax.declaration import Declaration, Flaw, FlawKind, UnreadPart
from specgen.syntax.listing_builder import ListingBuilder

if TYPE_CHECKING:
    from lark import Token
    from lark.parsers.lalr_interactive_parser import InteractiveParser

# What cannot be read, but holds this, leaves a gap in the layout; prose does not.
_MEMBERS = re.compile(r"[{}]|\b(?:le|be|u)(?:8|16|32|64)\b|\b(?:struct|union)\b")

GRAMMAR = Grammar("listing", ListingBuilder())

MOST_UNREAD_PARTS = 16
"""A declaration with more parts that cannot be read is given up as a whole: each costs another reading of it."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one declaration's tokens gave."""

    declarations: tuple[Declaration, ...]
    unread: tuple[UnreadPart, ...]
    flaws: tuple[Flaw, ...]


def read_chunk(text: str, tokens: list["Token"]) -> Chunk:
    """The declaration in `tokens`, which are of `text`, and what was mended or left out on the way."""
    rest = list(tokens)
    unread: list[UnreadPart] = []
    while rest and len(unread) <= MOST_UNREAD_PARTS:
        attempt = _Attempt(text, rest)
        declarations = attempt.read()
        if declarations is not None:
            return Chunk(declarations, tuple(unread), tuple(attempt.flaws))
        first, last = attempt.statement()
        if first == last:
            break
        start, end = rest[first].start_pos or 0, rest[last - 1].end_pos or 0
        if not (unread and unread[-1].start == start):
            unread.append(UnreadPart(f"no {attempt.what} of a known form", start, end))
        gap = attempt.what == "member" and last - first > 1 and _MEMBERS.search(text, start, end)
        rest[first:last] = [GRAMMAR.token("ELLIPSIS", "...", start)] if gap else []
    start, end = tokens[0].start_pos or 0, tokens[-1].end_pos or 0
    return Chunk((), (UnreadPart("a declaration of no known form", start, end),), ())


class _Attempt:
    """One reading of a declaration's tokens; `at` is the index of the token that did not fit."""

    def __init__(self, text: str, tokens: list["Token"]) -> None:
        self.text = text
        self.tokens = tokens
        self.flaws: list[Flaw] = []
        self.at = 0
        self.what = "name" if tokens[0].type == "ENUM" else "member"

    def read(self) -> tuple[Declaration, ...] | None:
        """The declarations the tokens make; `None` where one did not fit."""
        parser = GRAMMAR.begin()
        mended = -1
        while (misfit := GRAMMAR.feed(parser, self.tokens, self.at)) is not None:
            self.at = misfit
            if self.at == mended or not self._mend(parser):
                return None
            mended = self.at
        self.at = len(self.tokens)
        if self.tokens[-1].type != "SEMICOLON":
            self._insert(parser, "SEMICOLON", FlawKind.MISSING_SEMICOLON)
        made = GRAMMAR.finish(parser)
        if made is None:
            return None
        return made if isinstance(made, tuple) else (made,)

    def _mend(self, parser: "InteractiveParser") -> bool:
        """Put in the separator that lacks before the token that did not fit; whether that helped."""
        token = self.tokens[self.at]
        if token.type == "COMMA" and self._insert(parser, "SEMICOLON", FlawKind.COMMA_FOR_SEMICOLON):
            self.at += 1
            return True
        if token.type != "CLOSE" and not self._begins_line():
            return False
        return self._insert(parser, "SEMICOLON", FlawKind.MISSING_SEMICOLON) or self._insert(
            parser, "COMMA", FlawKind.MISSING_COMMA
        )

    def _insert(self, parser: "InteractiveParser", kind: str, flaw: FlawKind) -> bool:
        before = self.tokens[self.at - 1]
        place = before.end_pos or 0
        if GRAMMAR.feed(parser, [GRAMMAR.token(kind, "", place)]) is not None:
            return False
        width = 1 if flaw is FlawKind.COMMA_FOR_SEMICOLON else 0
        place = (self.tokens[self.at].start_pos or 0) if width else place
        self.flaws.append(Flaw(flaw, self._subject(), place, place + width))
        return True

    def _subject(self) -> str:
        """The name declared last before the place, "" after an anonymous struct."""
        at = self.at - 1
        while self.tokens[at].type not in ("WORD", "CLOSE", "LBRACE"):
            at -= 1
        if self.tokens[at].type == "CLOSE" and self.at == len(self.tokens):
            at = 1  # the end of the whole declaration, whose name stands first
        return str(self.tokens[at]) if self.tokens[at].type == "WORD" else ""

    def _begins_line(self) -> bool:
        end, start = self.tokens[self.at - 1].end_pos, self.tokens[self.at].start_pos
        return self.at > 0 and "\n" in self.text[end:start]

    def statement(self) -> tuple[int, int]:
        """The range of tokens to take out: from the last separator to the next one, or to the end of the line."""
        borders = ("LBRACE", "COMMA") if self.what == "name" else ("LBRACE", "SEMICOLON", "CLOSE", "ELLIPSIS")
        first = self.at
        while first > 0 and self.tokens[first - 1].type not in borders:
            first -= 1
        last, depth = self.at, 0
        while last < len(self.tokens):
            kind = self.tokens[last].type
            if kind == "CLOSE" and depth == 0:
                break
            depth += (kind == "LBRACE") - (kind == "CLOSE")
            last += 1
            if depth == 0 and (kind in borders[1:2] or self._ends_line(last)):
                break
        return first, last

    def _ends_line(self, at: int) -> bool:
        return at < len(self.tokens) and "\n" in self.text[self.tokens[at - 1].end_pos : self.tokens[at].start_pos]
