"""Codes and prefixes that the user names -> which rules count; the longest fitting prefix decides, as in ruff."""

from collections.abc import Sequence
from dataclasses import dataclass

from specgen.diagnostics import SpecgenError
from specgen.lint.catalog import RuleInfo

ALL = "ALL"


@dataclass(frozen=True, slots=True)
class Selection:
    """`select` replaces the default set (`None`: it stays), `extend` adds to it, `ignore` takes away."""

    select: tuple[str, ...] | None = None
    extend: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def codes(self, rules: Sequence[RuleInfo]) -> frozenset[str]:
        """The codes of the rules that count; SpecgenError for a name that fits none."""
        for name in (*(self.select or ()), *self.extend, *self.ignore):
            check_name(name, rules)
        return frozenset(rule.code for rule in rules if self._counts(rule))

    def _counts(self, rule: RuleInfo) -> bool:
        chosen = _closest(rule, self.extend)
        chosen = max(chosen, _closest(rule, self.select)) if self.select is not None else chosen
        if self.select is None and rule.default:
            chosen = max(chosen, 0)
        return chosen >= 0 and chosen > _closest(rule, self.ignore)


def check_name(name: str, rules: Sequence[RuleInfo]) -> None:
    """SpecgenError where no rule has this code, prefix or name."""
    if name == ALL or any(rule.code.startswith(name) or rule.name == name for rule in rules if name):
        return
    from difflib import get_close_matches  # noqa: PLC0415 - only on an error

    near = get_close_matches(name, [*(rule.code for rule in rules), *(rule.name for rule in rules)], n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}? " if near else ""
    raise SpecgenError(f"there is no rule {name!r}", hint=f"{hint}specgen rules lists them")


def _closest(rule: RuleInfo, names: Sequence[str]) -> int:
    """How closely one of `names` fits the rule: 1 for ALL, more for a longer prefix, -1 where none fits."""
    fits = [1 if name == ALL else 100 if name == rule.name else len(name) for name in names if _fits(rule, name)]
    return max(fits, default=-1)


def _fits(rule: RuleInfo, name: str) -> bool:
    return name in (ALL, rule.name) or (bool(name) and rule.code.startswith(name))
