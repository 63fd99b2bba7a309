"""`specgen demo`: a Linux guest gives memory back while you watch, and a picture of it."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.cli.output import write_output
from specgen.cli.terminal import Terminal
from specgen.diagnostics import SpecgenError

if TYPE_CHECKING:
    from specgen.conformance.balloon.demo import Recording

DESCRIPTION = """\
It boots Linux under User
Mode Linux with the generated balloon as a device, has it use memory, and shows how the host gets that back: by reports
of free pages, then by the balloon. Where the packages for a guest are missing it says which, and the generated driver
and device do the same in one process."""
EXAMPLES = """\
  specgen demo
  specgen demo --plot memory.svg
  specgen demo --pair                 without a guest
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the picture goes, and whether there is a guest."""
    parser.add_argument("--plot", metavar="FILE.svg", type=Path, help="write a picture of the host's memory over time")
    parser.add_argument("--pair", action="store_true", help="boot nothing: driver and device in one process")


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show it; GuestError where the guest does not do what it should."""
    from specgen.cli.render import print_page
    from specgen.cli.views.demo import demo_page
    from specgen.conformance.balloon.demo import linux_demo, pair_demo
    from specgen.conformance.peers.linux import PACKAGES, find_programs

    if arguments.plot is not None and arguments.plot.suffix != ".svg":
        raise SpecgenError(f"{arguments.plot} is no .svg file", hint="plots are drawn as SVG")
    programs = None if arguments.pair else find_programs()
    if programs is not None:
        recording = linux_demo(programs, terminal.note)
    else:
        if not arguments.pair:
            terminal.note("no guest can be booted here: driver and device do it in one process")
            terminal.note(f"for Linux on the other side: apt-get install {' '.join(PACKAGES)}")
        recording = pair_demo(terminal.note)
    print_page(demo_page(recording), colorful=terminal.colorful)
    if arguments.plot is not None:
        _plot(recording, arguments.plot)
        terminal.note(f"{arguments.plot}: the picture")
    return 0


def _plot(recording: "Recording", path: Path) -> None:
    from specgen.conformance.report.lines import lines
    from specgen.conformance.report.render import render

    samples = recording.samples
    series = {
        "on the host": [sample.resident / (1 << 20) for sample in samples],
        "target": [sample.target / (1 << 20) for sample in samples],
        "in the balloon": [sample.actual / (1 << 20) for sample in samples],
    }
    picture = lines("The guest's memory, MiB over seconds", [f"{sample.time:.1f}" for sample in samples], series)
    write_output(render("lines.svg.j2", picture).encode(), str(path))
