"""VS111."""

import re
from collections.abc import Iterator

from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole

_DOUBLED = re.compile(r"^(\w+:)\s*\1")
_LOPSIDED = re.compile(r"\S/ | /\S")


class LabelForm(WholeRule):
    r"""A label that is not spelled as labels are.

    A doubled prefix, a blank at the end or a slash with a blank on one side only cannot be seen in print, so whoever
    refers to the label by what they read misses it.

    Bad::

        \label{sec:sec:Lamp / Use}  \label{sec:Lamp/ Use}

    Good::

        \label{sec:Lamp / Use}
    """

    code = "VS111"
    name = "label-form"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Labels with a doubled prefix, a lopsided separator, or blanks at their ends."""
        for label in whole.specification.labels:
            if _DOUBLED.match(label.name):
                flaw = "repeats its prefix"
            elif label.name != label.name.strip():
                flaw = "begins or ends with a blank"
            elif _LOPSIDED.search(label.name):
                flaw = "has a blank on one side of a slash only"
            else:
                continue
            yield self.finding(label.span, f"the label {label.name!r} {flaw}", subject=label.name)
