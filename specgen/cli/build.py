"""`specgen build`: a specification -> a directory with a Python package for every device type, and its tests."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from specgen.cli.arguments import add_reading, add_spec
from specgen.cli.page import counted
from specgen.cli.patch_argument import add_patches, with_patches
from specgen.cli.spec_argument import open_specification
from specgen.cli.terminal import Terminal
from specgen.diagnostics import SpecgenError
from specgen.model import Specification

DESCRIPTION = """\
DIR becomes a source
root: DIR/virtio/SLUG holds the feature bits, virtqueues, layouts, requirements, device and driver of each device type,
DIR/tests/SLUG what can be checked of them. Only what changed is written; what was edited by hand is not overwritten."""
EXAMPLES = """\
  specgen build --out out
  specgen build ../virtio-spec --out out --device net --device balloon
  specgen build ../virtio-spec@v1.3 --out generated --text none --check
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """SPEC, where to build and what."""
    add_spec(parser)
    parser.add_argument("-o", "--out", metavar="DIR", help="the directory to build in; made where it does not exist")
    parser.add_argument("--device", metavar="SLUG", action="append", default=[], help="build only this; repeatable")
    parser.add_argument(
        "--text", choices=("full", "none"), default="full",
        help="with the specification's sentences, or only with names, numbers and labels (default: full)",
    )  # fmt: skip
    parser.add_argument(
        "--check", action="store_true", help="write nothing; print a diff and exit 1 where DIR is stale"
    )
    parser.add_argument("--force", action="store_true", help="overwrite what was edited by hand or is not specgen's")
    add_patches(parser)
    add_reading(parser)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Build or check; SpecgenError where something of the user's is in the way."""
    if arguments.out is None:
        raise SpecgenError("build needs --out DIR", hint="specgen build --out out writes into the new directory out")
    from specgen.cli.messages import findings_text
    from specgen.cli.reading import read_meanings, read_model
    from specgen.emit.package import emit_plan
    from specgen.emit.plan import plan_build

    opened = with_patches(open_specification(arguments.spec, terminal), arguments, terminal)
    model = read_model(opened, arguments, terminal)
    devices = _chosen(model, arguments.device)
    others = {device.slug for device in model.device_types}
    with terminal.progress(f"building {counted(len(devices), 'device type')}"):
        concerned = [one for one in model.requirements if one.scope in devices or one.scope not in others]
        clauses = read_meanings(model, arguments, concerned)
        plan = plan_build(model, text=arguments.text, devices=devices, source=opened.source, clauses=clauses)
        doubts = plan.check()
        files = emit_plan(plan)
    # The sample says everything in words of its own, which were looked at with the behaviour.
    if doubts and not terminal.quiet and not opened.is_sample:
        print(findings_text(doubts, opened.tree, terminal.paint_error), file=sys.stderr)
    out = Path(arguments.out)
    if arguments.check:
        return _check(files, out, terminal)
    _write(files, out, terminal, force=arguments.force)
    if not terminal.quiet:
        print(_summary(model, devices, terminal))
        if opened.is_sample:
            print(_next_steps(arguments.out, devices))
    return 0


def _chosen(model: Specification, wanted: list[str]) -> tuple[str, ...]:
    """The slugs to build, in the order of the text; SpecgenError for one that is not there."""
    slugs = tuple(device.slug for device in model.device_types)
    for slug in wanted:
        if slug not in slugs:
            from difflib import get_close_matches

            near = get_close_matches(slug, slugs, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(slugs) or 'none'}"
            raise SpecgenError(f"there is no device type {slug[:100]!r}", hint=hint)
    return tuple(slug for slug in slugs if not wanted or slug in wanted)


def _check(files: Mapping[str, str], out: Path, terminal: Terminal) -> int:
    from specgen.emit.check import check_package

    diff = check_package(files, out)
    if not diff:
        terminal.note(f"{out} is up to date: {counted(len(files), 'file')}")
        return 0
    for line in diff.removesuffix("\n").split("\n"):
        print(_colored(line, terminal))
    terminal.note(f"{out} is stale; the same command without --check brings it up to date")
    return 1


def _colored(line: str, terminal: Terminal) -> str:
    styles = {"+++": "bold", "---": "bold", "@@ ": "cyan"}
    style = styles.get(line[:3]) or {"+": "green", "-": "red"}.get(line[:1])
    return terminal.paint(line, style) if style else line


def _write(files: Mapping[str, str], out: Path, terminal: Terminal, *, force: bool) -> None:
    from specgen.emit.writer import write_package

    with terminal.progress(f"writing {out}"):
        report = write_package(files, out, force=force)
    if not terminal.quiet:
        numbers = f"{len(report.written)} written, {len(report.unchanged)} unchanged, {len(report.removed)} removed"
        print(f"{out}: {counted(len(files), 'file')} ({numbers})")


def _summary(model: Specification, devices: tuple[str, ...], terminal: Terminal) -> str:
    """What the package holds, and how much of the text could not be read."""
    built = [device for device in model.device_types if device.slug in devices]
    counts = (
        counted(len(built), "device type"),
        counted(sum(len(device.features) for device in built), "feature bit"),
        counted(sum(len(device.virtqueues) for device in built), "virtqueue"),
        counted(sum(len(device.structs) for device in built), "struct"),
        counted(sum(requirement.scope in devices for requirement in model.requirements), "requirement"),
    )
    unread = f"{len(model.unread)} unread"
    return ", ".join((*counts, terminal.paint(unread, "yellow") if model.unread else unread))


def _next_steps(out: str, devices: tuple[str, ...]) -> str:
    slug = devices[0] if devices else "balloon"
    return f"""
This was the sample. Try next:
  specgen show {slug:<36}what was read
  PYTHONPATH={out} python3 -m pytest {out}/tests     the generated tests
  specgen build SPEC --out DIR                     a real specification: a checkout, or DIR@REVISION"""
