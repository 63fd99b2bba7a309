"""VS407."""

from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.normative import keywords
from specgen.lint.rule import FileRule


class WrongRole(FileRule):
    r"""A requirement on the driver in a device section, or on the device in a driver section.

    Conformance clauses list driver sections for drivers and device sections for devices, so that whoever the sentence
    binds never reads it.

    Bad (in a driver section)::

        The device MUST light the lamp.

    Good::

        The driver MUST light the lamp.
    """

    code = "VS407"
    name = "wrong-role"

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Sentences whose subject is the other side's."""
        words = file.words
        for keyword in keywords(words):
            start = words.starts[keyword.number]
            run = words.run(start)
            role = run.heading.role if run.normative and run.heading is not None else None
            if role is None or keyword.actor in {None, role} or run.kind == "footnote":
                continue
            shown = f"{words.word(keyword.number - 1)} {words.words[keyword.number]}"
            yield self.finding(
                words.span_of(keyword.number - 1, keyword.number),
                f"{shown!r} binds the {keyword.actor} in a {role} normative section",
                subject=" ".join(words.text[keyword.sentence : words.end(keyword.number) + 40].split())[:100],
                help=f"a {keyword.actor} normative section for it, or {role!r} as the subject",
            )
