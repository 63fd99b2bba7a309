"""`specgen rules`: the linter's rules, as a table or JSON."""

import argparse

from specgen.cli.output import write_output
from specgen.cli.page import Column, Heading, Table, counted
from specgen.cli.terminal import Terminal

DESCRIPTION = """\
Those of the default set are marked;
`specgen explain CODE` says why a rule is there, with a bad and a good example."""
EXAMPLES = """\
  specgen rules
  specgen rules --output-format json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How to show them."""
    parser.add_argument("--output-format", choices=("text", "json"), default="text", help="default: text")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Print the list."""
    from specgen.lint.catalog import catalog

    rules = catalog()
    if arguments.output_format == "json":
        from specgen.emit.json_text import json_bytes

        keys = ("code", "name", "severity", "default", "summary")
        write_output(json_bytes({"rules": [{key: getattr(rule, key) for key in keys} for rule in rules]}), None)
        return 0
    from specgen.cli.render import print_page

    rows = tuple((rule.code, rule.name, "yes" if rule.default else "", rule.severity, rule.summary) for rule in rules)
    columns = (
        Column("code", "strong"),
        Column("name"),
        Column("default"),
        Column("severity", "quiet"),
        Column("finds"),
    )
    on = sum(rule.default for rule in rules)
    print_page(
        (Heading(counted(len(rules), "rule"), f"{on} on by default"), Table("", columns, rows)),
        colorful=terminal.colorful,
    )
    return 0
