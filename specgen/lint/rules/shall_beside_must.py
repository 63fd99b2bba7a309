"""VS406."""

from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Edit, Finding, Fix
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
            start, end = words.starts[number], words.end(number)
            if must <= len(found) or words.text[start - 1 : start] in {'"', "`", "'"} or _listed(file, number):
                continue
            negated = words.word(number + 1) == "NOT" and words.gaps[number].isspace()
            if negated:
                end = words.end(number + 1)
            place = words.place(words.starts[number], words.end(number))
            shown = "SHALL NOT" if negated else "SHALL"
            right = shown.replace("SHALL", "MUST")
            yield self.finding(
                words.span(start, end),
                f"{shown!r} in a text that says MUST everywhere else",
                subject=" ".join(words.text[max(0, start - 25) : end + 25].split()),
                help=f"{right!r}",
                fix=Fix((Edit(file.source.path, *place, "MUST"),), f"write {right}", safe=False) if place else None,
            )


def _listed(file: LintFile, number: int) -> bool:
    """Whether the word stands in a list of keywords, as where they are introduced."""
    words = file.words
    return "," in words.gaps[number] or "," in words.gaps[number - 1] or words.word(number - 1) == "REQUIRED"
