"""The text of a listing -> its declarations; one that cannot be read does not lose the others.

The scanner's tokens are cut into declarations here, `chunk` reads each one. Time and memory grow with the text, which
is bounded, and nesting is bounded, so that any text at all may come in.
"""

import re
from typing import TYPE_CHECKING

from specgen.syntax.chunk import GRAMMAR, Chunk, read_chunk
from specgen.syntax.declaration import (
    Aggregate,
    Declaration,
    Flaw,
    FlawKind,
    Leftover,
    Listing,
    Member,
    UnreadPart,
)
from specgen.syntax.define import parse_define, parse_directive

if TYPE_CHECKING:
    from lark import Token

LONGEST_LISTING = 100_000
"""Characters; the longest listing of the specification has some three thousand."""

DEEPEST_NESTING = 16
"""Braces within braces; the specification has three."""

_INSIDE_LINE = LONGEST_LISTING + 1
_KEPT = frozenset({"DEFINE", "DIRECTIVE", "UNCLOSED_COMMENT", "OTHER"})
_HEADS = frozenset({"AGGREGATE", "ENUM", "TYPEDEF"})
_TYPE_TOKENS = frozenset({"QUALIFIER", "INTEGER", "WORD", "AGGREGATE", "ENUM", "STAR", "DIMENSION", "COMMA"})
_WIRE_TYPE = re.compile(r"(?:__)?(?:le|be|u|s|virtio)(?:8|16|24|32|64)|u?int(?:8|16|32|64)_t")
_MEMBER_LINE = re.compile(r"^[ \t]*(?:le|be|u)(?:8|16|32|64)[ \t]+\w+[^\n=()]*;", re.MULTILINE)


def parse_listing(text: str) -> Listing:
    """Everything `text` declares, in order, and what is left; never raises."""
    if len(text) > LONGEST_LISTING:
        return Listing((), (), (UnreadPart(f"longer than {LONGEST_LISTING} characters", 0, len(text)),), ())
    return _Reading(text).listing()


