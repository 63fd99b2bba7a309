"""VS642."""

import re
from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule

_LITTLE = frozenset({"the", "a", "an", "of", "to", "is", "are", "and", "or", "for", "with", "by", "which", "that"})
_VERB_AND_NAME = re.compile(r"^([a-z]{3,})_([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)$")


class JoinedWords(FileRule):
    r"""An underscore that joins a word of the sentence to another: crossed_the, execute_VIRTIO_X.

    It is what is left of markup, or of a word that was taken for a part of a name.

    Bad::

        The driver sends_VIRTIO_LAMP_ON when the counter crossed_the limit.

    Good::

        The driver sends VIRTIO_LAMP_ON when the counter crossed the limit.
    """

    code = "VS642"
    name = "joined-words"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Words that end in an underscore and an article or preposition, or join a verb and a constant."""
        words = file.words
        for word in [word for word in words.index if "_" in word]:
            for number in words.index[word]:
                found = words.words[number]
                parts = _parts(found)
                start = words.offset(words.starts[number])
                if parts is not None and file.source.text[start - 1 : start] not in {"{", "/", ".", "_", "-", ">"}:
                    yield self.finding(
                        words.span_of(number, number),
                        f"{found!r} joins {parts[0]!r} and {parts[1]!r} with an underscore",
                        subject=found,
                        help=f"{parts[0]} {parts[1]}",
                    )


def _parts(word: str) -> tuple[str, str] | None:
    match = _VERB_AND_NAME.match(word)
    if match is not None:
        return match[1], match[2]
    first, _, last = word.rpartition("_")
    return (first, last) if last in _LITTLE and first.isalpha() and first.islower() else None
