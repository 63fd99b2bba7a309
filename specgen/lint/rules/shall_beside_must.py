"""VS406."""

from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule


class ShallBesideMust(FileRule):
    r"""SHALL in a text that says MUST.

    BCP 14 gives both the same meaning; where both occur, readers look for a difference.

    Bad::

        The driver MUST light the lamp. The device SHALL NOT dim it.

    Good::

        The driver MUST light the lamp. The device MUST NOT dim it.
    """

    code = "VS406"
    name = "shall-beside-must"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """SHALL in normative sections, and wherever the file says MUST more often."""
        words = file.words
        found = [number for number in words.at("shall") if words.words[number] == "SHALL"]
        must = sum(1 for number in words.at("must") if words.words[number] == "MUST")
        for number in found:
            start = words.starts[number]
            if must <= len(found) or words.text[start - 1 : start] in {'"', "`", "'"} or _listed(file, number):
                continue
            negated = words.word(number + 1) == "NOT" and words.joined(number)
            last = number + negated
            shown = "SHALL NOT" if negated else "SHALL"
            right = shown.replace("SHALL", "MUST")
            yield self.finding(
                words.span_of(number, last),
                f"{shown!r} in a text that says MUST everywhere else",
                subject=words.around(number, last),
                help=f"{right!r}",
                fix=file.rewrite(number, number, "MUST"),
            )


def _listed(file: LintFile, number: int) -> bool:
    """Whether the word stands in a list of keywords, as where they are introduced."""
    words = file.words
    return "," in words.gaps[number] or "," in words.gaps[number - 1] or words.word(number - 1) == "REQUIRED"
