"""`specgen explain`: the ID of a requirement -> what is known of it, with its wordings in the texts given."""

import argparse
from pathlib import Path

from specgen.cli.arguments import add_reading
from specgen.cli.page import Heading, Page, Paragraph
from specgen.cli.spec_argument import find_checkout, open_specification
from specgen.cli.terminal import Terminal
from specgen.diagnostics import SpecgenError

DESCRIPTION = """\
NAME is a requirement ID, or ID@VERSION for how it
stood in a version: section, place, first version, status, what it replaces, and its history. The ledger of IDs holds no
sentences, so the wordings come from the texts given."""
EXAMPLES = """\
  specgen explain balloon-drv-0007
  specgen explain balloon-drv-0007@v1.1 ../virtio-spec@v1.1 ../virtio-spec
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """NAME, and texts to take wordings from."""
    parser.add_argument("name", metavar="NAME", help="what to explain")
    parser.add_argument(
        "specs", nargs="*", metavar="SPEC",
        help="directories, .tex files or DIR@REVISION with wordings (default: the checkout you stand in, if any)",
    )  # fmt: skip
    parser.add_argument("--ledger", metavar="FILE", type=Path, help="the ledger (default: the one in specgen)")
    add_reading(parser)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Draw the page; SpecgenError where NAME means nothing."""
    from specgen.cli.render import print_page

    page = _rule(arguments.name) or _requirement(arguments, terminal)
    if page is None:
        raise SpecgenError(
            f"{arguments.name!r} is no requirement ID of the ledger and no rule",
            hint="specgen rules lists the rules, specgen show SLUG the requirements of a device type",
        )
    print_page(page, colorful=terminal.colorful)
    return 0


def _rule(name: str) -> Page | None:
    """The page of a rule, by its code or its name; None where there is none."""
    from specgen.lint.catalog import catalog

    for rule in catalog():
        if name.upper() == rule.code or name == rule.name:
            state = "on by default" if rule.default else "off by default"
            first, _, rest = rule.documentation.partition("\n")
            lines = [Paragraph(line, "", 4 * line.startswith("    ")) for line in rest.split("\n") if line.strip()]
            return (Heading(f"{rule.code} {rule.name}", f"{rule.severity.value}, {state}"), Paragraph(first), *lines)
    return None


def _requirement(arguments: argparse.Namespace, terminal: Terminal) -> Page | None:
    """The page of a requirement; None where the ledger has no such ID."""
    from specgen.cli.reading import read_model
    from specgen.cli.views.history import entry_page, find_entry, texts_of
    from specgen.ledger.store import load_ledger

    ledger = load_ledger(arguments.ledger)
    found = find_entry(ledger, arguments.name)
    if found is None:
        return None
    here = [None] if not arguments.specs and find_checkout(Path.cwd()) is not None else []
    texts = texts_of(
        read_model(open_specification(spec, terminal), arguments, terminal) for spec in arguments.specs or here
    )
    return entry_page(ledger, *found, texts)
