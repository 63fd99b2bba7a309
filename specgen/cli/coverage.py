"""`specgen coverage`: how the requirements of a specification stand, on the terminal, as JSON or as static pages."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.cli.arguments import add_reading, add_spec
from specgen.cli.output import write_output
from specgen.cli.page import counted
from specgen.cli.patch_argument import add_patches, with_patches
from specgen.cli.spec_argument import Opened, open_specification
from specgen.cli.terminal import Terminal
from specgen.diagnostics import SpecgenError

if TYPE_CHECKING:
    from specgen.conformance.impact import Impact
    from specgen.conformance.standing import Coverage
    from specgen.model import Specification

    Text = tuple[Specification, str]
    """What was read, and what it is called."""

DESCRIPTION = """\
For each device type,
chapter and normative section: how many requirements there are, how many were read as clauses and are checked by
monitors, how many of the mutants these notice, what the last run exercised, and what is open and why. With --patch
also which requirements the patches bring unchecked and take away, and which checks go stale. The pages of --html need
no network and no server. The JSON's shape is stated by specgen/conformance/coverage.schema.json."""
EXAMPLES = """\
  specgen coverage ../virtio-spec --brief
  specgen coverage ../virtio-spec --device balloon
  specgen coverage ../virtio-spec --patch series.mbox
  specgen coverage ../virtio-spec --html report --beside ../virtio-spec@v1.2
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """SPEC and how to show it."""
    add_spec(parser)
    parser.add_argument(
        "--device", metavar="SLUG", action="append", default=[],
        help="only this device type or chapter, as balloon or split; repeatable",
    )  # fmt: skip
    parser.add_argument("--brief", action="store_true", help="device types and chapters, without their sections")
    parser.add_argument("--output-format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE instead of standard output")
    parser.add_argument("--html", metavar="DIR", type=Path, help="write a report of static pages to DIR")
    parser.add_argument(
        "--beside", metavar="SPEC", action="append", default=[],
        help="another version, for the report's picture of versions; repeatable",
    )  # fmt: skip
    parser.add_argument("--force", action="store_true", help="let --html overwrite what specgen did not write")
    add_patches(parser)
    add_reading(parser)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show the coverage, or write its report; SpecgenError where the text cannot be read."""
    if arguments.beside and arguments.html is None:
        raise SpecgenError("--beside needs --html DIR", hint="the picture of versions is part of the report")
    opened = open_specification(arguments.spec, terminal)
    text = _read(with_patches(opened, arguments, terminal), arguments, terminal)
    bases = [_read(opened, arguments, terminal)] if arguments.patch else []
    _check_scopes(arguments.device, [text, *bases])
    whole = arguments.html is not None or arguments.output_format == "json"
    coverage = _coverage(text, arguments, terminal, tests=whole)
    impact = None
    for base in bases:
        from specgen.conformance.impact import impact_of

        impact = impact_of(_coverage(base, arguments, terminal), coverage)
    if arguments.html is not None:
        beside = [_read(open_specification(spec, terminal), arguments, terminal) for spec in arguments.beside]
        others = [_coverage(other, arguments, terminal) for other in beside]
        _write_report(coverage, others, impact, arguments, terminal)
    if arguments.html is None or arguments.output_format == "json" or arguments.output is not None:
        write_output(_written(coverage, impact, arguments, terminal), arguments.output)
    return 0


def _read(opened: Opened, arguments: argparse.Namespace, terminal: Terminal) -> "Text":
    from specgen.cli.reading import read_model

    return read_model(opened, arguments, terminal), opened.source


def _coverage(text: "Text", arguments: argparse.Namespace, terminal: Terminal, *, tests: bool = False) -> "Coverage":
    """The coverage of what is wanted of a text; with `tests` also those that a build has."""
    from specgen.cli.reading import read_meanings
    from specgen.conformance.coverage import coverage_of
    from specgen.conformance.runs import last_runs

    model, source = text
    with terminal.progress(f"judging {source}"):
        clauses = read_meanings(model, arguments)
        runs = last_runs(note=terminal.note)
        coverage = coverage_of(model, source, clauses, runs, scopes=arguments.device or None)
        if not tests:
            return coverage
        from specgen.conformance.marked import with_tests

        return with_tests(coverage, model)


def _check_scopes(wanted: list[str], texts: "list[Text]") -> None:
    """SpecgenError for a device type or chapter that none of the texts has."""
    from specgen.model import Kind

    normative = (one for model, _ in texts for one in model.requirements if one.kind is Kind.NORMATIVE)
    known = list(dict.fromkeys(one.scope for one in normative))
    for slug in wanted:
        if slug not in known:
            from difflib import get_close_matches

            near = get_close_matches(slug, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known) or 'none'}"
            raise SpecgenError(f"no device type or chapter {slug[:100]!r} has normative requirements", hint=hint)


def _write_report(
    coverage: "Coverage",
    others: "list[Coverage]",
    impact: "Impact | None",
    arguments: argparse.Namespace,
    terminal: Terminal,
) -> None:
    from specgen.conformance.report.pages import report_files
    from specgen.emit.writer import write_package
    from specgen.ledger.store import load_ledger

    with terminal.progress(f"writing {arguments.html}"):
        files = report_files(coverage, others, impact, load_ledger())
        report = write_package(files, arguments.html, force=arguments.force)
    numbers = f"{len(report.written)} written, {len(report.unchanged)} unchanged, {len(report.removed)} removed"
    shown = counted(len(coverage.standings), "requirement")
    terminal.note(f"{arguments.html / 'index.html'} shows {shown} ({counted(len(files), 'file')}: {numbers})")


def _written(coverage: "Coverage", impact: "Impact | None", arguments: argparse.Namespace, terminal: Terminal) -> bytes:
    if arguments.output_format == "json":
        from specgen.conformance.document import coverage_document
        from specgen.emit.json_text import json_bytes

        return json_bytes(coverage_document(coverage, impact))
    from specgen.cli.render import page_text
    from specgen.cli.views.coverage import coverage_page

    page = coverage_page(coverage, impact, sections=not arguments.brief)
    return page_text(page, colorful=terminal.colorful and arguments.output is None).encode()
