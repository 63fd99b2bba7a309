"""VS415."""

import re
from collections.abc import Iterator

from specgen.lint.file import LintFile
from specgen.lint.finding import Finding
from specgen.lint.normative import keywords, sentence_end
from specgen.lint.rule import FileRule

_ACTOR = re.compile(r"\b(?:drivers?|devices?)\b|\A\W*(?:it|they|this|these|both|each)\b", re.IGNORECASE)


class MissingActor(FileRule):
    r"""A normative sentence that names neither driver nor device.

    Its section says whom it binds, but a reader who comes by a search, or a test that quotes it, does not see it. Many
    sentences about fields and buffers are written so on purpose.

    Bad::

        Reserved bits MUST be zero.

    Good::

        The driver MUST set reserved bits to zero.
    """

    code = "VS415"
    name = "missing-actor"
    default = False

    def check(self, file: LintFile) -> Iterator[Finding]:
        """Sentences in normative sections, each once; what begins with a pronoun goes on with the one before."""
        words = file.words
        seen = -1
        for keyword in keywords(words):
            start = words.starts[keyword.number]
            if keyword.sentence == seen or not words.run(start).normative:
                continue
            seen = keyword.sentence
            sentence = words.text[keyword.sentence : sentence_end(words, start)]
            if not _ACTOR.search(sentence):
                yield self.finding(
                    words.span_of(keyword.number, keyword.number),
                    f"the sentence of this {words.word(keyword.number)} names neither driver nor device",
                    subject=" ".join(sentence.split())[:80],
                )
