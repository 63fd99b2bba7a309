"""VS113."""

import re
from collections.abc import Iterator

from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole
from specgen.source import Span

_HEADING = re.compile(r"\\(?:chapter|(?:sub)*section)\b")
_ROOT = re.compile(r"\\documentclass|\\begin\{document\}|\\ProvidesPackage")


class UnusedFile(WholeRule):
    r"""A file with sections that the text does not include.

    What it says is in no printed version: it was forgotten, or is a copy that nobody keeps up.

    Bad::

        lamp.tex exists, and no file has \input{lamp.tex}

    Good::

        \input{lamp.tex}
    """

    code = "VS113"
    name = "unused-file"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Files named `.tex` with a heading or a label that were not read; roots of other documents are none."""
        read = set(whole.specification.files)
        for path in whole.sources.tree.paths():
            if not path.endswith(".tex") or path in read:
                continue
            text = whole.sources.file(path).text
            if _HEADING.search(text) and not _ROOT.search(text):
                yield self.finding(Span(path, 1), f"no file includes {path}", subject=path)
