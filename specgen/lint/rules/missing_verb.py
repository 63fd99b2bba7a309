"""VS610."""

from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule
from specgen.lint.words import Words

_PARTICIPLES = ("negotiated", "offered")
_CONJUNCTIONS = frozenset({"if", "when", "unless", "once", "whenever"})
_NOUNS = frozenset({"feature", "features", "mode", "bit", "bits", "flag", "is"})
_VERBS = frozenset(
    {"is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "not", "gets", "get", "as", "both", "and"}
)


class MissingVerb(FileRule):
    r"""A condition without its verb: if the feature negotiated.

    Bad::

        If VIRTIO_LAMP_F_COLOR negotiated, the driver sets a color.

    Good::

        If VIRTIO_LAMP_F_COLOR is negotiated, the driver sets a color.
    """

    code = "VS610"
    name = "missing-verb"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Participles that end a condition in which no form of `be` stands."""
        words = file.words
        for number in words.at(*_PARTICIPLES, "set"):
            first = _conjunction(words, number)
            if first is None or not (words.gaps[number].lstrip()[:1] in {",", "."} or "\n\n" in words.gaps[number]):
                continue
            before = words.word(number - 1)
            if before not in _NOUNS and "_F_" not in before:
                continue
            shown = words.shown(first, number)
            yield self.finding(
                words.span_of(first, number),
                f"{shown!r} is a condition without a verb",
                subject=shown,
                help=f"{shown.rpartition(' ')[0]} is {words.words[number]}",
            )


def _conjunction(words: Words, number: int) -> int | None:
    """The conjunction that opens the condition: at most six words before it, and no verb between."""
    for back in range(number - 1, max(-1, number - 8), -1):
        if not words.joined(back) or words.words[back].lower() in _VERBS:
            return None
        if words.words[back].lower() in _CONJUNCTIONS:
            return back if back < number - 1 else None
    return None
