"""`specgen diff`: a specification and patches, or two specifications -> what changed in meaning."""

import argparse
from typing import TYPE_CHECKING

from specgen.cli.arguments import add_reading
from specgen.cli.output import write_output
from specgen.cli.patch_argument import add_patches, lay_over, patch_bytes, patches_in
from specgen.cli.spec_argument import Opened, open_specification
from specgen.cli.terminal import Terminal
from specgen.diagnostics import SpecgenError

if TYPE_CHECKING:
    from specgen.diff.report import Report
    from specgen.model import Specification

DESCRIPTION = """\
Device types, feature bits, virtqueues, layouts,
constants, requirements and conformance links are compared; each change is breaking (a conforming implementation may
stop conforming, or a layout moved), extending or editorial, and says why. A series is shown patch by patch and as a
whole. The JSON's shape is stated by specgen/diff/diff.schema.json."""
EXAMPLES = """\
  specgen diff ../virtio-spec --patch series.mbox
  specgen diff ../virtio-spec@v1.2 ../virtio-spec@v1.3 --output-format markdown
  specgen diff ../virtio-spec --patch - --fail-on breaking < mail.txt
"""
_FORMATS = ("text", "json", "markdown", "mail")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One specification with patches, or two."""
    parser.add_argument("specs", nargs="*", metavar="SPEC", help="SPEC with --patch, or OLD and NEW")
    parser.add_argument("--output-format", choices=_FORMATS, default="text", help="how to show it (default: text)")
    parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE instead of standard output")
    parser.add_argument(
        "--fail-on", choices=("breaking", "extending", "editorial", "never"), default="never",
        help="exit with 1 where there is such a change, or a graver one (default: never)",
    )  # fmt: skip
    add_patches(parser)
    add_reading(parser)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show the changes; 1 where --fail-on says so."""
    from specgen.cli.answers import answer, answer_key

    if arguments.output is not None and arguments.output_format == "text":
        raise SpecgenError("the text format is for a terminal", hint="--output-format mail writes plain text")
    inputs = patch_bytes(arguments)
    sides = _sides(arguments, terminal)
    options = {name: getattr(arguments, name) for name in ("patch", "fuzz", "output_format", "fail_on")}
    kept = arguments.output is None and not arguments.no_cache
    key = answer_key(sides, inputs, options) if kept else None
    return answer(lambda: _compare(sides, inputs, arguments, terminal), key, terminal)


def _sides(arguments: argparse.Namespace, terminal: Terminal) -> tuple[Opened, ...]:
    """The one specification that patches are laid over, or both that are compared."""
    if arguments.patch and len(arguments.specs) > 1:
        raise SpecgenError("patches are laid over one specification", hint="specgen diff SPEC --patch FILE")
    if not arguments.patch and len(arguments.specs) != 2:
        raise SpecgenError(
            "diff compares two specifications, or one with patches", hint="specgen diff OLD NEW, or --patch FILE"
        )
    return tuple(open_specification(spec, terminal) for spec in arguments.specs or [None])


def _compare(
    sides: tuple[Opened, ...], inputs: tuple[bytes, ...], arguments: argparse.Namespace, terminal: Terminal
) -> int:
    from specgen.diff.change import Effect

    report = _patched(sides[0], inputs, arguments, terminal) if inputs else _two(sides, arguments, terminal)
    _show(report, arguments, terminal)
    if arguments.fail_on == "never":
        return 0
    grave = list(Effect)[: list(Effect).index(Effect(arguments.fail_on)) + 1]
    return int(any(change.effect in grave for change in report.whole.changes))


def _two(sides: tuple[Opened, ...], arguments: argparse.Namespace, terminal: Terminal) -> "Report":
    from specgen.diff.compare import compare_named
    from specgen.diff.report import Report

    old, new = sides
    return Report(
        compare_named(_read(old, arguments, terminal), _read(new, arguments, terminal), (old.source, new.source))
    )


def _patched(opened: Opened, inputs: tuple[bytes, ...], arguments: argparse.Namespace, terminal: Terminal) -> "Report":
    """Every step compared with the one before it, and the last with the first; a single patch has no steps."""
    from specgen.diff.compare import Comparison, compare_named
    from specgen.diff.report import Report

    patches = patches_in(inputs, arguments)
    patched = lay_over(opened, patches, arguments, terminal)
    models = [_read(opened, arguments, terminal)]
    models += [_read(opened._replace(tree=step), arguments, terminal) for step in patched.steps]
    names = [opened.source, *(f"patch {number}" for number in range(1, len(patches) + 1))]
    steps: list[Comparison] = []
    if len(patches) > 1:
        steps = [
            compare_named(models[at], models[at + 1], (names[at], names[at + 1]), patch.title)
            for at, patch in enumerate(patches)
        ]
    title = patches[0].title if len(patches) == 1 else ""
    whole = compare_named(models[0], models[-1], (opened.source, "with the patches" if steps else "patched"), title)
    return Report(whole, tuple(steps))


def _read(opened: Opened, arguments: argparse.Namespace, terminal: Terminal) -> "Specification":
    from specgen.cli.reading import read_model

    return read_model(opened, arguments, terminal)


def _show(report: "Report", arguments: argparse.Namespace, terminal: Terminal) -> None:
    if arguments.output_format == "text":
        from specgen.cli.render import print_page
        from specgen.cli.views.diff import diff_page

        print_page(diff_page(report), colorful=terminal.colorful)
        return
    write_output(_written(report, arguments.output_format), arguments.output)


def _written(report: "Report", output_format: str) -> bytes:
    if output_format == "json":
        from specgen.diff.document import diff_document
        from specgen.emit.json_text import json_bytes

        return json_bytes(diff_document(report))
    if output_format == "markdown":
        from specgen.diff.markdown import markdown_text

        return markdown_text(report).encode("utf-8", "backslashreplace")
    from specgen.diff.mail import mail_text

    return mail_text(report).encode("utf-8", "backslashreplace")
