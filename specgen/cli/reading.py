"""An opened specification -> its model, with what was found on the way printed to standard error."""

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from specgen.cli.messages import findings_text
from specgen.cli.spec_argument import Opened
from specgen.cli.terminal import Terminal
from specgen.diagnostics import SpecgenError

if TYPE_CHECKING:
    from specgen.extract import Reading
    from specgen.extract.clauses import Clauses
    from specgen.model import Requirement, Specification


def read_model(opened: Opened, arguments: argparse.Namespace, terminal: Terminal) -> "Specification":
    """The model of the specification; SpecgenError where nothing in it could be read."""
    return read_whole(opened, arguments, terminal).specification


def read_whole(
    opened: Opened, arguments: argparse.Namespace, terminal: Terminal, *, identified: bool = True
) -> "Reading":
    """The model and the findings, which have been printed; SpecgenError where nothing could be read.

    Without `identified` the requirements have no IDs but those that the text itself gives them.
    """
    from specgen.extract import read_specification
    from specgen.ledger import read_identified

    read = read_identified if identified else read_specification
    with terminal.progress(f"reading {opened.tree.name}"):
        reading = read(opened.tree, jobs=arguments.jobs, cache=not arguments.no_cache)
    findings = terminal.unsaid(reading.diagnostics)
    if findings and not terminal.quiet:
        print(findings_text(findings, opened.tree, terminal.paint_error), file=sys.stderr)
    specification = reading.specification
    if not (specification.device_types or specification.requirements or specification.labels):
        raise SpecgenError(
            f"nothing in {opened.tree.name} could be read as a virtio specification",
            hint=f"the reading started from {opened.tree.entry}",
        )
    return reading


def read_meanings(
    specification: "Specification",
    arguments: argparse.Namespace,
    requirements: "Sequence[Requirement] | None" = None,
) -> "Clauses":
    """The clauses of the specification's requirements, all where `None`, for the commands that need them."""
    from specgen.extract.clauses import read_clauses

    return read_clauses(specification, requirements, jobs=arguments.jobs, cache=not arguments.no_cache)
