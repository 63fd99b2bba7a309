"""The document tree: what the parser makes of one file, with offsets into its text.

Plain slotted classes, not dataclasses with validation: a version of the specification makes some hundred thousand.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Text:
    """Running text, `start` its offset; `text` is exactly what stands in the file."""

    text: str
    start: int


@dataclass(slots=True)
class Comment:
    """A `%` comment up to its line end."""

    text: str
    start: int


@dataclass(slots=True)
class Math:
    """Inline or display mathematics, delimiters left out; kept as source text."""

    text: str
    start: int


@dataclass(slots=True)
class Group:
    """A braced or bracketed group; `start` is the offset of the opening delimiter, `end` one past the closing one."""

    nodes: list["Node"]
    start: int
    end: int


@dataclass(slots=True)
class Macro:
    """A macro with the arguments its table entry gives it; a missing optional argument is `None`."""

    name: str
    args: list[Group | None]
    start: int
    end: int
    star: bool


@dataclass(slots=True)
class Environment:
    r"""`\begin{name}` to `\end{name}`."""

    name: str
    args: list[Group | None]
    nodes: list["Node"]
    start: int
    end: int


@dataclass(slots=True)
class Verbatim:
    """A verbatim environment: `options` is the text in brackets or "", `body` starts at `body_start`."""

    name: str
    options: str
    body: str
    start: int
    body_start: int
    end: int


Node = Text | Comment | Math | Group | Macro | Environment | Verbatim
