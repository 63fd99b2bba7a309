"""Bytes of an input file -> its lines, each with its line number in that file, whatever is cut out or decoded later."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from specgen.diagnostics import SpecgenError

MAX_SIZE = 32 << 20
"""Bytes; the longest series on the virtio lists has well under 1 MB."""
MAX_LINES = 250_000
_MAX_MEMBERS = 100
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"
_STRUCTURE = re.compile(r"(?:From |From: |Subject: |diff --git |--- \S|\+\+\+ \S|@@ -\d)")


@dataclass(frozen=True, slots=True)
class NumberedText:
    """Lines without line feeds and the number of each in the input, from 1.

    Until a charset is known, each character stands for one byte (ISO 8859-1).
    """

    lines: Sequence[str]
    numbers: Sequence[int]

    def part(self, start: int, stop: int | None = None) -> "NumberedText":
        """The lines from index `start` up to `stop`."""
        return NumberedText(self.lines[start:stop], self.numbers[start:stop])

    def raw_bytes(self) -> bytes:
        """The bytes of an undecoded text."""
        return "\n".join(self.lines).encode("latin-1")

    def decoded(self, charset: str = "utf-8", errors: str = "surrogateescape") -> "NumberedText":
        """The same lines in `charset`."""
        if charset == "utf-8" and all(map(str.isascii, self.lines)):
            return self
        lines = self.raw_bytes().decode(charset, errors).split("\n")
        numbers = self.numbers
        if len(lines) != len(numbers):  # a charset that is no superset of ASCII
            numbers = [numbers[min(index, len(numbers) - 1)] for index in range(len(lines))]
        return NumberedText(lines, numbers)


class Allowance:
    """How many lines the input `name` may still unfold to: a small encoded mail can hold very many."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._left = 2 * MAX_LINES  # the lines as they are, and once more what they encode

    def take(self, count: int) -> None:
        """Use up `count` lines; SpecgenError where there are too many."""
        self._left -= count
        if self._left < 0:
            raise _too_large(self.name, "too many encoded lines")


def read_lines(data: bytes, name: str) -> NumberedText:
    """The lines of an input file; SpecgenError where it is too large or no text.

    Gzip (lore.kernel.org gives .mbox.gz) and UTF-16 (a shell of Windows writes it) are recognised by their first bytes.
    """
    if len(data) > MAX_SIZE:
        raise _too_large(name, f"{len(data):,} bytes")
    if data.startswith(_GZIP):
        data = _unpacked(data, name)
    if data.startswith(_UTF16):
        data = data.decode("utf-16", "replace").encode()
    data = data.removeprefix(_UTF8_MARK)
    if b"\0" in data:
        line = data.count(b"\n", 0, data.find(b"\0")) + 1
        raise SpecgenError(f"{name} is no text: it holds a NUL", place=f"{name}:{line}", hint="a patch is plain text")
    count = data.count(b"\n") + 1
    if count > MAX_LINES:
        raise _too_large(name, f"{count:,} lines")
    return NumberedText(data.decode("latin-1").split("\n"), range(1, count + 1))


def without_carriage_returns(text: NumberedText) -> tuple[NumberedText, bool]:
    """The text with LF line ends and whether it had CRLF.

    Only where the mail's or the diff's own lines have CRLF did the transport put it there; else it belongs to the
    patched file and stays.
    """
    marks = [line for line in text.lines if line[:1] in "FSd-+@" and _STRUCTURE.match(line)]
    if not marks or not all(line.endswith("\r") for line in marks):
        return text, False
    return NumberedText([line.removesuffix("\r") for line in text.lines], text.numbers), True


def _unpacked(data: bytes, name: str) -> bytes:
    """What a gzip file of one or more members holds, unpacked no further than MAX_SIZE."""
    import zlib  # noqa: PLC0415 - only packed input needs it

    parts: list[bytes] = []
    left = MAX_SIZE + 1
    try:
        for _ in range(_MAX_MEMBERS):
            if left <= 0 or not data.startswith(_GZIP):
                break
            member = zlib.decompressobj(wbits=31)
            parts.append(member.decompress(data, left))
            left -= len(parts[-1])
            if left > 0 and not member.eof:
                raise SpecgenError(f"{name} is a gzip file that ends early", hint="download it again")
            data = member.unused_data
        else:
            left = 0
    except zlib.error as error:
        raise SpecgenError(f"{name} is a damaged gzip file: {error}", hint="download it again") from error
    if left <= 0:
        raise _too_large(name, f"more than {MAX_SIZE:,} bytes when unpacked")
    return b"".join(parts)


def _too_large(name: str, size: str) -> SpecgenError:
    return SpecgenError(
        f"{name} is too large for a patch: {size}; the limit is {MAX_SIZE >> 20} MiB and {MAX_LINES:,} lines",
        hint="give the patch or the series alone, not the archive of a list",
    )
