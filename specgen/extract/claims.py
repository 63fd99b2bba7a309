r"""Comments such as `% specgen: id=balloon-drv-0007` -> the sentence each of them names.

A comment at the end of a line names the last sentence that starts before it and touches that line; one on a line of its
own names the sentence around it, else the first one on the next line with text.
"""

import re
from dataclasses import replace

from specgen.extract.parts import RawSentence
from specgen.source import SourceFile

_CLAIM = re.compile(r"(?<!\\)(?:\\\\)*%[ \t]*specgen:[ \t]*id[ \t]*=[ \t]*([^\s,;%]{1,80})")


def attach_claims(source: SourceFile, sentences: list[RawSentence]) -> list[RawSentence]:
    """The sentences of one file, each with the ID a comment gives it; where several name one, the last counts."""
    if "specgen:" not in source.text:
        return sentences
    claimed: dict[int, str] = {}
    for match in _CLAIM.finditer(source.text):
        line, column = source.place(match.start())
        alone = not source.line_text(line)[: column - 1].strip()
        index = _around(sentences, line, column)
        if index is None and alone:
            index = _below(source, sentences, line)
        if index is not None:
            claimed[index] = match.group(1)
    return [
        replace(sentence, claim=claimed[index]) if index in claimed else sentence
        for index, sentence in enumerate(sentences)
    ]


def _around(sentences: list[RawSentence], line: int, column: int) -> int | None:
    """The last requirement that starts before this place and reaches its line."""
    found = [
        (sentence.span.line, sentence.span.column, index)
        for index, sentence in enumerate(sentences)
        if sentence.levels
        and (sentence.span.line, sentence.span.column) < (line, column)
        and line <= sentence.span.end_line
    ]
    return max(found)[2] if found else None


def _below(source: SourceFile, sentences: list[RawSentence], line: int) -> int | None:
    """The first requirement on the next line that is not a comment."""
    line += 1
    while source.line_text(line).lstrip().startswith("%"):
        line += 1
    found = [
        (sentence.span.column, index)
        for index, sentence in enumerate(sentences)
        if sentence.levels and sentence.span.line == line
    ]
    return min(found)[1] if found else None
