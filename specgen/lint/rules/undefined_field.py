"""VS303."""

from collections.abc import Iterator

from specgen.lint.fields import undefined_fields
from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole


class UndefinedField(WholeRule):
    r"""A field that no structure, register or queue has.

    The name is misspelled, or the structure lost it: what the sentence asks for cannot be done.

    Bad::

        struct lamp { le32 brightness; };  The driver reads \field{brightnes}.

    Good::

        struct lamp { le32 brightness; };  The driver reads \field{brightness}.
    """

    code = "VS303"
    name = "undefined-field"

    def check(self, whole: Whole) -> Iterator[Finding]:
        """What the macro for fields marks and no code of the text holds, where a near match shows what was meant."""
        for span, name, near in undefined_fields(whole):
            if near is not None:
                message = f"no structure, register or queue has a field {name!r}"
                yield self.finding(span, message, subject=name, help=f"did you mean {near}?")
