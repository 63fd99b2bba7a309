"""`--select`, `--extend-select` and `--ignore`, and the configuration -> which findings count."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.lint.choice import Choice


def add_rules(parser: argparse.ArgumentParser) -> None:
    """Which rules count."""
    rules = parser.add_argument_group("rules")
    for option, about in (
        ("--select", "only these codes, prefixes or names, or ALL; repeatable, and several with commas"),
        ("--extend-select", "these too"),
        ("--ignore", "not these"),
    ):
        rules.add_argument(option, type=_names, action="extend", metavar="CODES", help=about)


def rule_choice(arguments: argparse.Namespace, directory: Path) -> "Choice":
    """What the options and the configuration of `directory` choose; SpecgenError for a name that fits no rule."""
    from specgen.lint.catalog import catalog
    from specgen.lint.choice import choose
    from specgen.lint.config import find_config
    from specgen.lint.selection import Selection

    select = None if arguments.select is None else tuple(arguments.select)
    options = Selection(select, tuple(arguments.extend_select or ()), tuple(arguments.ignore or ()))
    return choose(catalog(cache=not arguments.no_cache), find_config(directory.resolve()), options)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
