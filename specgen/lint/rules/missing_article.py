"""VS609."""

import re
from collections.abc import Iterator

from specgen.diagnostics import Severity
from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule

_OPENS = frozenset(
    {"using", "over", "defines", "contains", "of", "in", "with", "as", "to", "has", "by", "supports", "for",
     "use", "uses", "send", "sends", "offers", "offer", "specifies", "via", "on", "from", "set", "sets", "calculates"}
)  # fmt: skip
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Za-z0-9]+)+\Z")
_KINDS = frozenset({"feature", "command", "flag", "bit", "request", "event", "field"})
_COUNTED = frozenset({"bitmask", "hash", "array", "number", "index", "maximal", "maximum", "address", "length"})


class MissingArticle(FileRule):
    r"""A noun that lacks its article: using following format, offers X feature, contains bitmask of.

    Off by default: whether an article is missing depends on more than the neighbouring words.

    Bad::

        The driver sends VIRTIO_LAMP_ON command in following format.

    Good::

        The driver sends the VIRTIO_LAMP_ON command in the following format.
    """

    code = "VS609"
    name = "missing-article"
    severity = Severity.NOTE
    default = False

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Nouns right after a verb or a preposition, of the kinds that need an article."""
        words = file.words
        for number, kind in _places(file):
            if words.word(number - 1).lower() not in _OPENS or not words.joined(number - 1):
                continue
            shown = words.shown(number - 1, kind)
            yield self.finding(
                words.span_of(number - 1, kind),
                f"{shown!r} seems to lack an article",
                subject=shown,
                help=f"{words.word(number - 1)} the {shown.partition(' ')[2]}",
            )


def _places(file: LintFile) -> Iterator[tuple[int, int]]:
    """The word before which the article is missing, and the noun's last word."""
    words = file.words
    for number in words.at("following"):
        if words.word(number + 1).islower() and words.joined(number):
            yield number, number + 1
    for number in words.at(*_KINDS):
        if _CONSTANT.match(words.word(number - 1)) and words.joined(number - 1):
            yield number - 1, number
    for number in words.at("feature"):
        if _CONSTANT.match(words.word(number + 1)) and words.joined(number):
            yield number, number + 1
    for number in words.at(*_COUNTED):
        if words.word(number + 1) in {"of", "supported"} and words.joined(number):
            yield number, number + 1
