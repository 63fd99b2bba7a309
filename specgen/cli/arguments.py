"""A command's arguments -> a checked namespace; wrong ones become a SpecgenError that says what would be right."""

import argparse
from collections.abc import Sequence
from typing import NoReturn, Protocol

from specgen.cli.terminal import COLOR_CHOICES, Terminal
from specgen.diagnostics import SpecgenError


class Command(Protocol):
    """What the module of a command offers."""

    DESCRIPTION: str
    EXAMPLES: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare what the command takes."""
        ...

    def run(self, arguments: argparse.Namespace, terminal: Terminal) -> int:
        """Do the work and return the exit code."""
        ...


def parse(
    name: str, summary: str, command: Command, arguments: Sequence[str]
) -> tuple[argparse.Namespace, Terminal] | None:
    """The arguments of command `name`, or None where they only asked for help."""
    parser = _Parser(
        prog=f"specgen {name}",
        description=f"{summary[0].upper()}{summary[1:]}. {command.DESCRIPTION}",
        epilog=f"examples:\n{command.EXAMPLES.rstrip()}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    command.add_arguments(parser)
    general = parser.add_argument_group("general options")
    general.add_argument("-h", "--help", action="store_true", help="say this and do nothing")
    general.add_argument("-q", "--quiet", action="store_true", help="print results and errors only")
    general.add_argument("--color", choices=COLOR_CHOICES, default="auto", help="when to use colours (default: auto)")
    if "-h" in arguments or "--help" in arguments:
        print(parser.format_help(), end="")
        return None
    found, unknown = parser.parse_known_intermixed_args(arguments)
    if unknown:
        raise _unknown_argument(parser, unknown[0])
    return found, Terminal(color=found.color, quiet=found.quiet)


def add_spec(parser: argparse.ArgumentParser) -> None:
    """SPEC, as every command that reads a specification takes it."""
    parser.add_argument(
        "spec", nargs="?", metavar="SPEC",
        help="a directory, a .tex file or DIR@REVISION (default: the checkout you stand in, else the bundled sample)",
    )  # fmt: skip


def add_reading(parser: argparse.ArgumentParser) -> None:
    """How a specification is read."""
    group = parser.add_argument_group("reading")
    group.add_argument("--jobs", type=_positive, metavar="N", help="read with N processes (default: one per core)")
    group.add_argument("--no-cache", action="store_true", help="neither use nor fill the cache of what was read before")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise SpecgenError(message, hint=f"{self.prog} --help says what it takes")


def _unknown_argument(parser: argparse.ArgumentParser, argument: str) -> SpecgenError:
    hint = f"{parser.prog} --help says what it takes"
    if not argument.startswith("-"):
        return SpecgenError(f"{parser.prog} has no use for the argument {argument!r}", hint=hint)
    from difflib import get_close_matches

    option = argument.partition("=")[0]
    options = [name for action in parser._actions for name in action.option_strings]  # noqa: SLF001 - argparse has no other way to list its options
    near = get_close_matches(option, options, n=1)
    return SpecgenError(f"{parser.prog} has no option {option}", hint=f"did you mean {near[0]}?" if near else hint)


def _positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 256")
    return int(text)
