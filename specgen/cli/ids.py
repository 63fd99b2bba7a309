"""`specgen ids`: checks, extends, reviews and reports on the ledger of requirement IDs."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.cli.arguments import add_reading
from specgen.cli.page import Column, Heading, Table, counted
from specgen.cli.spec_argument import open_specification
from specgen.cli.terminal import Terminal, printable
from specgen.diagnostics import SpecgenError

if TYPE_CHECKING:
    from specgen.ledger.assign import Assignment
    from specgen.ledger.ledger import Ledger
    from specgen.model import Specification

DESCRIPTION = """\
ACTION is one of
  check    say which IDs vanished from a text or are used wrongly, and what is wrong in the ledger; exit 1 if anything
  assign   enter one text after the other: numbers for new requirements, tombstones for those that are gone
  review   list the requirements that were reworded since somebody looked, with the wordings found in the texts given
  report   how many requirements each version kept, reworded, replaced, added and retired"""
EXAMPLES = """\
  specgen ids check ../virtio-spec
  specgen ids assign ../virtio-spec --dry-run
  specgen ids review ../virtio-spec@v1.3 ../virtio-spec --accept net-drv-0021
  specgen ids report
"""
_OPTIONS = {
    "against": ("check",), "name": ("assign",), "part": ("assign",), "dry_run": ("assign",), "accept": ("review",),
    "all": ("review",),
}  # fmt: skip
_SPELLED = {"name": "--as"}
_SHOWN = 40


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """ACTION, texts, and what goes with each action."""
    parser.add_argument("action", metavar="ACTION", choices=tuple(_ACTIONS), help="check, assign, review or report")
    parser.add_argument(
        "specs", nargs="*", metavar="SPEC", default=[],
        help="directories, .tex files or DIR@REVISION; check takes one, report none (default: as for other commands)",
    )  # fmt: skip
    parser.add_argument("--ledger", metavar="FILE", type=Path, help="the ledger (default: the one in specgen)")
    parser.add_argument("--against", metavar="FILE", type=Path, help="check: an older ledger whose IDs must all stand")
    parser.add_argument("--as", dest="name", metavar="VERSION", help="assign: what to call a text's version")
    parser.add_argument(
        "--part", action="store_true", help="assign: the text is a part of a specification; retire nothing"
    )
    parser.add_argument("--dry-run", action="store_true", help="assign: say what would be done, and write nothing")
    parser.add_argument(
        "--accept", metavar="ID", action="append", default=[], help="review: this one is right; repeatable"
    )
    parser.add_argument("--all", action="store_true", help="review: all of them are right")
    add_reading(parser)


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Do what ACTION says; SpecgenError for a ledger that cannot be read or written."""
    for option, actions in _OPTIONS.items():
        if getattr(arguments, option) and arguments.action not in actions:
            name = _SPELLED.get(option, f"--{option.replace('_', '-')}")
            raise SpecgenError(f"ids {arguments.action} has no use for {name}", hint=f"it goes with ids {actions[0]}")
    return _ACTIONS[arguments.action](arguments, terminal)


def _check(arguments: argparse.Namespace, terminal: Terminal) -> int:
    from specgen.ledger.check import check, compare
    from specgen.ledger.store import BUNDLED, load_ledger, read_ledger

    if len(arguments.specs) > 1:
        raise SpecgenError("ids check takes one SPEC", hint="run it once for each")
    file = read_ledger(arguments.ledger)
    name = str(arguments.ledger or BUNDLED.name)
    wrong = [(f"{name}:{problem.line}", problem.message) for problem in file.problems]
    if arguments.against is not None:
        wrong += [(name, message) for message in compare(load_ledger(arguments.against), file.ledger)]
    if not file.problems:
        specification, shown = _read(arguments.specs[0] if arguments.specs else None, arguments, terminal)
        found = check(specification, file.ledger)
        wrong += found.wrong
        for note in found.notes:
            terminal.note(f"note: {note}")
        counts = ", ".join(f"{number} {outcome.value}" for outcome, number in found.counts.items() if number)
        if not terminal.quiet:
            compared = f" (compared with {found.version})" if found.version else ""
            print(f"{printable(shown)}: {counts or 'no requirements'}{compared}")
    for place, message in wrong:
        print(f"{terminal.paint(printable(place), 'bold')}: {terminal.paint('error', 'red')}: {printable(message)}")
    if wrong:
        print(counted(len(wrong), "defect"))
    return 1 if wrong else 0


