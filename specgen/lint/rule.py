r"""What a rule is: a class with a code, whose docstring is its documentation.

The docstring's first line says what the rule finds; a paragraph says why it matters; `Bad::` and `Good::` are followed
by an indented example each, in the project's own words. One module of `specgen/lint/rules` holds one rule.
"""

from collections.abc import Iterator
from typing import ClassVar

from specgen.diagnostics import Diagnostic, Label, Severity
from specgen.lint.file import LintFile
from specgen.lint.finding import Finding, Fix
from specgen.lint.whole import Whole
from specgen.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:  # only rules about patches need them
    from specgen.lint.change import Change
    from specgen.patches.patch import Patch


class Rule:
    """What all rules share; a rule is one of the four kinds below."""

    code: ClassVar[str]
    """`VS` and three digits; the first digit is the family."""
    name: ClassVar[str]
    """A few words with hyphens."""
    severity: ClassVar[Severity] = Severity.WARNING
    default: ClassVar[bool] = True
    """Whether the rule is in the default set: only what is almost never wrong."""

    def finding(  # noqa: PLR0913 - each is a part of a message
        self,
        span: Span,
        message: str,
        *,
        subject: str,
        labels: tuple[Label, ...] = (),
        help: str | None = None,  # noqa: A002 - the field's name in every linter
        fix: Fix | None = None,
    ) -> Finding:
        """A finding of this rule: what was found, quoted, and why it is wrong; `help` says what would be right."""
        return Finding(Diagnostic(self.code, self.severity, message, span, labels, help), subject, fix)


class FileRule(Rule):
    """Judges one file by itself; its findings are cached with the file."""

    def check(self, file: LintFile) -> Iterator[Finding]:
        """The findings in one file, in the order of the text."""
        raise NotImplementedError


class WholeRule(Rule):
    """Judges the linked specification."""

    def check(self, whole: Whole) -> Iterator[Finding]:
        """The findings in the specification."""
        raise NotImplementedError


class ChangeRule(Rule):
    """Judges what a change makes of the specification."""

    def check(self, change: "Change") -> Iterator[Finding]:
        """The findings of a change; their spans are places of the text after it."""
        raise NotImplementedError


class PatchRule(Rule):
    """Judges a patch as such; what it makes of the text is judged as text."""

    def check(self, patch: "Patch") -> Iterator[Finding]:
        """The findings in one patch; their spans count the lines of the input it came in."""
        raise NotImplementedError
