"""The prose of a file -> one text cut into words, with an index, so that many rules need to read it only once."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from specgen.lint.prose import Prose
from specgen.source import SourceFile, Span

_GAP = re.compile(r"(\W+)")
_REFERENCE = re.compile(r"<ref [^<>]*>")
_DOUBLED = frozenset({"that", "had", "n", "x", "s", "t"})
_SEEN = 20
"""A word that stands so often is taken for no name, without a look at its case."""
PLACEHOLDER = "\ufffc"
"""What stands for each character of a printed reference: no word, no blank."""


class Words:
    """All prose of a file: `text` joins its runs with blank lines.

    Word `i`, of letters, digits and underscores, is `words[i]`; it begins at `starts[i]`, and `gaps[i]` is what stands
    between it and the next. A text that begins or ends with something else has an empty word there, so that every gap
    lies between two words. References to labels are no words.
    """

    def __init__(self, source: SourceFile, runs: Sequence[Prose]) -> None:
        self.source = source
        self._runs = runs
        self.text = "\n\n".join([run.flat.text for run in runs])
        if "<ref " in self.text:
            self.text = _REFERENCE.sub(lambda match: PLACEHOLDER * len(match.group()), self.text)
        self._first = [0, *accumulate(len(run.flat.text) + 2 for run in runs)][: len(runs) or 1]
        parts = _GAP.split(self.text)
        self.words: list[str] = parts[::2]
        self.gaps: list[str] = [*parts[1::2], ""]
        self.starts = [*accumulate(map(len, parts), initial=0)][:-1:2]

    @cached_property
    def index(self) -> dict[str, list[int]]:
        """The numbers of the words that are spelled so, in lower case."""
        index: defaultdict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(self.words):
            index[word.lower()].append(number)
        return dict(index)

    def counts(self) -> dict[str, int]:
        """How often each word of letters stands in the text; words that never stand in lower case are names."""
        return {
            word: len(numbers)
            for word, numbers in self.index.items()
            if word.isalpha() and (len(numbers) > _SEEN or any(self.words[number].islower() for number in numbers))
        }

    def at(self, *spelled: str) -> list[int]:
        """The numbers of the words spelled so (in lower case, whatever their case in the text), in order."""
        found = [self.index[word] for word in spelled if word in self.index]
        return found[0] if len(found) == 1 else sorted(number for numbers in found for number in numbers)

    def word(self, number: int) -> str:
        """A word; empty before the first and after the last."""
        return self.words[number] if 0 <= number < len(self.words) else ""

    def joined(self, number: int) -> bool:
        """Whether nothing but white space of one run of prose stands between a word and the next."""
        gap = self.gaps[number] if number >= 0 else ""
        return gap.isspace() and "\n\n" not in gap

    def doubled(self) -> Iterator[int]:
        """The numbers of words that are followed by themselves, but for those that rightly are at times."""
        for number, (word, after) in enumerate(zip(self.words, self.words[1:], strict=False)):
            if word.lower() != after.lower() or not word.isalpha() or word.lower() in _DOUBLED:
                continue
            if self.joined(number) and (word == after or after.islower()):
                yield number

    def shown(self, first: int, last: int) -> str:
        """The text from the beginning of one word to the end of another, white space folded."""
        return " ".join(self.text[self.starts[first] : self.end(last)].split())

    def around(self, first: int, last: int) -> str:
        """As `shown`, with some letters on both sides: what tells this place from others."""
        return " ".join(self.text[max(0, self.starts[first] - 25) : self.end(last) + 25].split())

    def span_of(self, first: int, last: int) -> Span:
        """The place of the text from the beginning of one word to the end of another."""
        return self.span(self.starts[first], self.end(last))

    def end(self, number: int) -> int:
        """Where in `text` a word ends."""
        return self.starts[number] + len(self.words[number])

    def run(self, position: int) -> Prose:
        """The run of prose that holds a character of `text`."""
        return self._runs[bisect_right(self._first, position) - 1]

    def bounds(self, position: int) -> tuple[int, int]:
        """Where in `text` the run around a character begins and ends."""
        index = bisect_right(self._first, position) - 1
        first = self._first[index]
        return first, first + len(self._runs[index].flat.text)

    def offset(self, position: int) -> int:
        """The place in the file of a character of `text`."""
        index = bisect_right(self._first, position) - 1
        return self._runs[index].flat.offset(position - self._first[index])

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Where in the file the characters `start` to `end` of `text` stand; `None` where it spells them otherwise."""
        first, last = self.offset(start), self.offset(max(start, end - 1)) + 1
        return (first, last) if self.source.text[first:last] == self.text[start:end] else None

    def span(self, start: int, end: int) -> Span:
        """The place of the characters `start` to `end` of `text`."""
        return self.source.span(self.offset(start), self.offset(max(start, end - 1)) + 1)
