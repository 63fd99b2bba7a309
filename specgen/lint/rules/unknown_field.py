"""VS304."""

from collections.abc import Iterator

from specgen.lint.fields import undefined_fields
from specgen.lint.finding import Finding
from specgen.lint.rule import WholeRule
from specgen.lint.whole import Whole


class UnknownField(WholeRule):
    r"""Something marked as a field that no structure, register or queue has, and nothing like it either.

    Not each is a mistake: some texts mark what is no field in this way. Where a near match exists, VS303 speaks.

    Bad::

        struct lamp { le32 brightness; };  The driver reads \field{colour}.

    Good::

        struct lamp { le32 brightness; le32 colour; };  The driver reads \field{colour}.
    """

    code = "VS304"
    name = "unknown-field"
    default = False

    def check(self, whole: Whole) -> Iterator[Finding]:
        """What the macro for fields marks and the text defines nowhere."""
        for span, name, near in undefined_fields(whole):
            if near is None:
                message = f"no structure, register or queue has a field {name!r}"
                yield self.finding(span, message, subject=name, help="define it, or mark it in another way")
