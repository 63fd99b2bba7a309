"""A requirement's wording -> its fingerprint, which only a change of words changes."""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import sha256

_REFERENCE = re.compile(r"<ref (?:->|[^<>])*>")
_SPELLINGS = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "`": "'",
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
        "\u2026": "...", "\u00ad": None, "\u200b": None, "\u200c": None, "\u200d": None, "\u2060": None, "\ufeff": None,
    }
)  # fmt: skip
_DASHES = re.compile(r"--+")


def fingerprint(text: str, condition: str | None, items: Iterable[str]) -> str:
    """The first 12 hex digits of SHA-256 over the normalised text, its condition and its items.

    White space and the way quotes, dashes and dots are typed do not count; references count as such, not by their
    label. So neither re-wrapping, nor markup, nor renaming a label changes a requirement.
    """
    normal = "\x1f".join(map(_normal, (condition or "", text, *items)))
    return sha256(normal.encode(errors="surrogatepass")).hexdigest()[:12]


def _normal(text: str) -> str:
    text = _REFERENCE.sub("<ref>", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_SPELLINGS)
    text = text.replace("``", '"').replace("''", '"').replace("`", "'")
    return _DASHES.sub("-", " ".join(text.split()))
