"""VS615."""

import re
from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Edit, Finding, Fix
from specgen.lint.rule import FileRule

_MARKS = frozenset(".,;:")
_PAIR = re.compile(r"^(?:\.\.|,,|;;|,\.|;\.|,;|;,|:\.|:,|\.;)(?!\.)")


class DoublePunctuation(FileRule):
    r"""Two punctuation marks where one belongs: `etc..`, `,,`, `,.`.

    An abbreviation at the end of a sentence shares its full stop with the sentence.

    Bad::

        The lamp can blink, fade, etc..

    Good::

        The lamp can blink, fade, etc.
    """

    code = "VS615"
    name = "double-punctuation"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Punctuation marks that follow each other after a word."""
        words = file.words
        for number, gap in enumerate(words.gaps):
            if len(gap) < 2 or gap[0] not in _MARKS or gap[1] not in _MARKS or not words.words[number]:
                continue
            match = _PAIR.match(gap)
            start = words.end(number)
            place = words.place(start, start + 2)
            if match is None or place is None or (gap == ".." and words.word(number + 1)):
                continue
            right = "." if "." in match.group() else match.group()[0]
            shown = f"{words.words[number]}{match.group()}"
            yield self.finding(
                words.span(words.starts[number], start + 2),
                f"{shown!r}: two punctuation marks in a row",
                subject=shown,
                help=f"{words.words[number]}{right}",
                fix=Fix((Edit(file.source.path, *place, right),), f"write {right!r}", safe=False),
            )
