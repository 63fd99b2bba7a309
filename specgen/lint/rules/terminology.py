"""VS612."""

import re
from collections.abc import Iterator

from specgen.diagnostics import Severity
from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule

_PAIRS = {
    "queue": ({"virtual", "virt"}, "virtqueue"),
    "queues": ({"virtual", "virt", "driver", "device"}, "virtqueues, or enqueues"),
    "number": ({"virtqueue"}, "virtqueue index"),
}
_ALONE = {
    "master": "controller", "slave": "target", "maximal": "maximum", "minimal": "minimum", "whitelist": "allowlist",
    "blacklist": "denylist",
}  # fmt: skip
_NAME = re.compile(r"[{_/-]")


class Terminology(FileRule):
    r"""A word for which the specification has another one: virtual queue, master, maximal.

    One thing under two names looks like two things. Off by default: which of the words is right is a matter of the
    sentence.

    Bad::

        The driver queues a request on the virtual queue.

    Good::

        The driver enqueues a request on the virtqueue.
    """

    code = "VS612"
    name = "terminology"
    severity = Severity.NOTE
    default = False

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Words and pairs of words of the table."""
        words = file.words
        for second, (firsts, right) in _PAIRS.items():
            for number in words.at(second):
                if words.word(number - 1).lower() in firsts and words.gaps[number - 1].isspace():
                    verb = words.word(number - 1) in {"driver", "device"}
                    if not verb or words.word(number + 1).islower():
                        yield self._finding(file, number - 1, number, right)
        for word, right in _ALONE.items():
            for number in words.at(word):
                start = words.offset(words.starts[number])
                if not _NAME.match(file.source.text[start - 1 : start]):
                    yield self._finding(file, number, number, right)

    def _finding(self, file: LintFile, first: int, last: int, right: str) -> Finding:
        words = file.words
        return self.finding(
            words.span_of(first, last),
            f"{words.shown(first, last)!r}: the specification has another word for it",
            subject=words.around(first, last),
            help=right,
        )
