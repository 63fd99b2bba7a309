"""VS404."""

from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule


class MayNot(FileRule):
    r"""MAY NOT, which some read as a ban and others as a choice.

    BCP 14 has no such keyword.

    Bad::

        The driver MAY NOT light the lamp.

    Good::

        The driver MUST NOT light the lamp.
    """

    code = "VS404"
    name = "may-not"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """MAY followed by NOT, both in capitals."""
        words = file.words
        for number in words.at("may"):
            if words.words[number] == "MAY" and words.word(number + 1) == "NOT" and words.gaps[number].isspace():
                yield self.finding(
                    words.span_of(number, number + 1),
                    "'MAY NOT' is no keyword: it can be read as a ban or as a choice",
                    subject=words.around(number, number + 1),
                    help="MUST NOT for a ban; 'MAY choose not to' or 'need not' for a choice",
                )