class _Reading:
    """One listing being read: the tokens, a position among them, and what has been found."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.declarations: list[Declaration] = []
        self.leftovers: list[Leftover] = []
        self.unread: list[UnreadPart] = []
        self.flaws: list[Flaw] = []
        self.tokens: list[Token] = []
        for token in GRAMMAR.tokens(text, _KEPT):
            if token.type in ("DEFINE", "DIRECTIVE"):
                self._line(token)
            elif token.type == "UNCLOSED_COMMENT":
                self.flaws.append(Flaw(FlawKind.UNCLOSED_COMMENT, "", token.start_pos or 0, token.end_pos or 0))
            else:
                self.tokens.append(token)

    def listing(self) -> Listing:
        """Read all tokens."""
        at = 0
        while at < len(self.tokens):
            end = self._definition(at) or self._variable(at)
            at = end if end is not None else self._leftover(at)
        return Listing(
            tuple(sorted(self.declarations, key=lambda one: one.start)),
            tuple(self.leftovers),
            tuple(sorted(self.unread, key=lambda one: one.start)),
            tuple(sorted(self.flaws, key=lambda one: one.start)),
        )

    def _line(self, token: "Token") -> None:
        start = token.start_pos or 0
        if token.type == "DIRECTIVE":
            self.declarations.append(parse_directive(token, start))
            return
        read, flaw = parse_define(token, start)
        if isinstance(read, UnreadPart):
            self.unread.append(read)
        else:
            self.declarations.append(read)
        if flaw is not None:
            self.flaws.append(flaw)

    # Definitions: a head with a brace, up to the brace that closes it and what follows that

    def _definition(self, at: int) -> int | None:
        if not self._is_head(at):
            if self.tokens[at].type == "TYPEDEF":
                return self._typedef(at)
            return None
        close, reason = self._closing(at)
        if reason:
            self._give_up(at, close, reason)
            return close
        end = self._trailer_end(close + 1)
        self._take(read_chunk(self.text, self.tokens[at:end]))
        return end

    def _typedef(self, at: int) -> int:
        end = at
        while end < len(self.tokens) and self.tokens[end].type != "SEMICOLON" and not (end > at and self._is_head(end)):
            end += 1
        end = min(end + 1, len(self.tokens))
        self._take(read_chunk(self.text, self.tokens[at:end]))
        return end

    def _is_head(self, at: int) -> bool:
        kinds = [token.type for token in self.tokens[at : at + 6]]
        if kinds and kinds[0] == "TYPEDEF":
            del kinds[0]
        if not kinds or kinds[0] not in ("AGGREGATE", "ENUM"):
            return False
        rest = [kind for kind in kinds[1:] if kind != "ATTRIBUTE"]
        return rest[:1] == ["LBRACE"] or rest[:2] == ["WORD", "LBRACE"]

    def _closing(self, at: int) -> tuple[int, str]:
        """The index of the closing brace and "", or of the next declaration and why there is no brace."""
        heads: list[int] = []
        head = at
        reason = "no closing brace"
        for index in range(at, len(self.tokens)):
            kind = self.tokens[index].type
            if kind in _HEADS:
                head = index
            elif kind == "LBRACE":
                heads.append(head if index - head <= 2 else at)
                if len(heads) > DEEPEST_NESTING:
                    reason = f"nested deeper than {DEEPEST_NESTING} braces"
                    break
            elif kind == "CLOSE":
                opened = heads.pop()
                if not heads:
                    return index, ""
                if self._stands_alone(opened, index, at):
                    return opened, reason
        column = self._column(at)
        for index in range(at + 1, len(self.tokens)):
            if self._starts_afresh(index, column):
                return index, reason
        return len(self.tokens), reason

    def _stands_alone(self, head: int, close: int, outer: int) -> bool:
        """Whether a struct that stands inside another one has a name, declares nothing and is not indented."""
        return (
            self.tokens[close + 1 : close + 2] != []
            and self.tokens[close + 1].type == "SEMICOLON"
            and self.tokens[head + 1].type == "WORD"
            and head != outer
            and self._column(head) <= self._column(outer)
        )

    def _starts_afresh(self, at: int, column: int) -> bool:
        """Whether a declaration begins here that cannot be part of one begun at `column`."""
        if self.tokens[at].type not in _HEADS or not self._is_head(at):
            return False
        own = self._column(at)
        return own <= column

    def _column(self, at: int) -> int:
        """The column of a token that is the first of its line; `_INSIDE_LINE` for any other."""
        start = self.tokens[at].start_pos or 0
        before = self.tokens[at - 1].end_pos or 0 if at else 0
        line = self.text.rfind("\n", before, start)
        return start - line - 1 if line != -1 or at == 0 else _INSIDE_LINE

    def _trailer_end(self, at: int) -> int:
        """One past what belongs to a closing brace before `at`: attributes, a name, a semicolon."""
        close = self.tokens[at - 1]
        while at < len(self.tokens):
            token = self.tokens[at]
            if token.type == "SEMICOLON":
                return at + 1
            same_line = "\n" not in self.text[close.end_pos : token.start_pos]
            if token.type not in ("ATTRIBUTE", "DIMENSION") and not (token.type == "WORD" and same_line):
                return at
            at += 1
        return at

    def _take(self, chunk: Chunk) -> None:
        for declaration in chunk.declarations:
            self.declarations.append(declaration)
            if isinstance(declaration, Aggregate):
                self._take_enums(declaration.members)
        self.unread.extend(chunk.unread)
        self.flaws.extend(chunk.flaws)

    def _take_enums(self, members: tuple[Member, ...]) -> None:
        for member in members:
            if member.enumeration is not None:
                self.declarations.append(member.enumeration)
            self._take_enums(member.members)

    # What is no definition

    def _variable(self, at: int) -> int | None:
        first = self.tokens[at]
        if first.type not in _TYPE_TOKENS or self._column(at) == _INSIDE_LINE:
            return None
        end = at
        while end < len(self.tokens) and self.tokens[end].type in _TYPE_TOKENS:
            end += 1
        if end == len(self.tokens) or self.tokens[end].type != "SEMICOLON":
            return None
        if first.type == "WORD" and not _WIRE_TYPE.fullmatch(first):
            return None
        chunk = read_chunk(self.text, self.tokens[at : end + 1])
        if chunk.unread:
            return None
        self._take(chunk)
        return end + 1

    def _leftover(self, at: int) -> int:
        column = self._column(at)
        depth = 0
        end = at
        while end < len(self.tokens):
            kind = self.tokens[end].type
            if end > at and self._starts_afresh(end, column if depth else _INSIDE_LINE - 1):
                break
            depth += (kind == "LBRACE") - (kind == "CLOSE" and depth > 0)
            end += 1
            if depth == 0 and kind in ("SEMICOLON", "CLOSE"):
                break
        start, stop = self.tokens[at].start_pos or 0, self.tokens[end - 1].end_pos or 0
        if _MEMBER_LINE.search(self.text, start, stop):
            self.unread.append(UnreadPart("members outside a struct that can be read", start, stop))
        elif self.leftovers and self._adjoins(self.leftovers[-1].end, start):
            self.leftovers[-1] = Leftover(self.leftovers[-1].start, stop)
        else:
            self.leftovers.append(Leftover(start, stop))
        return end

    def _adjoins(self, end: int, start: int) -> bool:
        return not any(end <= one.start < start for one in (*self.declarations[-1:], *self.unread[-1:]))

    def _give_up(self, at: int, end: int, reason: str) -> None:
        start, stop = self.tokens[at].start_pos or 0, self.tokens[end - 1].end_pos or 0
        self.unread.append(UnreadPart(reason, start, stop))
