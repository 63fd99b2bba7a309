"""A grammar file -> a parser: loads `grammars/*.lark`, and makes values with an offset out of lark's errors."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from specgen.resources import resource_directory

if TYPE_CHECKING:
    from lark import Lark, Token
    from lark.parsers.lalr_interactive_parser import InteractiveParser


@dataclass(frozen=True, slots=True)
class Misfit:
    """Where a text leaves its grammar: `offset` in characters, what stood there, and what would have fitted.

    At the end of the text `found` is "".
    """

    offset: int
    found: str
    expected: tuple[str, ...]


class Lexeme(str):
    """A token for `Grammar.run`: its text, with the name of its terminal in `type`, as lark's tokens have it."""

    __slots__ = ("type",)
    type: str

    def __new__(cls, kind: str, text: str) -> Self:
        """The token of terminal `kind`."""
        made = super().__new__(cls, text)
        made.type = kind
        return made


class Grammar:
    """One LALR grammar with its scanner; lark and the tables are loaded when the first text is read.

    `builder` has one method per rule or alias, called with the list of what the parts of the rule became.
    """

    def __init__(self, name: str, builder: object) -> None:
        self.name = name
        self._builder = builder

    def parse(self, text: str) -> Any:  # noqa: ANN401  # the builder decides what comes out
        """What the builder made of `text`, or a `Misfit`."""
        from lark import UnexpectedCharacters, UnexpectedToken  # noqa: PLC0415  # loaded when first needed

        try:
            return self._lark.parse(text)
        except UnexpectedCharacters as error:
            at: int = vars(error)["pos_in_stream"]  # lark declares it None
            return Misfit(at, text[at : at + 1], tuple(sorted(error.allowed or ())))
        except UnexpectedToken as error:
            at = len(text) if error.token.type == "$END" else error.token.start_pos or 0
            return Misfit(at, str(error.token), tuple(sorted(error.expected)))

    def tokens(self, text: str, keep: frozenset[str] = frozenset()) -> list["Token"]:
        """The tokens of `text`; of the ignored ones only those in `keep`. Characters of no terminal are passed over.

        Three times as fast as lark's scanner, which counts lines and asks the parser's state.
        """
        make = self._token
        ignored = self._ignored - keep
        return [
            make(kind, match[0], match.start(), end_pos=match.end())
            for match in self._scanner.finditer(text)
            if (kind := match.lastgroup or "") not in ignored
        ]

    def begin(self) -> "InteractiveParser":
        """A parser to be fed by `feed`, for callers that mend a text on the way."""
        return self._lark.parse_interactive()

    def feed(self, parser: "InteractiveParser", tokens: Sequence["Token"], first: int = 0) -> int | None:
        """Feed `tokens` from index `first` on, up to the one that does not fit; its index, `None` when all did.

        The parser stays usable: another token may be fed in the place of the one that did not fit.
        """
        from lark import UnexpectedToken  # noqa: PLC0415  # loaded when first needed

        index = first
        feed = parser.parser_state.feed_token
        try:
            for index in range(first, len(tokens)):
                feed(tokens[index])
        except UnexpectedToken:
            return index
        return None

    def finish(self, parser: "InteractiveParser") -> Any:  # noqa: ANN401  # the builder decides what comes out
        """What the builder made of all that was fed; `None` where the text is not complete."""
        from lark import UnexpectedToken  # noqa: PLC0415  # loaded when first needed

        try:
            return parser.feed_token(self._token("$END", "", 0))
        except UnexpectedToken:
            return None

    def run(self, kinds: Sequence[str], texts: Sequence[str]) -> Any:  # noqa: ANN401  # the builder decides
        """What the builder made of tokens given by their terminals and texts; `None` where they do not fit.

        Twice as fast as `feed` and `finish`, which look up each rule by its hash.
        """
        moves, first, last = self._moves
        state, states, values = first, [first], list[Any]()
        for kind, text in zip((*kinds, "$END"), (*texts, ""), strict=True):
            while True:
                move = moves[state].get(kind)
                if move is None:
                    return None
                if move.__class__ is int:
                    state = move
                    states.append(state)
                    values.append(Lexeme(kind, text))
                    break
                callback, size, origin = move
                value = callback(values[-size:] if size else [])
                if size:
                    del states[-size:], values[-size:]
                values.append(value)
                state = moves[states[-1]][origin]
                states.append(state)
                if state == last:
                    return value
        return None

    def token(self, kind: str, text: str, offset: int) -> "Token":
        """A token that is not in the text, placed at `offset`."""
        return self._token(kind, text, offset, end_pos=offset)

    @cached_property
    def _lark(self) -> "Lark":
        from lark import Lark  # noqa: PLC0415  # loaded when first needed

        text = (resource_directory("grammars") / f"{self.name}.lark").read_text(encoding="utf-8")
        return Lark(text, parser="lalr", lexer="basic", transformer=self._builder)

    @cached_property
    def _token(self) -> type["Token"]:
        from lark import Token  # noqa: PLC0415  # loaded when first needed

        return Token

    @cached_property
    def _moves(self) -> tuple[list[dict[str, Any]], int, int]:
        """For each state what a terminal or rule leads to, the first state and the last.

        That is the state to go to, or a rule to apply: what makes its value, how many parts it has, and its name.
        """
        from lark.parsers.lalr_analysis import Shift  # noqa: PLC0415  # loaded when first needed

        known = self._lark.parse_interactive().parser_state.parse_conf
        moves: list[dict[str, Any]] = [{} for _ in range(max(known.states) + 1)]
        for state, actions in known.states.items():
            for name, (action, to) in actions.items():
                rule = None if action is Shift else to
                moves[state][name] = (
                    to if rule is None else (known.callbacks[rule], len(rule.expansion), rule.origin.name)
                )
        return moves, known.start_state, known.end_state

    @cached_property
    def _ignored(self) -> frozenset[str]:
        return frozenset(self._lark.ignore_tokens)

    @cached_property
    def _scanner(self) -> re.Pattern[str]:
        terminals = sorted(self._lark.terminals, key=lambda one: (-one.priority, -len(one.pattern.value)))
        return re.compile("|".join(f"(?P<{one.name}>{one.pattern.to_regexp()})" for one in terminals))
