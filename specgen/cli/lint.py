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
from specgen.cli.rule_options import add_rules, rule_choice
from specgen.cli.spec_argument import Opened, open_specification
from specgen.cli.terminal import Terminal
from specgen.diagnostics import SpecgenError

if TYPE_CHECKING:
    from specgen.lint.choice import Choice
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
    add_rules(parser)
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
    from specgen.cli.answers import answer, answer_key

    _check(arguments)
    inputs = patch_bytes(arguments)
    opened = open_specification(arguments.spec, terminal)
    directory = Path(_directory(opened))
    choice = rule_choice(arguments, directory if directory.is_dir() else Path.cwd())
    if arguments.fix or arguments.diff:
        from specgen.cli.fixing import fix_specification

        return fix_specification(opened, choice, arguments, terminal)
    sides = (opened, *_since(opened, arguments))
    shape = (sorted(choice.codes), choice.config, *(getattr(arguments, name) for name in _SHAPING))
    kept = not (arguments.no_cache or arguments.baseline or arguments.output)
    key = answer_key(sides, inputs, {"shape": repr(shape)}) if kept else None
    return answer(
        lambda: _report(_find(sides, inputs, choice, arguments, terminal), arguments, terminal), key, terminal
    )


_SHAPING = ("patch", "fuzz", "output_format", "statistics", "exit_zero")
"""The options that an answer depends on, beside what is linted and the choice of rules."""


def _find(
    sides: tuple[Opened, ...],
    inputs: tuple[bytes, ...],
    choice: "Choice",
    arguments: argparse.Namespace,
    terminal: Terminal,
) -> "list[Shown]":
    """The findings that count, in the order of the text; of a change those that it brings.

    `sides` is the text, and with --since the one before; patches make the text the one before.
    """
    from specgen.cli.messages import origin_of
    from specgen.lint.formats import Shown
    from specgen.trees import Sources

    opened = sides[0]
    after: Tree = opened.tree
    about_patches: list[Finding] = []
    if inputs:
        from specgen.lint.engine import lint_patches

        patches = patches_in(inputs, arguments)
        after = lay_over(opened, patches, arguments, terminal)
        about_patches = choice.selected(lint_patches(patches))
    sources = Sources(after)
    linted = _lint(after, arguments, terminal, keep=not inputs)
    found = choice.counted(linted)
    if inputs or len(sides) > 1:
        from specgen.lint.brought import brought
        from specgen.lint.engine import lint_change

        before = opened.tree if inputs else sides[1].tree
        old = _lint(before, arguments, terminal)
        touched = lambda span: origin_of(after, span) is not None  # noqa: E731 - used once, beside its use
        found = brought(choice.counted(old), found, (Sources(before), sources), touched)
        found += choice.selected(lint_change(before, old, linted, cache=not arguments.no_cache))
    names = choice.names
    shown = [Shown(one, names[one.diagnostic.code]) for one in about_patches]
    return shown + [
        Shown(one, names[one.diagnostic.code], sources.line(one.diagnostic.span), origin_of(after, one.diagnostic.span))
        for one in found
    ]


def _check(arguments: argparse.Namespace) -> None:
    """SpecgenError for options that exclude each other."""
    if arguments.patch and arguments.since:
        raise SpecgenError("--patch and --since are two ways to name a change", hint="use one of them")
    if (arguments.fix or arguments.diff) and (arguments.patch or arguments.since):
        raise SpecgenError("--fix mends the tree, not a change", hint="apply the patch first")
    if arguments.update_baseline and arguments.baseline is None:
        raise SpecgenError("--update-baseline needs --baseline FILE")


def _since(opened: Opened, arguments: argparse.Namespace) -> tuple[Opened, ...]:
    """The text at `--since`; nothing without it."""
    if not arguments.since:
        return ()
    from specgen.trees import open_tree

    return (opened._replace(tree=open_tree(f"{_directory(opened)}@{arguments.since}")),)


def _directory(opened: Opened) -> str:
    """The directory that was named, without a revision."""
    return opened.tree.name.rpartition("@")[0] or opened.tree.name


def _lint(tree: "Tree", arguments: argparse.Namespace, terminal: Terminal, *, keep: bool = True) -> "Linted":
    from specgen.lint.engine import lint_tree

    with terminal.progress(f"linting {tree.name}"):
        return lint_tree(tree, jobs=arguments.jobs, cache=not arguments.no_cache, keep=keep)


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
