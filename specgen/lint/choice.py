"""What the user selected -> which of all findings count."""

from collections.abc import Iterable
from dataclasses import dataclass

from specgen.lint.catalog import RuleInfo
from specgen.lint.config import Config
from specgen.lint.engine import Linted
from specgen.lint.finding import Finding
from specgen.lint.selection import Selection
from specgen.lint.suppress import suppress


@dataclass(frozen=True, slots=True)
class Choice:
    """The rules there are, the codes that count, and the configuration's exceptions for some files."""

    rules: tuple[RuleInfo, ...]
    codes: frozenset[str]
    config: Config

    @property
    def names(self) -> dict[str, str]:
        """The name of each rule by its code."""
        return {rule.code: rule.name for rule in self.rules}

    def counted(self, linted: Linted) -> list[Finding]:
        """The findings of a tree that count, and those about comments that leave findings out."""
        comments = [comment for notes in linted.notes.values() for comment in notes.suppressions]
        selected = [one for one in linted.findings if one.diagnostic.code in self.codes]
        return self.selected(suppress(selected, comments, frozenset(self.names), self.codes))

    def selected(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings of codes that count in their file."""
        return [one for one in findings if one.diagnostic.code in self.codes and not self._ignored(one)]

    def _ignored(self, finding: Finding) -> bool:
        ignored = self.config.ignored_in(finding.diagnostic.span.file)
        return any(finding.diagnostic.code.startswith(code) for code in ignored)


def choose(rules: tuple[RuleInfo, ...], config: Config, options: Selection) -> Choice:
    """The choice; options go before the configuration. SpecgenError for a name that fits no rule."""
    selection = Selection(
        config.selection.select if options.select is None else options.select,
        (*config.selection.extend, *options.extend),
        (*config.selection.ignore, *options.ignore),
    )
    return Choice(rules, selection.codes(rules), config)
