"""`--patch FILE` -> the patches in those files, and the specification with them laid over it."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.cli.spec_argument import Opened
from specgen.cli.terminal import Terminal
from specgen.diagnostics import SpecgenError

if TYPE_CHECKING:
    from specgen.patches import Patch, PatchedTree

_LARGEST = 33 << 20
"""Bytes read of one input: a little more than `read_patches` takes, so that it says what is wrong."""


def add_patches(parser: argparse.ArgumentParser) -> None:
    """`--patch` and `--fuzz`, as every command that reads a specification takes them."""
    group = parser.add_argument_group("patches")
    group.add_argument(
        "--patch", metavar="FILE", action="append", default=[],
        help="read the text with this diff, mail, mbox or saved page applied, or - for standard input; repeatable",
    )  # fmt: skip
    group.add_argument("--fuzz", type=_lines, default=0, metavar="N", help="context lines that may differ (default: 0)")


def given_patches(arguments: argparse.Namespace) -> "list[Patch]":
    """The patches of all files, in order; SpecgenError where one cannot be read."""
    return patches_in(patch_bytes(arguments), arguments)


def patch_bytes(arguments: argparse.Namespace) -> tuple[bytes, ...]:
    """The bytes of each `--patch`, in order; SpecgenError where one cannot be read."""
    return tuple(input_bytes(file) for file in arguments.patch)


def patches_in(inputs: tuple[bytes, ...], arguments: argparse.Namespace) -> "list[Patch]":
    """The patches in what `patch_bytes` gave."""
    if not inputs:
        return []
    from specgen.patches import read_patches

    pairs = zip(arguments.patch, inputs, strict=True)
    return [patch for file, data in pairs for patch in read_patches(data, _name(file))]


def with_patches(opened: Opened, arguments: argparse.Namespace, terminal: Terminal) -> Opened:
    """The specification as the patches leave it; the tree on disk stays as it is."""
    patches = given_patches(arguments)
    if not patches:
        return opened
    files = ", ".join(Path(_name(file)).name for file in arguments.patch)
    return opened._replace(tree=lay_over(opened, patches, arguments, terminal), source=f"{opened.source} with {files}")


def lay_over(
    opened: Opened, patches: "list[Patch]", arguments: argparse.Namespace, terminal: Terminal
) -> "PatchedTree":
    """The patched tree; says what was moved or passed over; SpecgenError with the hunk where one does not apply."""
    from specgen.cli.messages import findings_text
    from specgen.patches import apply_patches

    patched = apply_patches(opened.tree, patches, fuzz=arguments.fuzz)
    if patched.notes and not terminal.quiet:
        print(findings_text(patched.notes, patched, terminal.paint_error), file=sys.stderr)
    return patched


def input_bytes(file: str) -> bytes:
    """The bytes of a file, or of standard input for `-`; SpecgenError where it cannot be read."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(_LARGEST)
        with Path(file).open("rb") as stream:
            return stream.read(_LARGEST)
    except (OSError, ValueError) as error:
        raise SpecgenError(f"cannot read {file}: {getattr(error, 'strerror', error)}") from error


def _name(file: str) -> str:
    return "standard input" if file == "-" else file


def _lines(text: str) -> int:
    if not text.isdecimal() or int(text) > 100:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of lines from 0 to 100")
    return int(text)
