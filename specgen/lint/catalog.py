"""Every code that a finding can have -> what is known of it: of rules, of reading, and of the linter itself."""

from dataclasses import dataclass

from specgen.cache import Cache, key_of
from specgen.diagnostics import Severity
from specgen.lint.registry import rules_version


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A rule as lists show it; `documentation` is its docstring, dedented."""

    code: str
    name: str
    severity: Severity
    default: bool
    documentation: str

    @property
    def summary(self) -> str:
        """The first line of its documentation."""
        return self.documentation.split("\n", 1)[0]


_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
TOOL_RULES = (
    RuleInfo(
        "VS105", "missing-input", _ERROR, default=True,
        documentation="An `\\input` of a file that is not in the tree.\n\nWhat it states is missing.",
    ),
    RuleInfo(
        "VS106", "refused-input", _ERROR, default=True,
        documentation="An `\\input` of a file that must not be read: outside the tree, too large, or no regular file.",
    ),
    RuleInfo(
        "VS107", "input-cycle", _ERROR, default=True,
        documentation="A file that includes itself, directly or not, or includes beyond the limits.",
    ),
    RuleInfo(
        "VS901", "unused-suppression", _WARNING, default=True,
        documentation="A `% specgen: ignore[...]` that nothing needs.\n\nIt would hide the next finding there.",
    ),
    RuleInfo(
        "VS902", "unknown-code", _WARNING, default=True,
        documentation="A `% specgen: ignore[...]` with a code that no rule has.",
    ),
    RuleInfo(
        "VS903", "unread-region", _WARNING, default=True,
        documentation="A region that could not be read whole: braces or an environment do not close.",
    ),
    RuleInfo(
        "VS904", "encoding", _ERROR, default=True,
        documentation="Bytes that are not UTF-8, or a NUL.\n\nWhat stands there is read as a replacement character.",
    ),
)  # fmt: skip


def catalog(*, cache: bool = True) -> tuple[RuleInfo, ...]:
    """All codes, sorted; kept in the cache, so that a warm run loads no rule."""
    store = Cache(enabled=cache)
    key = key_of("catalog", rules_version())
    known = store.load(key)
    if isinstance(known, tuple):
        return known
    from inspect import getdoc  # noqa: PLC0415 - a cached catalog needs neither

    from specgen.lint.registry import all_rules  # noqa: PLC0415

    found = [
        RuleInfo(rule.code, rule.name, rule.severity, rule.default, getdoc(type(rule)) or "") for rule in all_rules()
    ]
    listed = tuple(sorted((*found, *TOOL_RULES), key=lambda rule: rule.code))
    store.store(key, listed)
    return listed
