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
_INPUT = "What the file states is missing from everything."
_TOOL = (
    ("VS105", "missing-input", _ERROR, "An `\\input` of a file that is not in the tree.", _INPUT),
    ("VS106", "refused-input", _ERROR, "An `\\input` of a file outside the tree, too large, or not regular.", _INPUT),
    (
        "VS107",
        "input-cycle",
        _ERROR,
        "A file that includes itself, directly or not, or includes beyond limits.",
        _INPUT,
    ),
    (
        "VS901",
        "unused-suppression",
        _WARNING,
        "A `% specgen: ignore[...]` that nothing needs.",
        "It hides what is next.",
    ),
    ("VS902", "unknown-code", _WARNING, "A `% specgen: ignore[...]` with a code that no rule has.", "It does nothing."),
    (
        "VS903",
        "unread-region",
        _WARNING,
        "A region that cannot be read whole.",
        "Braces or an environment do not close.",
    ),
    ("VS904", "encoding", _ERROR, "Bytes that are not UTF-8, or a NUL.", "They are read as replacement characters."),
)
"""Code, name, severity, what it finds, and why: what reading and the linter itself say, beside the rules."""

TOOL_RULES = tuple(
    RuleInfo(code, name, severity, default=True, documentation=f"{what}\n\n{why}")
    for code, name, severity, what, why in _TOOL
)


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
