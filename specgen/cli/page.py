"""What a command shows a person, as plain blocks that only `render` knows how to draw."""

from dataclasses import dataclass

from specgen.source import Span


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a page, and a line of what it is about."""

    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `right` aligns numbers, `style` is one of strong, number, quiet or "" for plain text."""

    title: str
    style: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under a title; without rows it is left out, and so is a column that is empty in every row.

    The columns of a `dense` one move together before words are broken.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    dense: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, in the style of a column; `indent` in characters."""

    text: str
    style: str = ""
    indent: int = 0


Block = Heading | Table | Paragraph
Page = tuple[Block, ...]

INDEX = Column("index", "number", right=True)
PLACE = Column("place", "quiet")


def place(span: Span, home: str = "") -> str:
    """`file:line`, or `:line` in the file that the page is about."""
    return f":{span.line}" if span.file == home else f"{span.file}:{span.line}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 virtqueue`, `2 virtqueues`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
