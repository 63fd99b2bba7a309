"""`specgen coverage`: how the requirements of a specification stand, on the terminal, as JSON or as static pages."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.cli.arguments import add_reading, add_spec
from specgen.cli.output import write_output
from specgen.cli.page import Column, Heading, Page, Paragraph, Table, counted
from specgen.cli.patch_argument import add_patches, with_patches
from specgen.cli.spec_argument import Opened, open_specification
from specgen.cli.terminal import Terminal

if TYPE_CHECKING:
    from specgen.conformance.standing import Coverage, Standing

DESCRIPTION = """\
For each device type and chapter: how
many requirements there are, how many a monitor checks, and which are open. With --patch also which requirements the
patches bring and take away. The pages of --html need no network and no server."""
EXAMPLES = """\
  specgen coverage ../virtio-spec
  specgen coverage ../virtio-spec --patch series.mbox
  specgen coverage ../virtio-spec --html report --beside ../virtio-spec@v1.2
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """SPEC and how to show it."""
    add_spec(parser)
    parser.add_argument("--output-format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--html", metavar="DIR", type=Path, help="write a report of static pages to DIR")
    parser.add_argument(
        "--beside", metavar="SPEC", action="append", default=[],
        help="another version, for the report's picture of versions; repeatable",
    )  # fmt: skip
    add_patches(parser)
    add_reading(parser)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show the coverage, or write its report; SpecgenError where the text cannot be read."""
    opened = open_specification(arguments.spec, terminal)
    patched = with_patches(opened, arguments, terminal)
    coverage = _coverage(patched, arguments, terminal)
    if arguments.html is not None:
        from specgen.conformance.report.pages import report_files
        from specgen.emit.writer import write_package

        others = [_coverage(open_specification(spec, terminal), arguments, terminal) for spec in arguments.beside]
        write_package(report_files(coverage, others), arguments.html)
        terminal.note(f"{arguments.html / 'index.html'} shows {counted(len(coverage.standings), 'requirement')}")
        return 0
    before = _coverage(opened, arguments, terminal) if arguments.patch else None
    if arguments.output_format == "json":
        from specgen.conformance.document import coverage_document
        from specgen.emit.json_text import json_bytes

        write_output(json_bytes(coverage_document(coverage, before)), None)
        return 0
    from specgen.cli.render import print_page

    print_page(_page(coverage, before), colorful=terminal.colorful)
    return 0


def _coverage(opened: Opened, arguments: argparse.Namespace, terminal: Terminal) -> "Coverage":
    from specgen.cli.reading import read_model
    from specgen.conformance.coverage import coverage_of

    return coverage_of(read_model(opened, arguments, terminal), opened.source)


def _page(coverage: "Coverage", before: "Coverage | None") -> Page:
    from specgen.conformance.standing import Status, changed, tally

    whole = tally(coverage.standings)
    rows = []
    for scope, title in (*coverage.names, ("", "all")):
        found = tally(coverage.of(scope)) if scope else whole
        numbers = (found.requirements, found.parsed, *(number for _, number in found.by_status), found.exercised)
        rows.append((title, *(f"{number:,}" if number else "" for number in numbers)))
    titles = ("requirements", "parsed", *(status.value for status in Status), "exercised")
    columns = (Column("scope", "strong"), *(Column(title, "number", right=True) for title in titles))
    about = f"{whole.checked:,} of {counted(whole.requirements, 'requirement')} checked"
    page: Page = (Heading(f"Coverage of {coverage.source}", about), Table("Requirements", columns, tuple(rows)))
    if before is None:
        return page
    come, gone = changed(before, coverage)
    if not come and not gone:
        return (*page, Paragraph("the patches change no normative requirement"))
    return (*page, _listed("Brought by the patches", come), _listed("Taken away by the patches", gone))


def _listed(title: str, standings: "tuple[Standing, ...]") -> Table:
    columns = (Column("requirement", "strong"), Column("level"), Column("status"), Column("place", "quiet"))
    rows = tuple(
        (
            one.requirement.id,
            ", ".join(one.requirement.levels),
            one.status.value,
            f"{one.requirement.span.file}:{one.requirement.span.line}",
        )
        for one in standings
    )
    return Table(title, columns, rows)
