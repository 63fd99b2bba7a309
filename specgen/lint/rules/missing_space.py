"""VS616."""

from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Edit, Finding, Fix
from specgen.lint.rule import FileRule

_MARKS = frozenset({".", ",", ";", ":", ")"})
_STOPS = frozenset({".", ":", ")"})


class MissingSpace(FileRule):
    r"""No blank after a punctuation mark or a closing bracket between two words.

    The two words are printed as one.

    Bad::

        The lamp is on the bus.The driver finds it,then lights it.

    Good::

        The lamp is on the bus. The driver finds it, then lights it.
    """

    code = "VS616"
    name = "missing-space"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Words with nothing but a mark between them."""
        words = file.words
        for number, gap in enumerate(words.gaps):
            if gap not in _MARKS:
                continue
            before, after = words.words[number], words.word(number + 1)
            if not (before.islower() and before.isalpha() and after.isalpha() and len(before) > 1 and len(after) > 1):
                continue
            if gap in _STOPS and not (after[0].isupper() and (after[1:].islower() or after == "MUST")):
                continue
            place = words.place(words.end(number), words.end(number) + 1)
            whole = words.place(words.starts[number], words.end(number + 1))
            if (
                place is None
                or whole is None
                or not after[1:].islower()
                or _is_name(file, words.starts[number], words.end(number + 1))
            ):
                continue
            yield self.finding(
                words.span_of(number, number + 1),
                f"{before + gap + after!r}: no blank after {gap!r}",
                subject=before + gap + after,
                help=f"{before}{gap} {after}",
                fix=Fix((Edit(file.source.path, *place, f"{gap} "),), "put a blank there", safe=False),
            )


def _is_name(file: LintFile, start: int, end: int) -> bool:
    """Whether the words stand in the argument of a macro, or go on without a blank, as a path or an address does."""
    text, words = file.words.text, file.words
    before = file.source.text[words.offset(start) - 1 : words.offset(start)]
    return before in {"{", "/", ".", "@", "<", "_", "-"} or text[end : end + 1] in {"/", "_", "(", "@"}
