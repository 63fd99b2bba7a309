"""VS112."""

from collections.abc import Iterator

from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole


class LabelUnderscore(WholeRule):
    r"""A label with an underscore.

    Some ways to typeset the text read an underscore in a label as mathematics, and stop.

    Bad::

        \label{sec:Lamp / Set LAMP_OK}

    Good::

        \label{sec:Lamp / Set LAMP-OK}
    """

    code = "VS112"
    name = "label-underscore"
    default = False

    def check(self, whole: Whole) -> Iterator[Finding]:
        """Labels that hold an underscore, and what refers to them."""
        for label in whole.specification.labels:
            if "_" in label.name:
                yield self.finding(
                    label.span,
                    f"the label {label.name!r} holds an underscore",
                    subject=label.name,
                    help=f"{label.name.replace('_', '-')!r}?",
                )
