"""VS601."""

import re
from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Edit, Finding, Fix
from specgen.lint.rule import FileRule

_NAME = re.compile(r"\\(?:field|texttt|lstinline|url|code|verb)\s*\{[^{}]*\Z")


class DoubledWord(FileRule):
    r"""A word that stands twice in a row, over line ends and markup too.

    It is left over from an edit, and the eye skips it, most of all where a line ends between the two.

    Bad::

        The driver reads the
        the brightness of the lamp.

    Good::

        The driver reads the brightness of the lamp.
    """

    code = "VS601"
    name = "doubled-word"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Words followed by themselves, with nothing but white space between."""
        words = file.words
        for number in words.doubled():
            word, after = words.words[number], words.words[number + 1]
            first, second = words.starts[number], words.starts[number + 1]
            if words.run(first).kind == "cell" or _is_name(file, first) or _is_name(file, second):
                continue
            yield self.finding(
                words.span_of(number, number + 1),
                f"{word!r} stands twice in a row",
                subject=f"{word} {after}".lower(),
                help=f"{word!r} once",
                fix=_fix(file, number),
            )


def _is_name(file: LintFile, position: int) -> bool:
    """Whether a word stands in the argument of a macro that marks names."""
    place = file.words.offset(position)
    return _NAME.search(file.source.text[max(0, place - 80) : place]) is not None


def _fix(file: LintFile, number: int) -> Fix | None:
    """Take the second word away, with the white space before it; none where a comment or markup stands between."""
    words = file.words
    start, end = words.offset(words.end(number) - 1) + 1, words.offset(words.end(number + 1) - 1) + 1
    if file.source.text[start:end].split() != [words.words[number + 1]]:
        return None
    gap = file.source.text[start:end].partition(words.words[number + 1])[0]
    rest = file.source.text[end : end + 1]
    text = "\n" + gap.partition("\n")[2] if "\n" in gap and rest == " " else ""
    stop = end + 1 if text else end
    same = words.words[number] == words.words[number + 1] or words.words[number + 1].islower()
    edit = Edit(file.source.path, start, stop, text)
    return Fix((edit,), f"remove the second {words.words[number]!r}", safe=same and not words.words[number].isupper())