def _assign(arguments: argparse.Namespace, terminal: Terminal) -> int:
    from specgen.ledger.assign import assign
    from specgen.ledger.ledger import Ledger
    from specgen.ledger.store import load_ledger, write_ledger

    if arguments.name and len(arguments.specs) > 1:
        raise SpecgenError("--as names one version, and there are several texts")
    fresh = arguments.ledger is not None and not arguments.ledger.exists()
    before = ledger = Ledger() if fresh else load_ledger(arguments.ledger)
    for spec in arguments.specs or [None]:
        specification, _ = _read(spec, arguments, terminal)
        done = assign(specification, ledger, arguments.name or "", part=arguments.part)
        ledger = done.ledger
        if not terminal.quiet:
            _say(done, terminal)
    if ledger == before:
        terminal.note("the ledger stays as it is")
    elif not arguments.dry_run:
        write_ledger(ledger, arguments.ledger)
    return 0


def _say(done: "Assignment", terminal: Terminal) -> None:
    numbers = f"{len(done.numbered)} numbered, {len(done.reworded)} reworded, {len(done.retired)} retired"
    print(f"{terminal.paint(printable(done.version), 'bold')}: {numbers}")
    for names, sign, style in (
        (done.reworded, "~", "yellow"),
        (done.retired, "-", "red"),
        (done.numbered, "+", "green"),
    ):
        for name in names[:_SHOWN]:
            entry = done.ledger.entries[name]
            replaces = f", replaces {', '.join(entry.replaces)}" if entry.replaces and sign == "+" else ""
            place = entry.places.get(done.version)
            print(f"  {terminal.paint(sign, style)} {name}{f'  {printable(place)}' if place else ''}{replaces}")
        if len(names) > _SHOWN:
            print(f"  {sign} ... and {len(names) - _SHOWN} more")


def _review(arguments: argparse.Namespace, terminal: Terminal) -> int:
    from specgen.cli.render import print_page
    from specgen.cli.views.history import review_page, texts_of
    from specgen.ledger.report import suspects
    from specgen.ledger.review import accept
    from specgen.ledger.store import load_ledger, write_ledger

    ledger = load_ledger(arguments.ledger)
    names = [entry.id for entry in suspects(ledger)] if arguments.all else arguments.accept
    if names:
        write_ledger(accept(ledger, names), arguments.ledger)
        terminal.note(f"accepted {counted(len(names), 'rewording')}")
        return 0
    texts = texts_of(_read(spec, arguments, terminal)[0] for spec in arguments.specs)
    print_page(review_page(ledger, texts), colorful=terminal.colorful)
    return 0


def _report(arguments: argparse.Namespace, terminal: Terminal) -> int:
    from specgen.cli.render import print_page
    from specgen.ledger.report import steps
    from specgen.ledger.store import load_ledger

    if arguments.specs:
        raise SpecgenError(
            "ids report takes no SPEC: it reads the ledger", hint="specgen ids check SPEC compares a text"
        )
    ledger = load_ledger(arguments.ledger)
    rows = tuple(
        (step.version, *map(str, (step.total, step.kept, step.reworded, step.replaced, step.new, step.retired)))
        for step in steps(ledger)
    )
    titles = ("requirements", "kept", "reworded", "replaced", "new", "retired")
    columns = (Column("version", "strong"), *(Column(title, "number", right=True) for title in titles))
    print_page((_heading(ledger), Table("What each version did", columns, rows)), colorful=terminal.colorful)
    return 0


def _heading(ledger: "Ledger") -> Heading:
    states = [entry.status.value for entry in ledger]
    parts = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(("active", "suspect", "retired")))
    return Heading(counted(len(states), "requirement ID"), parts)


def _read(spec: str | None, arguments: argparse.Namespace, terminal: Terminal) -> tuple["Specification", str]:
    """A text as it stands, with no IDs but its inline ones, and what to call it."""
    from specgen.cli.reading import read_whole

    opened = open_specification(spec, terminal)
    return read_whole(opened, arguments, terminal, identified=False).specification, opened.source


_ACTIONS = {"check": _check, "assign": _assign, "review": _review, "report": _report}
