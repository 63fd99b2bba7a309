"""`specgen drift`: a specification and the kernel's headers -> where the two differ."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.cli.arguments import add_reading, add_spec
from specgen.cli.output import write_output
from specgen.cli.patch_argument import add_patches, input_bytes, with_patches
from specgen.cli.spec_argument import open_specification
from specgen.cli.terminal import Terminal
from specgen.diagnostics import SpecgenError

if TYPE_CHECKING:
    from specgen.drift.expect import Expectation
    from specgen.drift.report import Report

DESCRIPTION = """\
Device IDs, feature bits and the sizes and
offsets of every struct both know are compared: same, renamed with the same number, only here (in the text), only there
(in the headers), differing. Exits with 1 on a difference that --expect FILE does not list with its reason, and on a
stale expectation; the form of FILE is described in specgen/drift/expect.py. The headers are read without a compiler."""
EXAMPLES = """\
  specgen drift ../virtio-spec
  specgen drift ../virtio-spec --headers linux/include/uapi/linux --expect known.toml
  specgen drift ../virtio-spec --patch series.mbox --output-format markdown
"""
_DEFAULT = "/usr/include/linux"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """SPEC, the headers, what is expected and patches."""
    add_spec(parser)
    parser.add_argument(
        "--headers", metavar="DIR", help=f"where virtio_net.h lies (default: {_DEFAULT}, where it exists)"
    )
    parser.add_argument("--expect", metavar="FILE", help="differences that are right as they are, with reasons")
    parser.add_argument("--output-format", choices=("text", "json", "markdown"), default="text", help="default: text")
    add_patches(parser)
    add_reading(parser)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show the comparison; 1 where something is not expected."""
    report = _report(arguments, terminal)
    if arguments.output_format == "json":
        from specgen.drift.report import drift_document
        from specgen.emit.json_text import json_bytes

        write_output(json_bytes(drift_document(report)), None)
    elif arguments.output_format == "markdown":
        from specgen.drift.report import markdown_text

        write_output(markdown_text(report).encode("utf-8", "backslashreplace"), None)
    else:
        from specgen.cli.render import print_page
        from specgen.cli.views.drift import drift_page

        print_page(drift_page(report), colorful=terminal.colorful)
    return 0 if report.clean else 1


def _report(arguments: argparse.Namespace, terminal: Terminal) -> "Report":
    from specgen.cli.reading import read_model
    from specgen.drift.compare import drift, steps
    from specgen.drift.expect import unexpected
    from specgen.drift.headers import read_headers
    from specgen.drift.report import Report

    headers = read_headers(_directory(arguments.headers))
    expectations = _expectations(arguments.expect)
    opened = open_specification(arguments.spec, terminal)
    rows = drift(read_model(opened, arguments, terminal), headers)
    changed = None
    if arguments.patch:
        patched = with_patches(opened, arguments, terminal)
        before, rows = rows, drift(read_model(patched, arguments, terminal), headers)
        changed = steps(before, rows)
    left, stale = unexpected(rows, expectations)
    return Report(opened.source, headers, rows, tuple(left), tuple(stale), changed)


def _directory(named: str | None) -> Path:
    if named is None and not Path(_DEFAULT).is_dir():
        raise SpecgenError("there are no kernel headers here", hint="--headers DIR names those to compare with")
    return Path(named or _DEFAULT)


def _expectations(file: str | None) -> "tuple[Expectation, ...]":
    from specgen.drift.expect import read_expectations

    return () if file is None else read_expectations(input_bytes(file), file)
