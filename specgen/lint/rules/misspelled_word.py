"""VS602."""

import re
from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.rule import FileRule
from specgen.lint.spelling import correction, misspelled

_NAME_WORD = re.compile(r"[A-Za-z]+")


class MisspelledWord(FileRule):
    r"""A word that the codespell dictionary knows as a common misspelling.

    Readers stumble over it, searches do not find it, and in a label every reference has to repeat it.

    Bad::

        The driver waits for a notifcation.

    Good::

        The driver waits for a notification.
    """

    code = "VS602"
    name = "misspelled-word"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Misspelled words in prose, headings and labels."""
        words = file.words
        for word in sorted(misspelled(words.index)):
            for number in words.index[word]:
                found = words.words[number]
                if not found.isupper() and words.gaps[number] not in {"'", "\u2019"}:
                    yield self._finding(file, number, correction(word))
        yield from self._in_names(file)

    def _finding(self, file: LintFile, number: int, right: str) -> Finding:
        words = file.words
        found = words.words[number]
        text = right.capitalize() if found[0].isupper() else right
        one = "," not in right and " " not in right
        return self.finding(
            words.span_of(number, number),
            f"{found!r} is a common misspelling",
            subject=found,
            help=text,
            fix=file.rewrite(number, number, text) if one else None,
        )

    def _in_names(self, file: LintFile) -> Iterator[Finding]:
        part = file.view.part
        names = [("heading", section.title, section.span) for section in part.sections]
        names += [("label", label.name, label.span) for _, label in part.labels]
        names += [("reference", reference.label, reference.span) for _, reference in part.references]
        for kind, name, span in names:
            found = {word.lower(): word for word in _NAME_WORD.findall(name) if not word.isupper()}
            for word in sorted(misspelled(found)):
                yield self.finding(
                    span,
                    f"{found[word]!r} in the {kind} {name!r} is a common misspelling",
                    subject=f"{kind} {name}",
                    help=correction(word),
                )
