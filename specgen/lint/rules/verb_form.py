"""VS606."""

from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule
from specgen.lint.words import Words

_MODALS = ("must", "shall", "should", "may", "can", "could", "would", "might", "cannot")
_DO = ("do", "does", "did")
_BE = ("is", "was")
_BETWEEN = frozenset({"not", "also", "only", "never", "always", "then", "still", "either"})
_THIRD = {
    "adds": "add", "allows": "allow", "contains": "contain", "defines": "define", "describes": "describe",
    "ensures": "ensure", "exists": "exist", "follows": "follow", "gets": "get", "has": "have", "ignores": "ignore",
    "includes": "include", "indicates": "indicate", "is": "be", "makes": "make", "means": "mean", "needs": "need",
    "permits": "permit", "provides": "provide", "reads": "read", "receives": "receive", "refers": "refer",
    "represents": "represent", "requires": "require", "returns": "return", "sends": "send", "sets": "set",
    "specifies": "specify", "starts": "start", "supports": "support", "tells": "tell", "takes": "take", "uses": "use",
    "waits": "wait", "works": "work", "writes": "write", "does": "do", "ends": "end", "begins": "begin",
    "accepts": "accept", "becomes": "become", "causes": "cause", "clears": "clear", "fails": "fail",
    "negotiates": "negotiate", "offers": "offer", "performs": "perform", "rejects": "reject", "resets": "reset",
    "stops": "stop", "updates": "update", "behaves": "behave", "completes": "complete", "depends": "depend",
}  # fmt: skip


class VerbForm(FileRule):
    r"""A verb that does not go with the one before it: MUST contains, does not exists, is tells.

    After a modal verb or a form of `do` the plain form stands, and after `is` no second verb in the third person does.

    Bad::

        The request MUST contains the brightness.

    Good::

        The request MUST contain the brightness.
    """

    code = "VS606"
    name = "verb-form"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Third-person verbs after modal verbs, after `do` and after `be`."""
        words = file.words
        if not words.index.keys() & _THIRD.keys():
            return
        for number in words.at(*_MODALS, *_DO, *_BE):
            first = words.words[number]
            if first == "CAN" or words.gaps[number - 1][-1:] == "-":
                continue
            last = _verb(words, number)
            if last is None or (first.lower() in _BE and last > number + 1):
                continue
            if first.lower() in _DO and words.words[last - 1].lower() != "not":
                continue
            found, shown = words.words[last], words.shown(number, last)
            plain = _THIRD[found]
            be = first.lower() in _BE
            yield self.finding(
                words.span_of(number, last),
                f"{shown!r}: two verbs that do not go together",
                subject=shown,
                help=found if be else f"{shown.removesuffix(found)}{plain}",
                fix=None if be else file.rewrite(last, last, plain),
            )


def _verb(words: Words, number: int) -> int | None:
    """The number of the third-person verb after a word, with no more than adverbs between."""
    for following in range(number + 1, number + 4):
        if not words.joined(following - 1):
            return None
        word = words.word(following)
        if word in _THIRD:
            return following
        if word.lower() not in _BETWEEN:
            return None
    return None
