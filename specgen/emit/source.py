"""Text of the specification -> pieces of Python source that can only be what they are meant to be.

Whatever a template prints has to be a `Source`; a plain `str` may hold anything and is refused. Text becomes `Source`
as a string literal (`pyrepr`), as part of a docstring (`docstring`) or as a comment (`comment`), names through
`specgen.emit.names`, and nothing else of the text becomes `Source` at all.
"""

import re
import textwrap

WIDTH = 120
_LONG = 400
_QUOTES = re.compile(r'"{2,}')


class Source(str):
    """A piece of Python source that is safe to print as it is."""

    __slots__ = ()


def pyrepr(text: str) -> Source:
    """A string literal for any text, in ASCII and with the quotes a formatter would choose."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    body = text.encode("unicode_escape").decode("ascii").replace(quote, f"\\{quote}")
    return Source(f"{quote}{body}{quote}")


def plain(text: str, longest: int = _LONG) -> str:
    """Text for people, safe in a docstring or a comment: one line, printable ASCII, other characters escaped."""
    folded = " ".join(text.split())
    if len(folded) > longest:
        folded = f"{folded[: longest - 3].rstrip()}..."
    safe = "".join(c if " " <= c <= "~" and c != "\\" else _escaped(c) for c in folded)
    return _QUOTES.sub(lambda quotes: r"\u0022" * len(quotes.group()), safe)


def docstring(summary: str, *paragraphs: str, indent: int) -> Source:
    """A docstring that stands `indent` columns in: a line that fits, then paragraphs, empty ones left out.

    The parts may hold text of the specification; none of it can end the docstring.
    """
    width = WIDTH - indent
    first = plain(summary, width - 6)
    if len(first) > width - 6:  # escapes made it longer
        first = f"{_cut(first, width - 9)}..."
    first = first.lstrip('" ') or "..."  # a formatter would part a quote from those that open the docstring
    pad = " " * indent
    blocks = [plain(paragraph, 4 * _LONG) for paragraph in paragraphs if paragraph]
    lines = [line for block in blocks for line in ("", *textwrap.wrap(block, width, break_on_hyphens=False))]
    if not lines:
        return Source(f'"""{_closed(first)}"""')
    body = "\n".join(pad + line if line else "" for line in lines)
    return Source(f'"""{first}\n{body}\n{pad}"""')


def comment(text: str) -> Source:
    """A comment of as many lines as the text needs, at the left margin."""
    words = plain(text)
    return Source("\n".join(f"# {line}" for line in textwrap.wrap(words, WIDTH - 2, break_on_hyphens=False)))


def _closed(line: str) -> str:
    """A line that may stand right before the closing quotes of a docstring."""
    return f"{line[:-1]}." if line.endswith('"') else line


def _escaped(character: str) -> str:
    """An escape that reads the same in a docstring."""
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        return "?"  # half a character is none, and no docstring can hold it
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _cut(text: str, length: int) -> str:
    """At most `length` characters of a text with escapes, none of them cut in two."""
    cut = text[:length]
    start = cut.rfind("\\")
    return cut[:start] if start >= 0 and len(cut) - start < 10 else cut
