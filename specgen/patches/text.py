"""The text of a file while patches change it: its lines, and for each the line of the patch that added it."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Origin(NamedTuple):
    """The line of a patch that a line of the patched text comes from; `line` counts from 1 in the input `patch`."""

    patch: str
    line: int


@dataclass(frozen=True)
class PatchedText:
    """Lines with their line feeds, the last perhaps without one, and as many origins; None is the tree's own line.

    Bytes that are not UTF-8 are kept as surrogates, so every file survives the way in and out.
    """

    lines: tuple[str, ...]
    origins: tuple[Origin | None, ...]

    @cached_property
    def data(self) -> bytes:
        """The bytes of the file."""
        return "".join(self.lines).encode("utf-8", "surrogateescape")

    @cached_property
    def touched(self) -> tuple[int, ...]:
        """The numbers, from 1, of the lines that come from a patch."""
        return tuple(number for number, origin in enumerate(self.origins, 1) if origin)


def read_text(data: bytes) -> PatchedText:
    """The text of an unpatched file; only line feeds end its lines."""
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    last = lines.pop()
    whole = [f"{line}\n" for line in lines] + ([last] if last else [])
    return PatchedText(tuple(whole), (None,) * len(whole))
