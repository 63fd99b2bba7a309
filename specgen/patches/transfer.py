"""The body of a mail part as it was sent -> its text: transfer encoding, charset and flowed lines undone.

Every line keeps the number of the line of the input that it starts in.
"""

import binascii
import codecs
import re
from bisect import bisect_right
from itertools import accumulate

from specgen.patches.numbered import Allowance, NumberedText

# Codecs such as punycode take quadratic time, and unicode_escape is no charset of mails.
_CHARSET = re.compile(
    r"utf_?(?:8|16)|ascii|iso8859_\d+|latin_?1|cp\d+|koi8_[rtu]|big5\w*|gb\w+|euc_\w+|shift_jis\w*|iso2022_\w+|hz|tis_?620"
)
_BASE64_LINE = re.compile(r"[A-Za-z0-9+/]*={0,2}\s*")
_SOFT_BREAK = re.compile(r"=[ \t\r]*$")


def undo_transfer(text: NumberedText, encoding: str, allowance: Allowance) -> NumberedText:
    """The text of a part with content transfer encoding `encoding`; one that is not known leaves it as it is.

    SpecgenError where it unfolds to more lines than `allowance` has left.
    """
    match encoding.strip().lower():
        case "quoted-printable":
            return _from_quoted_printable(text, allowance)
        case "base64":
            return _from_base64(text, allowance)
        case _:
            return text


def undo_charset(text: NumberedText, charset: str) -> NumberedText:
    """The text in Unicode; what is not valid, or a charset not known, keeps its bytes as surrogates."""
    try:
        name = codecs.lookup(charset).name.replace("-", "_")
    except (LookupError, ValueError):
        name = "utf_8"
    if name in {"utf_8", "ascii"} or not _CHARSET.fullmatch(name):
        return text.decoded()
    return text.decoded(name, "replace")


def undo_flowed(text: NumberedText, *, delete_space: bool) -> NumberedText:
    """The text of a format=flowed part with its soft line breaks and stuffed spaces removed (RFC 3676)."""
    lines: list[list[str]] = []
    numbers: list[int] = []
    flowing = False
    for line, number in zip(text.lines, text.numbers, strict=True):
        quoted = line.startswith(">")
        plain = line.removeprefix(" ")
        if not flowing or quoted:
            lines.append([])
            numbers.append(number)
        flowing = plain.endswith(" ") and plain != "-- " and not quoted
        lines[-1].append(plain[:-1] if flowing and delete_space else plain)
    return NumberedText(["".join(pieces) for pieces in lines], numbers)


def _from_quoted_printable(text: NumberedText, allowance: Allowance) -> NumberedText:
    lines: list[str] = []
    numbers: list[int] = []
    pieces: list[str] = []
    start = 0
    for line, number in zip(text.lines, text.numbers, strict=True):
        start = start or number
        soft = _SOFT_BREAK.search(line)
        bare = line[: soft.start()] if soft else line.removesuffix("\r")
        pieces.append(_unquoted(bare) if "=" in bare else bare)
        if not soft:
            _add(lines, numbers, pieces, start, allowance)
            pieces, start = [], 0
    if pieces:
        _add(lines, numbers, pieces, start, allowance)
    return NumberedText(lines, numbers)


def _unquoted(line: str) -> str:
    return binascii.a2b_qp(line.encode("latin-1")).decode("latin-1")


def _add(lines: list[str], numbers: list[int], pieces: list[str], number: int, allowance: Allowance) -> None:
    """Append what one or more joined lines decode to, which may again hold line feeds."""
    joined = "".join(pieces)
    allowance.take(joined.count("\n") + 1)
    decoded = joined.split("\n")
    lines += decoded
    numbers += [number] * len(decoded)


def _from_base64(text: NumberedText, allowance: Allowance) -> NumberedText:
    """The decoded text; the footer that a list put behind it in clear text is dropped."""
    coded: list[str] = []
    for line in text.lines:
        if not _BASE64_LINE.fullmatch(line):
            break
        coded.append(line.strip())
        if line.rstrip().endswith("="):
            break
    try:
        data = binascii.a2b_base64("".join(coded))
    except (binascii.Error, ValueError):
        return text
    allowance.take(data.count(b"\n"))
    lines = data.decode("latin-1").split("\n")
    ends = list(accumulate(map(len, coded), initial=0))[1:] or [0]
    starts = accumulate((len(line) + 1 for line in lines[:-1]), initial=0)
    last = max(len(coded) - 1, 0)
    # Three bytes are four characters; so far into the coded text does a decoded line start.
    return NumberedText(lines, [text.numbers[min(bisect_right(ends, start * 4 // 3), last)] for start in starts])
