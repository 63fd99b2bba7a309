"""`specgen lint`: a specification, or what a change brings to it -> findings."""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.cli.arguments import add_reading, add_spec
from specgen.cli.output import write_output
from specgen.cli.patch_argument import add_patches, lay_over, patch_bytes, patches_in
from specgen.cli.spec_argument import Opened, open_specification
from specgen.cli.terminal import Terminal
from specgen.diagnostics import SpecgenError

if TYPE_CHECKING:
    from specgen.lint.config import Config
    from specgen.lint.engine import Linted
    from specgen.lint.finding import Finding
    from specgen.lint.formats import Shown
    from specgen.trees import Tree

FORMATS = ("full", "concise", "json", "json-lines", "github", "gitlab", "rdjson", "sarif", "mail")
DESCRIPTION = """\
With --patch or --since only what the change
brings: both sides are linted. A finding is left out by `% specgen: ignore[CODE] reason` behind its line or above its
block, or by ignore-file[CODE]. Settings come from specgen.toml or [tool.specgen.lint] in pyproject.toml."""
EXAMPLES = """\
  specgen lint ../virtio-spec
  specgen lint ../virtio-spec --patch series.mbox
  specgen lint ../virtio-spec --since v1.3 --output-format github
  specgen lint ../virtio-spec --patch - --output-format mail < mail.txt
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """SPEC, what to look for, and how to show it."""
    add_spec(parser)
    rules = parser.add_argument_group("rules")
    for option, about in (
        ("--select", "only these codes, prefixes or names, or ALL; repeatable, and several with commas"),
        ("--extend-select", "these too"),
        ("--ignore", "not these"),
    ):
        rules.add_argument(option, type=_names, action="extend", metavar="CODES", help=about)
    output = parser.add_argument_group("output")
    output.add_argument("--output-format", choices=FORMATS, default="full", help="how to show findings (default: full)")
    output.add_argument("-o", "--output", metavar="FILE", help="write to FILE instead of standard output")
    output.add_argument("--statistics", action="store_true", help="count findings by rule instead of showing them")
    output.add_argument("--exit-zero", action="store_true", help="exit with 0 even where there are findings")
    change = parser.add_argument_group("changes")
    change.add_argument("--since", metavar="REV", help="only what has come since this git revision")
    change.add_argument("--baseline", metavar="FILE", type=Path, help="leave out the findings that FILE lists")
    change.add_argument("--update-baseline", action="store_true", help="write the findings to --baseline instead")
    fixing = parser.add_argument_group("fixing")
    fixing.add_argument("--fix", action="store_true", help="mend what has one right answer")
    fixing.add_argument("--unsafe-fixes", action="store_true", help="with --fix, mend what may need a look too")
    fixing.add_argument("--diff", action="store_true", help="show what --fix would change, and change nothing")
    add_patches(parser)
    add_reading(parser)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Show the findings; 1 where there are any."""
    _check(arguments)
    inputs = patch_bytes(arguments)
    opened = open_specification(arguments.spec, terminal)
    if arguments.fix or arguments.diff:
        from specgen.cli.fixing import fix_specification

        return fix_specification(opened, _config(opened), arguments, terminal)
    shown = find(opened, inputs, arguments, terminal)
    return _report(shown, arguments, terminal)


def find(opened: Opened, inputs: tuple[bytes, ...], arguments: argparse.Namespace, terminal: Terminal) -> "list[Shown]":
    """The findings that count, in the order of the text."""
    from specgen.lint.brought import LineTexts, brought
    from specgen.lint.catalog import catalog
    from specgen.lint.formats import Shown

    config = _config(opened)
    rules = catalog(cache=not arguments.no_cache)
    codes = selected(config, arguments)
    after = lay_over(opened, patches_in(inputs, arguments), arguments, terminal) if inputs else opened.tree
    before = _before(opened, inputs, arguments)
    found = counted_findings(_lint(after, arguments, terminal), codes, config)
    if before is not None:
        touched = getattr(after, "touched_lines", None)
        old = counted_findings(_lint(before, arguments, terminal), codes, config)
        found = brought(
            old, found, (before, after), lambda span: touched is not None and span.line in touched(span.file)
        )
    lines, names = LineTexts(after), {rule.code: rule.name for rule in rules}
    return [
        Shown(
            one,
            names.get(one.diagnostic.code, ""),
            lines.of(one.diagnostic.span.file, one.diagnostic.span.line),
            _origin(after, one),
        )
        for one in found
    ]


