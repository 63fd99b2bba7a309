"""A mail -> its headers and the texts in it that may hold a patch.

Parsing is left to the standard library's email package; ours is to bound what it is given, and to know for every line
of a decoded part which line of the input it came from.
"""

import re
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import Parser

from specgen.diagnostics import SpecgenError
from specgen.patches.mailbox import Mail, Text
from specgen.patches.numbered import Allowance, NumberedText, without_carriage_returns
from specgen.patches.page import strip_html
from specgen.patches.transfer import undo_charset, undo_flowed, undo_transfer

# What the standard library is known to raise on headers that nobody's mail program writes.
_STUMBLES = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)
_MAX_HEADER = 128 << 10  # bytes; the longest seen on lore.kernel.org have 20,000
_MAX_FIELD = 4 << 10  # characters of a subject or name that are looked at
_MAX_CONTENT_FIELD = 1000  # bytes of one Content-Type, which the standard library reads in quadratic time
_MAX_CONTENT_FIELDS = 1000
_MAX_PARTS = 40  # each level of nesting costs the standard library a test a line
_NESTING = re.compile(r"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_CONTENT = re.compile(r"^content-[a-z-]+:.*(?:\n[ \t].*)*", re.IGNORECASE | re.MULTILINE)
_IDENTITY = re.compile(r"<[^<>\s]+>")
_PATCH_NAMES = (".patch", ".diff", ".mbox", ".eml", ".txt")
_PATCH_TYPES = frozenset({"text/x-patch", "text/x-diff", "text/x-mbox", "application/mbox", "application/x-patch"})


def read_mails(text: NumberedText, allowance: Allowance) -> list[Mail]:
    """The mail that `text` is, and those forwarded in it as attachments.

    SpecgenError where it is too deeply nested or its headers are too large to be honest.
    """
    if text.lines[0].startswith("From "):
        text = text.part(1)
    source = "\n".join(text.lines)
    place = f"{allowance.name}:{text.numbers[0]}"
    _check(text, source, place)
    reading = _Reading(text, source, allowance)
    try:
        reading.read(Parser().parsestr(source))
    except _STUMBLES as error:
        raise SpecgenError(f"a mail cannot be read: {error}", place=place) from error
    return reading.mails


def _check(text: NumberedText, source: str, place: str) -> None:
    """Refuse what would take the standard library very long."""
    head = next((index for index, line in enumerate(text.lines) if not line.strip()), len(text.lines))
    if sum(map(len, text.lines[:head])) > _MAX_HEADER:
        raise SpecgenError(f"the mail's headers are longer than {_MAX_HEADER:,} bytes", place=place)
    lengths = [len(found[0]) for found in _CONTENT.finditer(source)]
    if max(lengths, default=0) > _MAX_CONTENT_FIELD:
        raise SpecgenError(f"a content header of the mail is longer than {_MAX_CONTENT_FIELD:,} bytes", place=place)
    if len(lengths) > _MAX_CONTENT_FIELDS:
        raise SpecgenError(f"the mail has more than {_MAX_CONTENT_FIELDS:,} content headers", place=place)
    if len(_NESTING.findall(source)) > _MAX_PARTS:
        raise SpecgenError(f"the mail holds more than {_MAX_PARTS} mails or multiparts", place=place)


def _headers(message: Message) -> dict[str, str]:
    """The headers by lower-case name, the first of each, decoded."""
    headers: dict[str, str] = {}
    for key, value in message.raw_items():
        headers.setdefault(key.lower(), value)
    wanted = ("subject", "from", "date", "message-id", "references", "in-reply-to")
    return {key: _decoded(headers[key]) for key in wanted if key in headers}


def _decoded(value: str) -> str:
    """A header in Unicode, on one line."""
    folded = " ".join(value[:_MAX_FIELD].split())
    plain = folded.encode("latin-1").decode("utf-8", "replace")
    if "=?" not in plain:
        return plain
    try:
        return " ".join(str(make_header(decode_header(plain))).split())
    except (HeaderParseError, LookupError, ValueError):
        return plain


class _Reading:
    """Walks through the parts of a mail and finds each again in the text, to know its lines."""

    def __init__(self, text: NumberedText, source: str, allowance: Allowance) -> None:
        self._allowance = allowance
        self.mails: list[Mail] = []
        self._text = text
        self._source = source
        self._start = 0  # of the last part found, in the source
        self._end = 0
        self._line = 0  # of its start

    def read(self, message: Message) -> None:
        """Append the mail that `message` is, and then those inside it."""
        headers = _headers(message)
        mail = Mail(
            line=self._text.numbers[min(self._line, len(self._text.numbers) - 1)],
            subject=headers.get("subject", ""),
            author=headers.get("from", ""),
            date=headers.get("date", ""),
            identity=headers.get("message-id", ""),
            references=tuple(_IDENTITY.findall(f"{headers.get('references')} {headers.get('in-reply-to')}")),
        )
        self.mails.append(mail)
        pages: list[NumberedText] = []
        self._collect(message, mail, pages)
        if not mail.texts:
            mail.texts.extend(Text(strip_html(lines, self._allowance.name), page=True) for lines in pages)

    def _collect(self, message: Message, mail: Mail, pages: list[NumberedText]) -> None:
        payload = message.get_payload()
        if isinstance(payload, list):
            for part in payload:
                if isinstance(part, Message):
                    if message.get_content_type() == "message/rfc822":
                        self.read(part)
                    else:
                        self._collect(part, mail, pages)
        elif isinstance(payload, str) and payload:
            encoding = str(message.get("Content-Transfer-Encoding", ""))
            plain = undo_transfer(self._find(payload), encoding, self._allowance)
            kind = message.get_content_type()
            if kind in _PATCH_TYPES or _is_file(message):
                mail.files.append(plain)
            elif kind == "text/html":
                pages.append(_in_unicode(plain, message))
            elif kind.startswith("text/"):
                mail.texts.append(_read_text(_in_unicode(plain, message), message))

    def _find(self, payload: str) -> NumberedText:
        """The lines of a part, with their numbers."""
        found = self._source.find(payload, self._end)
        if found != -1:
            self._line += self._source.count("\n", self._start, found)
            self._start, self._end = found, found + len(payload)
        lines = payload.split("\n")
        numbers = self._text.numbers[self._line : self._line + len(lines)]
        if found == -1 or len(numbers) != len(lines):  # the parser has changed the payload
            numbers = [self._text.numbers[self._line]] * len(lines)
        return NumberedText(lines, numbers)


def _is_file(part: Message) -> bool:
    name = part.get_filename() or ""
    return str(name).lower().endswith(_PATCH_NAMES)


def _in_unicode(text: NumberedText, part: Message) -> NumberedText:
    charset = part.get_param("charset", "utf-8")
    return undo_charset(text, charset if isinstance(charset, str) else "utf-8")


def _read_text(text: NumberedText, part: Message) -> Text:
    text, _ = without_carriage_returns(text)
    if str(part.get_param("format", "")).lower() != "flowed":
        return Text(text)
    delete_space = str(part.get_param("delsp", "")).lower() == "yes"
    return Text(undo_flowed(text, delete_space=delete_space), text)
