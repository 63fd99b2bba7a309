"""`specgen explain`: the ID of a requirement -> what is known of it, with its wordings in the texts given."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.cli.arguments import add_reading
from specgen.cli.page import Heading, Page, Paragraph
from specgen.cli.patch_argument import add_patches, with_patches
from specgen.cli.spec_argument import SAMPLE, Opened, find_checkout, open_sample, open_specification
from specgen.cli.terminal import Terminal
from specgen.diagnostics import SpecgenError

if TYPE_CHECKING:
    from specgen.conformance.standing import Standing
    from specgen.ledger.entry import Entry
    from specgen.ledger.ledger import Ledger
    from specgen.model import Specification

    Text = tuple[Specification, str]
    """What was read, and what it is called."""

DESCRIPTION = """\
NAME is a requirement ID, or ID@VERSION for how it
stood in a version: its wording, section and place, its clause and when it applies, what checks it, which mutants the
check noticed, what the last run found with each peer, and its history. The ledger of IDs holds no sentences, so
wordings and clauses come from the texts given, else from the checkout you stand in, else from the bundled sample. NAME
may be a rule of the linter, too."""
EXAMPLES = """\
  specgen explain balloon-drv-0007
  specgen explain balloon-drv-0007@v1.1 ../virtio-spec@v1.1 ../virtio-spec
  specgen explain balloon-drv-new-3fa9c1 ../virtio-spec --patch series.mbox
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """NAME, and texts to take wordings from."""
    parser.add_argument("name", metavar="NAME", help="what to explain")
    parser.add_argument(
        "specs", nargs="*", metavar="SPEC",
        help="directories, .tex files or DIR@REVISION with wordings (default: the checkout you stand in, if any)",
    )  # fmt: skip
    parser.add_argument("--ledger", metavar="FILE", type=Path, help="the ledger (default: the one in specgen)")
    add_patches(parser)
    add_reading(parser)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Draw the page; SpecgenError where NAME means nothing."""
    from specgen.cli.render import print_page

    page = _rule(arguments.name) or _requirement(arguments, terminal)
    if page is None:
        raise SpecgenError(
            f"{arguments.name!r} is no requirement ID of the ledger or of a text at hand, and no rule",
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
    """The page of a requirement; None where neither the ledger nor a text has such an ID."""
    from specgen.cli.views.history import entry_page, find_entry, texts_of
    from specgen.ledger.store import load_ledger

    ledger = load_ledger(arguments.ledger)
    found = find_entry(ledger, arguments.name)
    if found is None:
        return _unnumbered(arguments, ledger, terminal)
    entry, version = found
    texts = list(_texts(arguments, terminal, ledger, sample=not version))
    known = texts_of(specification for specification, source in texts if source != SAMPLE)
    return entry_page(ledger, entry, version, known, _standing_page(entry, version, texts, arguments))


def _unnumbered(arguments: argparse.Namespace, ledger: "Ledger", terminal: Terminal) -> Page | None:
    """The page of a requirement that the ledger does not have, from a text that does."""
    from specgen.cli.views.requirement import requirement_page
    from specgen.cli.views.standing import standing_page
    from specgen.ledger.entry import ID, PROVISIONAL

    if not (ID.fullmatch(arguments.name) or PROVISIONAL.fullmatch(arguments.name)):
        return None
    found = _standing(arguments.name, list(_texts(arguments, terminal, ledger, sample=True)), arguments)
    if found is None:
        return None
    one, source = found
    return (*requirement_page(one.requirement), *standing_page(one, source, worded=False))


def _standing_page(entry: "Entry", version: str, texts: "list[Text]", arguments: argparse.Namespace) -> Page:
    """How it stands in the last text that has it; where a version is asked for, only in a text of that version."""
    from specgen.cli.views.standing import standing_page
    from specgen.ledger.entry import version_name

    fitting = [text for text in texts if not version or version_name(text[0].version) == version]
    found = _standing(entry.id, fitting, arguments)
    if found is None:
        return ()
    one, source = found
    shown = entry.wording_at(version) if version else entry.wording
    return standing_page(one, source, worded=source == SAMPLE or one.requirement.fingerprint != shown.fingerprint)


def _standing(name: str, texts: "list[Text]", arguments: argparse.Namespace) -> "tuple[Standing, str] | None":
    """The standing in the last text that has the requirement, and what that text is called."""
    from specgen.cli.reading import read_meanings
    from specgen.conformance.coverage import coverage_of
    from specgen.conformance.marked import with_tests
    from specgen.conformance.runs import last_runs

    for specification, source in reversed(texts):
        scopes = {one.scope for one in specification.requirements if one.id == name}
        if scopes:
            clauses = read_meanings(specification, arguments)
            coverage = coverage_of(specification, source, clauses, last_runs(), scopes=scopes)
            standings = with_tests(coverage, specification).standings
            return next(((one, source) for one in standings if one.requirement.id == name), None)
    return None


def _texts(arguments: argparse.Namespace, terminal: Terminal, ledger: "Ledger", *, sample: bool) -> "Iterator[Text]":
    """The texts given, else the checkout one stands in, else the sample; with their IDs from the ledger."""
    from specgen.cli.reading import read_model
    from specgen.ledger.identify import identify

    for opened in _opened(arguments.specs, terminal, sample=sample or bool(arguments.patch)):
        patched = with_patches(opened, arguments, terminal)
        model = read_model(patched, arguments, terminal)
        yield (model if arguments.ledger is None else identify(model, ledger)), patched.source


def _opened(specs: list[str], terminal: Terminal, *, sample: bool) -> Iterator[Opened]:
    if specs:
        yield from (open_specification(spec, terminal) for spec in specs)
    elif find_checkout(Path.cwd()) is not None:
        yield open_specification(None, terminal)
    elif sample:
        yield open_sample()
