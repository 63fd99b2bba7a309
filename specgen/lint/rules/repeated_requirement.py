"""VS411."""

import re
from collections import defaultdict
from collections.abc import Iterator

from specgen.diagnostics import Label
from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole
from specgen.model import Kind, Requirement

_ENDING = re.compile(r"(?<=[a-z]{3})(?:ing|ed|es|s|d)\Z")
_WORD = re.compile(r"[A-Za-z0-9_]+")
_FILLER = frozenset({"the", "a", "an", "any", "that", "which", "it", "its", "all", "each", "to", "of", "in", "by"})
_TURNS = frozenset({"not", "no", "unles", "except", "without", "only", "if", "when"})
_CAPITAL = re.compile(r"(?<=[a-z,;] )[A-Z]\w*")
_SAME = 0.55
_SHORTEST = 8
_POINTS = re.compile(r"^(?:This|It|In this|In that|Otherwise|Then|If so)\b|\bthis (?:state|bit|case)\b")
"""What makes a sentence mean something else in another place."""


class RepeatedRequirement(WholeRule):
    r"""Two requirements of one section, or with one feature's name, that say the same.

    One of them will be changed some day and the other one not, and an implementation is tested against both.

    Bad::

        The driver MUST light the lamp before it reads the counter.
        The driver MUST light the lamp before reading the counter.

    Good::

        The driver MUST light the lamp before it reads the counter.
    """

    code = "VS411"
    name = "repeated-requirement"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Later ones of two requirements with nearly the same words and the same levels."""
        seen: dict[tuple[object, ...], list[tuple[Requirement, frozenset[str]]]] = defaultdict(list)
        for requirement in whole.specification.requirements:
            if requirement.kind is not Kind.NORMATIVE or requirement.items or _POINTS.search(requirement.text):
                continue
            words = significant(requirement)
            if len(words) < _SHORTEST:
                continue
            earlier = seen[requirement.scope, requirement.role, requirement.levels]
            for other, known in earlier:
                near = other.label == requirement.label or _names_feature(words & known)
                same = other.condition == requirement.condition and says_the_same(known, words)
                if near and same and _names(requirement) == _names(other):
                    yield self.finding(
                        requirement.span,
                        f"this {requirement.role} requirement says nearly the same as another one does",
                        subject=requirement.text[:80],
                        labels=(Label(other.span, "the other one"),),
                        help="one of them, or what tells them apart in both",
                    )
                    break
            earlier.append((requirement, words))


def significant(requirement: Requirement) -> frozenset[str]:
    """The words of a requirement, in lower case and without their endings, less those that carry no meaning."""
    return frozenset(_ENDING.sub("", word.lower()) for word in _WORD.findall(requirement.text)) - _FILLER


def says_the_same(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether the longer of two requirements holds all words of the shorter, and none more that turns its sense."""
    shorter, longer = sorted((first, second), key=len)
    return shorter <= longer and len(shorter) >= _SAME * len(longer) and not (longer - shorter) & _TURNS


def _names(requirement: Requirement) -> frozenset[str]:
    """The words with a capital letter, but for those that begin a sentence."""
    return frozenset(_CAPITAL.findall(requirement.text))


def _names_feature(words: frozenset[str]) -> bool:
    """Whether words name a feature, and so mean the same in any section."""
    return any("_f_" in word for word in words)