def selected(config: "Config", arguments: argparse.Namespace) -> frozenset[str]:
    """The codes that count: options go before the configuration."""
    from specgen.lint.catalog import catalog
    from specgen.lint.selection import Selection

    set_up = config.selection
    selection = Selection(
        set_up.select if arguments.select is None else tuple(arguments.select),
        (*set_up.extend, *(arguments.extend_select or ())),
        (*set_up.ignore, *(arguments.ignore or ())),
    )
    return selection.codes(catalog(cache=not arguments.no_cache))


def counted_findings(linted: "Linted", codes: frozenset[str], config: "Config") -> "list[Finding]":
    """The findings of the selected codes that no comment and no setting leaves out."""
    from specgen.lint.catalog import catalog
    from specgen.lint.suppress import suppress

    chosen = [one for one in linted.findings if one.diagnostic.code in codes]
    comments = [comment for notes in linted.notes.values() for comment in notes.suppressions]
    known = frozenset(rule.code for rule in catalog())
    kept = suppress(chosen, comments, known, codes)
    return [
        one
        for one in kept
        if one.diagnostic.code in codes
        and not any(one.diagnostic.code.startswith(code) for code in config.ignored_in(one.diagnostic.span.file))
    ]


def _check(arguments: argparse.Namespace) -> None:
    """SpecgenError for options that exclude each other."""
    if arguments.patch and arguments.since:
        raise SpecgenError("--patch and --since are two ways to name a change", hint="use one of them")
    if (arguments.fix or arguments.diff) and (arguments.patch or arguments.since):
        raise SpecgenError("--fix mends the tree, not a change", hint="apply the patch first")
    if arguments.update_baseline and arguments.baseline is None:
        raise SpecgenError("--update-baseline needs --baseline FILE")


def _config(opened: Opened) -> "Config":
    """The configuration of the tree, or of where the user stands for one that is no directory."""
    from specgen.lint.config import find_config

    directory = Path(opened.tree.name.rpartition("@")[0] or opened.tree.name)
    return find_config((directory if directory.is_dir() else Path.cwd()).resolve())


def _before(opened: Opened, inputs: tuple[bytes, ...], arguments: argparse.Namespace) -> "Tree | None":
    """The other side of the change, `None` where there is no change."""
    if inputs:
        return opened.tree
    if not arguments.since:
        return None
    from specgen.trees import open_tree

    return open_tree(f"{opened.tree.name.rpartition('@')[0] or opened.tree.name}@{arguments.since}")


def _lint(tree: "Tree", arguments: argparse.Namespace, terminal: Terminal) -> "Linted":
    from specgen.lint.engine import lint_tree

    with terminal.progress(f"linting {tree.name}"):
        return lint_tree(tree, jobs=arguments.jobs, cache=not arguments.no_cache)


def _origin(tree: "Tree", finding: "Finding") -> tuple[str, int] | None:
    origin = getattr(tree, "origin", lambda *_: None)(finding.diagnostic.span.file, finding.diagnostic.span.line)
    return None if origin is None else (origin.patch, origin.line)


def _report(shown: "list[Shown]", arguments: argparse.Namespace, terminal: Terminal) -> int:
    from specgen.lint.baseline import baseline_text, without_known

    if arguments.update_baseline:
        write_output(baseline_text(shown).encode(), str(arguments.baseline))
        terminal.note(f"{len(shown)} findings are known now")
        return 0
    stale: list[str] = []
    if arguments.baseline is not None:
        try:
            text = arguments.baseline.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise SpecgenError(f"cannot read {arguments.baseline}", hint="--update-baseline writes it") from error
        shown, stale = without_known(shown, text, str(arguments.baseline))
    write_output(_text(shown, arguments, terminal).encode("utf-8", "backslashreplace"), arguments.output)
    for line in stale:
        print(f"{arguments.baseline}: stale: {line}", file=sys.stderr)
    return int((bool(shown) or bool(stale)) and not arguments.exit_zero)


def _text(shown: "Sequence[Shown]", arguments: argparse.Namespace, terminal: Terminal) -> str:
    if arguments.statistics:
        return _statistics(shown)
    if arguments.output_format != "full":
        from specgen.lint.formats import render

        return render(arguments.output_format, shown)
    from specgen.cli.views.lint import findings_page

    return findings_page(shown, terminal.paint, quiet=terminal.quiet)


def _statistics(shown: "Sequence[Shown]") -> str:
    counts = Counter((one.finding.diagnostic.code, one.name) for one in shown)
    width = len(str(max(counts.values(), default=0)))
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return "".join(f"{number:>{width}}  {code}  {name}\n" for (code, name), number in rows)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
