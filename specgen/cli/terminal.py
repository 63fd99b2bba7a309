"""What the output goes to -> whether it gets colours and progress; text of the specification made safe to print."""

import os
import sys
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO, TypeVar

_T = TypeVar("_T", bound=Hashable)
COLOR_CHOICES = ("auto", "always", "never")
Paint = Callable[[str, str], str]
_CODES = {"red": "1;31", "yellow": "1;33", "cyan": "36", "bold": "1", "green": "32", "dim": "2"}


class Terminal:
    """Standard output and standard error as one command uses them."""

    def __init__(self, *, color: str = "auto", quiet: bool = False) -> None:
        self.color = color
        self.quiet = quiet
        self._said: set[object] = set()

    @property
    def colorful(self) -> bool:
        """Whether standard output gets colours."""
        return _gets_color(sys.stdout, self.color)

    def paint_error(self, text: str, style: str) -> str:
        """`text` in `style` where standard error gets colours."""
        return _painted(text, style) if _gets_color(sys.stderr, self.color) else text

    def paint(self, text: str, style: str) -> str:
        """`text` in `style` where standard output gets colours."""
        return _painted(text, style) if self.colorful else text

    def note(self, text: str) -> None:
        """Say something beside the result, unless told to be quiet."""
        if not self.quiet:
            print(text, file=sys.stderr)

    def unsaid(self, things: Iterable[_T]) -> list[_T]:
        """Those of `things` that no earlier call was given: a command says the same thing once."""
        new = [thing for thing in dict.fromkeys(things) if thing not in self._said]
        self._said.update(new)
        return new

    @property
    def shows_progress(self) -> bool:
        """Whether long work says how far it is."""
        return not self.quiet and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    @contextmanager
    def progress(self, text: str) -> Iterator[None]:
        """Show `text` while something takes its time: on a terminal only, and gone afterwards."""
        shown = self.shows_progress
        if shown:
            print(f"{text} ...", end="", file=sys.stderr, flush=True)
        try:
            yield
        finally:
            if shown:
                print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    @contextmanager
    def steps(self) -> Iterator[Callable[[str], None]]:
        """The value says which step long work has come to: on a terminal only, in one line that is gone afterwards."""
        from shutil import get_terminal_size

        shown = self.shows_progress

        def say(text: str) -> None:
            if shown:
                room = max(20, get_terminal_size().columns - 5)
                print(f"\r\x1b[K{printable(text)[:room]} ...", end="", file=sys.stderr, flush=True)

        try:
            yield say
        finally:
            if shown:
                print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def color_wanted(arguments: Sequence[str]) -> str:
    """The colour choice among arguments that could not be parsed."""
    for position, argument in enumerate(arguments):
        choice = (
            argument.removeprefix("--color=") if "=" in argument else "".join(arguments[position + 1 : position + 2])
        )
        if argument.startswith("--color") and choice in COLOR_CHOICES:
            return choice
    return "auto"


def printable(text: str) -> str:
    """`text` without what would steer a terminal: control and direction characters as escapes, tabs as spaces."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character == "\t":
        return "    "
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
        return ascii(character)[1:-1]
    return character


def _gets_color(stream: TextIO, color: str) -> bool:
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def _painted(text: str, style: str) -> str:
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m"
