"""`specgen trend`: many versions of a specification -> how the counts of findings went."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.cli.arguments import add_reading
from specgen.cli.output import write_output
from specgen.cli.rule_options import add_rules, rule_choice
from specgen.cli.terminal import Terminal
from specgen.diagnostics import SpecgenError

if TYPE_CHECKING:
    from specgen.lint.trend import Point
    from specgen.trees import Tree

DESCRIPTION = """\
SOURCE is a specification (a directory,
DIR@REVISION), a range of git revisions (DIR@FIRST..LAST: each commit that changes the text), a directory of
specifications, or a tar archive of them, whose order is that of their newest files. Everything but a range keeps the
order it is given in. A tree that was linted before comes from the cache."""
EXAMPLES = """\
  specgen trend ../virtio-spec@v1.1..v1.3 --plot trend.svg
  specgen trend v1.0 v1.1 v1.2 --select ALL
  specgen trend trees.tar.xz --output-format json -o trend.json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The sources, which rules count, and where the result goes."""
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="see above")
    parser.add_argument("--output-format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE instead of standard output")
    parser.add_argument("--plot", metavar="FILE.svg", type=Path, help="draw findings for a thousand lines over time")
    add_rules(parser)
    add_reading(parser)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show the counts; 2 where no tree could be read."""
    from specgen.cli.render import progress_bar
    from specgen.lint.trend import trend

    if arguments.plot is not None and arguments.plot.suffix != ".svg":
        raise SpecgenError(f"{arguments.plot} is no .svg file", hint="plots are drawn as SVG")
    choice = rule_choice(arguments, Path.cwd())
    trees = [tree for source in arguments.sources for tree in _trees(source)]
    with progress_bar("linting", len(trees), shown=terminal.shows_progress) as done:
        points = trend(
            trees, choice, jobs=arguments.jobs or os.cpu_count() or 1, cache=not arguments.no_cache, done=done
        )
    _show(points, arguments, terminal)
    return 2 if all(point.error for point in points) else 0


def _show(points: "Sequence[Point]", arguments: argparse.Namespace, terminal: Terminal) -> None:
    from specgen.cli.views.trend import date_of, series_of, trend_document, trend_page

    if arguments.plot is not None:
        from specgen.conformance.report.lines import lines
        from specgen.conformance.report.render import render

        names = [date_of(point)[:7] or point.name for point in points if point.lines]
        picture = lines("Findings for a thousand lines", names, series_of(points))
        write_output(render("lines.svg.j2", picture).encode(), str(arguments.plot))
    if arguments.output_format == "json":
        from specgen.emit.json_text import json_bytes

        write_output(json_bytes(trend_document(points)), arguments.output)
        return
    from specgen.cli.render import page_text

    write_output(page_text(trend_page(points), colorful=terminal.colorful).encode(), arguments.output)


def _trees(source: str) -> "list[tuple[Tree, int]]":
    """The trees of a source, each with its date; 0 where none is known."""
    from specgen.trees import open_tree

    path = Path(source)
    if path.is_file() and ".tar" in path.suffixes:
        from specgen.trees.archive import archive_trees

        return [*archive_trees(path)]
    directory, _, ends = source.rpartition("@")
    if ".." in ends and Path(directory).is_dir() and not path.exists():
        from specgen.trees.git import GitTree, revisions

        first, _, last = ends.partition("..")
        found = revisions(Path(directory), first, last or "HEAD")
        return [(GitTree(Path(directory), name, name[:12]), date) for name, date in found]
    if path.is_dir() and not any(path.glob("*.tex")):
        below = sorted(one for one in path.iterdir() if one.is_dir() and any(one.glob("*.tex")))
        if below:
            return [(open_tree(str(one)), 0) for one in below]
    return [(open_tree(source), 0)]
