r"""pylatexenc's walker with a cheaper token loop: runs of characters are one token, verbatim bodies are one search.

pylatexenc makes one token a character and asks for specials at each; over a version of the specification that is most
of its time. The grammar (groups, environments, macro arguments, recovery from errors) stays pylatexenc's own.
"""

import re
from typing import Any

from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexToken,
    LatexWalker,
    LatexWalkerEndOfStream,
    LatexWalkerParseError,
)

from specgen.latex.macros import VERBATIM, context

MAX_DEPTH = 60
"""Groups and environments in each other; the specification reaches 9."""

MAX_TOKENS = 400_000
"""Tokens of one region; a whole version of the specification has 130,000."""

_SPACE = re.compile(r"\s*")
_CHARACTERS = re.compile(r"[^\\%{}$\[\]\s*]++(?:[ \t]*+(?:\n[ \t]*+)?[^\\%{}$\[\]\s*]++)*+")
_SIMPLE_GROUP = re.compile(r"\s*\{([^\\{}%$]*)\}")
_MACRO = re.compile(r"[a-zA-Z]+|.", re.DOTALL)
_ENVIRONMENT = re.compile(r"\s*\{([\w* ._-]+)\}")
_AFTER_MACRO = re.compile(r"[ \t]*+(?:\n[ \t]*+(?!\n))?")
_COMMENT = re.compile(r"%([^\n]*)(\n[ \t]*+(?!\n))?")
_MATH = {"[": "mathmode_display", "]": "mathmode_display", "(": "mathmode_inline", ")": "mathmode_inline"}
_BRACKETS = {"{": "brace_open", "}": "brace_close"}


