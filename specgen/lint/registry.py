"""The modules of `specgen/lint/rules` -> the rules in them, by code."""

from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path

from specgen.lint.rule import Rule

_PACKAGE = Path(__file__).resolve().parent
_RULES = _PACKAGE / "rules"


@cache
def all_rules() -> tuple[Rule, ...]:
    """One instance of every rule, in the order of the codes."""
    rules = [rule for name in rule_modules() for rule in _rules_in(name)]
    return tuple(sorted(rules, key=lambda rule: rule.code))


def rule_modules() -> tuple[str, ...]:
    """The names of the rules' modules."""
    return tuple(sorted(path.stem for path in _RULES.glob("*.py") if path.stem != "__init__"))


@cache
def rules_version() -> str:
    """A hash over the linter's own code and data: what findings are cached under, beside the text."""
    digest = sha256()
    for path in sorted(_PACKAGE.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:20]


def _rules_in(name: str) -> list[Rule]:
    module = import_module(f"specgen.lint.rules.{name}")
    return [
        value()
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Rule) and value.__module__ == module.__name__
    ]
