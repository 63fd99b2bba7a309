"""Text of a specification file -> places in it: `SourceFile` turns offsets into lines and columns."""

from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one source file; lines and columns count from 1, `end_line` is the last line touched."""

    file: str
    line: int
    column: int = 1
    end_line: int = 0

    def __post_init__(self) -> None:
        """A span without an end covers its one line."""
        if self.end_line < self.line:
            object.__setattr__(self, "end_line", self.line)

    def __reduce__(self) -> tuple[type["Span"], tuple[str, int, int, int]]:
        """As its four values: a pickle holds more spans than all else, and dataclasses restore theirs slowly."""
        return Span, (self.file, self.line, self.column, self.end_line)

    def __str__(self) -> str:
        """`file:line:column`, the form editors jump to."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a tree: `path` is relative to the tree's root, in POSIX form; `text` is decoded, lines end in LF."""

    path: str
    text: str
    _starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the line starts once; every later look-up is a bisection."""
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at != -1:
            starts.append(at + 1)
            at = find("\n", at + 1)
        object.__setattr__(self, "_starts", starts)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of a character offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def span(self, start: int, end: int | None = None) -> Span:
        """The span from `start` up to, not including, `end` (offsets in characters)."""
        line, column = self.place(start)
        end_line = line if end is None or end <= start else self.place(end - 1)[0]
        return Span(self.path, line, column, end_line)

    def offset(self, line: int, column: int = 1) -> int:
        """The character offset of a line and a column, both from 1; the end of the text beyond its last line."""
        if not 1 <= line <= len(self._starts):
            return len(self.text)
        return min(self._starts[line - 1] + column - 1, len(self.text))

    def line_text(self, line: int) -> str:
        """The text of line `line` (from 1) without its line end; empty beyond the last line."""
        if not 1 <= line <= len(self._starts):
            return ""
        start = self._starts[line - 1]
        end = self._starts[line] - 1 if line < len(self._starts) else len(self.text)
        return self.text[start:end]


def decode_text(data: bytes) -> str:
    """A file's text as all stages see it: UTF-8 without a byte order mark, lines end in LF.

    Bytes that are no UTF-8 become replacement characters; reading reports them.
    """
    text = data.decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