class RegionError(Exception):
    """The region is too deep or too long to be read; `position` is an offset into it."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position


class Walker(LatexWalker):  # type: ignore[misc]  # pylatexenc has no types
    """A tolerant walker over one region; what it had to forgive is in `forgiven` as (offset, reason)."""

    def __init__(self, text: str) -> None:
        super().__init__(text, latex_context=context(), tolerant_parsing=True)
        self.forgiven: list[tuple[int, str]] = []
        self._depth = 0
        self._tokens = 0
        self._state = self.make_parsing_state()

    def make_parsing_state(self, **kwargs: Any) -> Any:  # noqa: ANN401  # pylatexenc's type
        """One shared state: the specification's tokens do not depend on it."""
        state = self.__dict__.get("_state")
        return state if state is not None and not kwargs else super().make_parsing_state(**kwargs)

    def pos_to_lineno_colno(self, pos: int, as_dict: bool = False) -> Any:  # noqa: ANN401  # pylatexenc's type
        """Offsets are enough here; lines are counted once, by `SourceFile`."""
        return {"lineno": 0, "colno": pos} if as_dict else (0, pos)

    def _report_ignore_parse_error(self, exc: LatexWalkerParseError) -> None:
        position = exc.pos if isinstance(exc.pos, int) else 0
        if len(self.forgiven) < 20:
            self.forgiven.append((position, str(exc.msg)))

    def get_latex_nodes(self, pos: int = 0, **kwargs: Any) -> Any:  # noqa: ANN401  # pylatexenc's type
        """Parse nodes, within `MAX_DEPTH`."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise RegionError(f"groups and environments are nested more than {MAX_DEPTH} deep", pos)
        try:
            return super().get_latex_nodes(pos, **kwargs)
        finally:
            self._depth -= 1

    def get_latex_environment(self, pos: int, environmentname: str | None = None, **kwargs: Any) -> Any:  # noqa: ANN401  # pylatexenc's type
        """Parse an environment; a verbatim one is a search for its end."""
        if environmentname not in VERBATIM:
            node, start, length = super().get_latex_environment(pos, environmentname=environmentname, **kwargs)
            if (
                not self.s.endswith("}", start, start + length)
                or "\\end" not in self.s[start + length - 40 : start + length]
            ):
                self.forgiven.append((pos, f"\\begin{{{environmentname}}} is never closed"))
            return node, start, length
        start = self.s.index("}", pos) + 1
        end = self.s.find(f"\\end{{{environmentname}}}", start)
        if end == -1:
            self.forgiven.append((pos, f"\\begin{{{environmentname}}} is never closed"))
            end = after = len(self.s)
        else:
            after = end + len(f"\\end{{{environmentname}}}")
        node = self.make_node(
            LatexEnvironmentNode,
            parsing_state=self._state,
            environmentname=environmentname,
            nodelist=[(start, end)],
            nodeargd=None,
            pos=pos,
            len=after - pos,
        )
        return node, pos, after - pos

    def get_latex_braced_group(self, pos: int, brace_type: str = "{", **kwargs: Any) -> Any:  # noqa: ANN401  # pylatexenc's type
        """Parse a group; one that the region does not close is forgiven, but noted; one of plain text is one match."""
        if brace_type == "{":
            simple = _SIMPLE_GROUP.match(self.s, pos)
            if simple is not None:
                return self._simple_group(simple)
        node, start, length = super().get_latex_braced_group(pos, brace_type=brace_type, **kwargs)
        closing = "}" if brace_type == "{" else "]" if brace_type == "[" else ""
        if closing and not self.s.endswith(closing, start, start + length):
            self.forgiven.append((start, f"'{brace_type}' is never closed"))
        return node, start, length

    def _simple_group(self, match: re.Match[str]) -> Any:  # noqa: ANN401  # pylatexenc's type
        start, end = match.span(1)
        chars = self.make_node(LatexCharsNode, parsing_state=self._state, chars=match[1], pos=start, len=end - start)
        node = self.make_node(
            LatexGroupNode,
            parsing_state=self._state,
            nodelist=[chars],
            delimiters=("{", "}"),
            pos=start - 1,
            len=end - start + 2,
        )
        return node, start - 1, end - start + 2

    def get_latex_expression(self, pos: int, **kwargs: Any) -> Any:  # noqa: ANN401  # pylatexenc's type
        """One argument: a group, a macro, or a single character (not the run of characters a token holds)."""
        simple = _SIMPLE_GROUP.match(self.s, pos)
        if simple is not None:
            return self._simple_group(simple)
        at = _SPACE.match(self.s, pos).end()  # type: ignore[union-attr]  # matches the empty string too
        if at < len(self.s) and self.s[at] not in "\\{}%$":
            node = self.make_node(LatexCharsNode, parsing_state=self._state, chars=self.s[at], pos=at, len=1)
            return node, at, 1
        return super().get_latex_expression(pos, **kwargs)

    def get_latex_maybe_optional_arg(self, pos: int, **kwargs: Any) -> Any:  # noqa: ANN401  # pylatexenc's type
        """An argument in brackets if one comes next."""
        at = _SPACE.match(self.s, pos).end()  # type: ignore[union-attr]  # matches the empty string too
        if at >= len(self.s) or self.s[at] != "[":
            return None
        return super().get_latex_maybe_optional_arg(pos, **kwargs)

    def get_token(
        self,
        pos: int,
        include_brace_chars: list[tuple[str, str]] | None = None,
        environments: bool = True,
        **_: Any,  # noqa: ANN401  # pylatexenc's type
    ) -> LatexToken:
        """The next token; a run of characters up to the next special one is a single token."""
        text = self.s
        self._tokens += 1
        if self._tokens > MAX_TOKENS:
            raise RegionError(f"more than {MAX_TOKENS} tokens without a heading", pos)
        space_match = _SPACE.match(text, pos)
        space = space_match.group()  # type: ignore[union-attr]  # matches the empty string too
        if space.count("\n") > 1:
            return LatexToken(tok="char", arg=space, pos=pos, len=len(space), pre_space="")
        pos += len(space)
        if pos >= len(text):
            raise LatexWalkerEndOfStream(final_space=space)
        run = _CHARACTERS.match(text, pos)
        if run is not None:
            return LatexToken(tok="char", arg=run.group(), pos=pos, len=run.end() - pos, pre_space=space)
        character = text[pos]
        if character == "\\":
            return _macro_token(text, pos, space, environments=environments)
        if character == "%":
            match = _COMMENT.match(text, pos)
            assert match is not None
            return LatexToken(
                tok="comment",
                arg=match.group(1),
                pos=pos,
                len=match.end() - pos,
                pre_space=space,
                post_space=match.group(2) or "",
            )
        kind = _BRACKETS.get(character)
        if kind is None and include_brace_chars:
            for opening, closing in include_brace_chars:
                kind = {opening: "brace_open", closing: "brace_close"}.get(character, kind)
        if kind is None:
            kind = "mathmode_inline" if character == "$" else "char"
        return LatexToken(tok=kind, arg=character, pos=pos, len=1, pre_space=space)


def _macro_token(text: str, pos: int, space: str, *, environments: bool) -> LatexToken:
    match = _MACRO.match(text, pos + 1)
    if match is None:
        return LatexToken(tok="char", arg="\\", pos=pos, len=1, pre_space=space)
    name, end = match.group(), match.end()
    if name in _MATH:
        return LatexToken(tok=_MATH[name], arg="\\" + name, pos=pos, len=2, pre_space=space)
    if environments and name in {"begin", "end"}:
        environment = _ENVIRONMENT.match(text, end)
        if environment is not None:
            return LatexToken(
                tok="begin_environment" if name == "begin" else "end_environment",
                arg=environment.group(1),
                pos=pos,
                len=environment.end() - pos,
                pre_space=space,
            )
    after = ""
    if name.isalpha():
        after = _AFTER_MACRO.match(text, end).group()  # type: ignore[union-attr]  # matches the empty string too
        end += len(after)
    return LatexToken(tok="macro", arg=name, pos=pos, len=end - pos, pre_space=space, post_space=after)
